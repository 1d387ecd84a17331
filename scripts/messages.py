"""The Chinese words: ``locale/parts/*.po.json`` become ``locale/zh_Hans``, and nothing may be missing or left over.

Each part is a flat object {English message id: Chinese}, owned by one area. ``libraries.po.json`` may hold ids of
libraries, which nobody of ours uses. ``--check`` writes nothing.
"""

import argparse
import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

from scripts.gates import files

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "locale" / "parts"
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
LIBRARIES = "libraries.po.json"
MARKERS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}
ONE_FORM = {"_", "gettext", "gettext_lazy", "gettext_noop"}
IN_TEMPLATE = re.compile(r"""\b(n?p?gettext|_)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)%([sd])|{(\w*)}")
HEADER = {
    "Project-Id-Version": "lianhe",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
Uses = dict[str, set[str]]


def _python_uses(path: Path) -> Iterator[tuple[str, int, str]]:
    """Every marked literal of a Python file with its line, and what is wrong with it, if anything."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in MARKERS:
            continue
        first = node.args[0]
        if isinstance(first, ast.JoinedStr):
            yield "", node.lineno, "an f-string cannot be translated"
        elif isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield (
                first.value,
                node.lineno,
                "" if name in ONE_FORM else f"{name}: phrase it without number or context",
            )


def _template_uses(path: Path) -> Iterator[tuple[str, int, str]]:
    """Every message id of a template, as Django itself looks it up."""
    for found in IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        problem = (
            "" if found.group(1) in ONE_FORM else f"{found.group(1)}: phrase it without number or context"
        )
        yield ast.literal_eval(found.group(2)), 0, problem


def uses() -> tuple[Uses, list[str]]:
    """Message ids that the product uses, each with the files that do; and what cannot be translated."""
    found: Uses = defaultdict(set)
    problems: list[str] = []
    for path in files():
        inside = path.relative_to(ROOT)
        if inside.parts[0] in {"tests", "scripts", "locale"} or {"migrations", "vendor"} & set(inside.parts):
            continue
        if path.suffix == ".py":
            ids = _python_uses(path)
        elif path.suffix in {".html", ".txt"} and inside.parts[0] == "templates":
            ids = _template_uses(path)
        else:
            continue
        for text, line, problem in ids:
            if problem:
                problems.append(f"{inside}:{line}: {problem}: {text}")
            elif text:
                found[text].add(str(inside))
    return found, problems


def merged() -> tuple[dict[str, str], dict[str, str], list[str]]:
    """All parts as one object, the part each id came from, and where two parts disagree."""
    words: dict[str, str] = {}
    origin: dict[str, str] = {}
    problems: list[str] = []
    for part in sorted(PARTS.glob("*.po.json")):
        try:
            pairs = json.loads(part.read_text(encoding="utf-8"), object_pairs_hook=list)
        except ValueError as error:
            problems.append(f"{part.name}: {error}")
            continue
        for text, chinese in pairs:
            if text in words and words[text] != chinese:
                problems.append(
                    f"{text!r}: {origin[text]} says {words[text]!r}, {part.name} says {chinese!r}"
                )
            words[text], origin[text] = chinese, part.name
    return words, origin, problems


def _placeholders(text: str) -> list[str]:
    return sorted(found.group() for found in PLACEHOLDER.finditer(text.replace("%%", "")))


def _area(inside: str) -> str:
    parts = Path(inside).parts
    return f"templates/{parts[1]}" if parts[0] == "templates" and len(parts) > 2 else parts[0]


def problems_of(used: Uses, words: dict[str, str], origin: dict[str, str]) -> Iterator[str]:
    """Missing, unused, empty and ill-fitting translations, in words an author can act on."""
    missing: dict[str, dict[str, str]] = defaultdict(dict)
    for text, where in sorted(used.items()):
        if text not in words:
            missing[_area(min(where))][text] = ""
    for area, empty in sorted(missing.items()):
        listed = json.dumps(empty, ensure_ascii=False, indent=1)
        yield f"missing, used by {area} ({len(empty)}):\n{listed}"
    for text, chinese in words.items():
        if origin[text] != LIBRARIES and text not in used:
            yield f"unused: {origin[text]}: {text!r}"
        if not chinese.strip():
            yield f"empty: {origin[text]}: {text!r}"
        elif _placeholders(text) != _placeholders(chinese):
            yield f"placeholders differ: {origin[text]}: {text!r}: {chinese!r}"


def catalogue(words: dict[str, str]) -> polib.POFile:
    """The catalogue that the parts make, in a fixed order and without dates."""
    made = polib.POFile(wrapwidth=110)
    made.metadata = HEADER
    for text, chinese in sorted(words.items()):
        flags = ["python-format"] if re.search(r"%\(\w+\)[sd]|%[sd]", text) else []
        made.append(polib.POEntry(msgid=text, msgstr=chinese, flags=flags))
    return made


def main() -> int:
    """Write the catalogue, or with ``--check`` compare it; list everything that an author has to fill in."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    if not settings.configured:
        settings.configure()  # the template lexer asks for nothing else
    used, problems = uses()
    words, origin, conflicts = merged()
    problems += conflicts
    if not used or not words:
        problems.append("No message id was found: something is wrong with this gate.")
    problems += problems_of(used, words, origin)
    made = catalogue(words)
    text, binary = str(made).rstrip("\n") + "\n", made.to_binary()
    compiled = CATALOGUE.with_suffix(".mo")
    if is_check:
        for path, wanted in ((CATALOGUE, text.encode()), (compiled, binary)):
            if not path.exists() or path.read_bytes() != wanted:
                problems.append(f"{path.relative_to(ROOT)} is stale: make messages")
    elif not conflicts:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(text, encoding="utf-8")
        compiled.write_bytes(binary)
    for problem in problems:
        print(problem)
    print(f"Message ids used: {len(used)}. Translated: {len(words)}. Problems: {len(problems)}.")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
