"""Cut the two fonts of our papers out of the published Noto packages.

Maintainers only. Fetch the packages once with the ordinary npm client and unpack them side by side:

    npm pack @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3

then run `python scripts/build_fonts.py FOLDER`, where FOLDER holds both static TTF files anywhere below.
Kept: every GBK character, every CJK character outside the first plane that the font has, the rest of the
unified ideographs (9FA6 to 9FFF), Latin letters with accents, and `documents/fonts/extra_characters.txt`.
"""

import hashlib
import json
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

FONTS = Path(__file__).resolve().parent.parent / "documents" / "fonts"
SOURCES = {
    "NotoSerifSC_400Regular.ttf": (
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
        "NotoSerifSC-Regular.ttf",
    ),
    "NotoSansSC_700Bold.ttf": (
        "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
        "NotoSansSC-Bold.ttf",
    ),
}
SIZE_LIMIT = 25_000_000


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_gbk(code: int) -> bool:
    try:
        chr(code).encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def wanted(available: set[int]) -> set[int]:
    """The code points to keep out of those that the font has."""
    lines = (FONTS / "extra_characters.txt").read_text(encoding="utf-8").splitlines()
    extra = {ord(character) for line in lines if not line.startswith("#") for character in line}
    return {
        code
        for code in available
        if is_gbk(code) or code in extra or code >= 0x20000 or 0x9FA6 <= code <= 0x9FFF or code < 0x250
    }


def cut(source: Path, target: Path) -> None:
    options = Options(
        layout_features=["kern", "liga", "locl", "ccmp", "mark"], hinting=False, notdef_outline=True
    )
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted(set(font.getBestCmap())))
    subsetter.subset(font)
    save_font(font, str(target), options)


def main(folder: Path) -> int:
    manifest = {}
    for name, (expected, target_name) in SOURCES.items():
        source = next(folder.rglob(name), None)
        if source is None or digest(source) != expected:
            print(f"{name}: not found below {folder}, or not the recorded release", file=sys.stderr)
            return 1
        target = FONTS / target_name
        cut(source, target)
        manifest[target_name] = {"source": name, "source_sha256": expected, "sha256": digest(target)}
        print(f"{target_name}: {target.stat().st_size:,} bytes")
    total = sum((FONTS / name).stat().st_size for name in manifest)
    if total > SIZE_LIMIT:
        print(f"{total:,} bytes together, more than {SIZE_LIMIT:,}", file=sys.stderr)
        return 1
    (FONTS / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
