"""The arithmetic of the record: canonical text, hashes, links, roots. Pure: no database, no clock."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

GENESIS = "0" * 64
VERSION = 1


def canonical(value: Any) -> str:
    """The one text of ``value`` that is hashed: sorted ASCII keys, no spaces, no floats.

    Raises TypeError for a float or a key that is not ASCII text: their text form is not unique.
    """
    _refuse_ambiguous(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _refuse_ambiguous(value: Any) -> None:
    match value:
        case bool() | int() | str() | None:
            return
        case Mapping():
            for key, item in value.items():
                if not (isinstance(key, str) and key.isascii()):
                    raise TypeError(f"a recorded key must be ASCII text, not {key!r}")
                _refuse_ambiguous(item)
        case list() | tuple():
            for item in value:
                _refuse_ambiguous(item)
        case _:
            raise TypeError(f"{type(value).__name__} has no single text form and cannot be recorded")


def digest(data: bytes) -> str:
    """SHA-256 of ``data`` as 64 hexadecimal characters."""
    return hashlib.sha256(data).hexdigest()


def entry_hash(fields: Mapping[str, Any]) -> str:
    """Hash of one entry, its predecessor's hash included, with the leaf prefix of RFC 6962."""
    return digest(b"\x00" + canonical(fields).encode())


def merkle_root(leaves: Sequence[str]) -> str:
    """Root over entry hashes as RFC 6962 defines it; the empty list has the hash of nothing."""
    if not leaves:
        return digest(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return joined(merkle_root(leaves[:split]), merkle_root(leaves[split:]))


def peaks_with(peaks: Sequence[str], size: int, leaves: Iterable[str]) -> tuple[str, ...]:
    """The peaks of a tree of ``size`` leaves after more were added: one root for each binary digit of its size.

    RFC 6962's compact range: adding k leaves to n costs O(k + log n), whatever stands before them.
    Raises ValueError when ``peaks`` cannot belong to a tree of ``size`` leaves.
    """
    if len(peaks) != size.bit_count():
        raise ValueError(f"{len(peaks)} peaks cannot stand over {size} leaves")
    grown = list(peaks)
    for leaf in leaves:
        node, below = leaf, size
        while below & 1:
            node, below = joined(grown.pop(), node), below >> 1
        grown.append(node)
        size += 1
    return tuple(grown)


def root_of_peaks(peaks: Sequence[str]) -> str:
    """The root over all leaves that ``peaks`` stand for; the same as ``merkle_root`` of those leaves."""
    if not peaks:
        return digest(b"")
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = joined(peak, root)
    return root


def seal_link(previous: str, size: int, root: str, at: str) -> str:
    """Hash of one seal with the link of the seal before it (``GENESIS`` before the first)."""
    return digest(b"\x02" + canonical({"at": at, "prev": previous, "root": root, "size": size}).encode())


def joined(left: str, right: str) -> str:
    """The node above two nodes, with the inner prefix of RFC 6962."""
    return digest(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right))


def first_break(entries: Iterable[Mapping[str, Any]]) -> tuple[int, str] | None:
    """Where a subject's chain first goes wrong: ``(number, what)``, or None when it is sound.

    ``entries`` are in order; each holds ``number``, ``hash`` and ``fields`` (what was hashed).
    """
    previous, expected = GENESIS, 1
    for entry in entries:
        if entry["number"] != expected:
            return expected, "missing"
        if entry["fields"]["prev"] != previous:
            return expected, "link"
        if entry_hash(entry["fields"]) != entry["hash"]:
            return expected, "content"
        previous, expected = entry["hash"], expected + 1
    return None


# Check words: a short fingerprint that people compare by eye. 64 two-character words, six bits each.
_SIGNS = (
    "海蓝远山石桥春潮明月松风白帆晨光秋水金沙青苔长堤飞鸟云海星河稻田"
    "茶园竹林古城新港灯塔潮汐珊瑚银杏红叶雪峰碧波沙洲渔火浪花麦浪彩虹"
    "朝霞暮色清泉溪流峡谷草原湖心木舟铁塔石阶花园果园山门水车风车纸鸢"
    "书院钟楼画廊琴台墨香丹青玉兰牡丹荷塘桂花梅岭兰亭菊园桃源柳岸杏村"
)
_WORDS = [_SIGNS[at : at + 2] for at in range(0, len(_SIGNS), 2)]


def check_words(hex_digest: str, count: int = 4) -> str:
    """The digest as ``count`` plain words, for people who compare two papers by eye."""
    number = int(hex_digest[:16], 16)
    words = []
    for _ in range(count):
        number, rest = divmod(number, 64)
        words.append(_WORDS[rest])
    return "·".join(words)
