#!/usr/bin/env python3
"""Verify an export of the record offline: one file, standard library only.

    python3 audit_verify.py EXPORT.json [--seal SIZE:ROOT] [--en]

Exit 0: sound. 1: tampered with, the first bad position named. 2: incomplete, something needed is not there.
``--seal`` gives the size and root of a checkpoint known from elsewhere (a printed notice, an older export).
"""

import argparse
import hashlib
import json
import sys

FORMAT = "lianhe-ledger/1"
GENESIS = "0" * 64
SOUND, TAMPERED, INCOMPLETE = 0, 1, 2
SAYS = {
    "zh": {
        "unreadable": "读不了这个文件：{what}",
        "format": "这个文件不是本系统导出的办理记录（格式 {what}）。",
        "lacks": "文件里缺少 {what}。",
        "missing": "{subject} 第 {number} 条：缺这一条。",
        "link": "{subject} 第 {number} 条：和前一条接不上。",
        "content": "{subject} 第 {number} 条：写入后被改过。",
        "subject": "{subject} 第 {number} 条：写的是别的事项。",
        "cut_off": "{subject} 第 {number} 条：末尾的记录被截掉了。",
        "path": "{subject} 第 {number} 条：不在封存点里（位置 {position}）。",
        "order": "{subject} 第 {number} 条：位置 {position} 和前面的次序不符。",
        "root": "封存点 {size}：封存的内容和它对不上。",
        "shrinks": "封存点 {size}：比前一个封存点小，或时间更早。",
        "seal_link": "封存点 {size}：和前一个封存点接不上，中间有封存点被抽走，或它被改过。",
        "known": "封存点 {size}：和您给出的不一致。",
        "known_missing": "文件里没有您给出的封存点 {size}。",
        "unsealed": "{subject}：最后 {count} 条还没有封存。等下一个封存点之后再导出一次。",
        "subject_sound": "{subject}：共 {count} 条，首尾相接，没有缺失，没有改动。最后一条 {head}",
        "seals_sound": "封存点 {count} 个，最新的封存了 {size} 条。封存值 {root}",
        "sound": "核验通过。",
        "tampered": "记录被改动过。第一处：",
        "incomplete": "核验不完整。",
    },
    "en": {
        "unreadable": "This file cannot be read: {what}",
        "format": "This is no export of the record (format {what}).",
        "lacks": "The file lacks {what}.",
        "missing": "{subject} number {number}: this entry is missing.",
        "link": "{subject} number {number}: it does not follow the entry before it.",
        "content": "{subject} number {number}: it was changed after it was written.",
        "subject": "{subject} number {number}: it speaks of something else.",
        "cut_off": "{subject} number {number}: the newest entries were cut off.",
        "path": "{subject} number {number}: it is not in the seal (position {position}).",
        "order": "{subject} number {number}: position {position} is out of order.",
        "root": "Seal {size}: it does not fit what it sealed.",
        "shrinks": "Seal {size}: smaller or earlier than the one before it.",
        "seal_link": "Seal {size}: it does not follow the seal before it; one was taken out, or it was changed.",
        "known": "Seal {size}: not the one you gave.",
        "known_missing": "The file has no seal {size}, which you gave.",
        "unsealed": "{subject}: the last {count} entries are not sealed yet. Export again after the next seal.",
        "subject_sound": "{subject}: {count} entries follow one another, none missing, none changed. The last: {head}",
        "seals_sound": "Seals: {count}. The newest seals {size} entries. Its root: {root}",
        "sound": "Sound.",
        "tampered": "The record was tampered with. The first place:",
        "incomplete": "The verification is incomplete.",
    },
}


class Tampered(Exception):
    """Something is not what was written: a code of SAYS with its values."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.code, self.values = code, values


class Incomplete(Tampered):
    """Something needed for the verification is not there."""


def digest(data):
    return hashlib.sha256(data).hexdigest()


def joined(left, right):
    return digest(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right))


def canonical(fields):
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf(fields):
    return digest(b"\x00" + canonical(fields))


def root_by_path(node, position, size, path):
    """The root that an audit path of RFC 6962 leads to, or None where it cannot belong to this tree."""
    last = size - 1
    if not 0 <= position < size:
        return None
    for step in path:
        if last == 0:
            return None
        if position % 2 or position == last:
            node = joined(step, node)
            while position and not position % 2:
                position, last = position // 2, last // 2
        else:
            node = joined(node, step)
        position, last = position // 2, last // 2
    return node if last == 0 else None


def roots(leaves, sizes):
    """The root over the first n leaves for each wanted n, in one walk."""
    peaks, found = [], {}
    for count, node in enumerate(leaves, 1):
        below = count - 1
        while below & 1:
            node, below = joined(peaks.pop(), node), below >> 1
        peaks.append(node)
        if count in sizes:
            root = peaks[-1]
            for peak in reversed(peaks[:-1]):
                root = joined(peak, root)
            found[count] = root
    return found


def need(thing, *names):
    for name in names:
        if not isinstance(thing, dict) or name not in thing:
            raise Incomplete("lacks", what=name)
    return [thing[name] for name in names]


def verify_subject(subject, seals):
    """The chain of one subject, each entry's place in the seal; (sentences, how many are not sealed yet)."""
    name, count, head, entries = need(subject, "subject", "count", "head", "entries")
    previous, before, unsealed = GENESIS, -1, 0
    for number, entry in enumerate(entries, 1):
        fields, hash_ = need(entry, "fields", "hash")
        where = {"subject": name, "number": number}
        if fields.get("number") != number:
            raise Tampered("missing", **where)
        if fields.get("prev") != previous:
            raise Tampered("link", **where)
        if leaf(fields) != hash_:
            raise Tampered("content", **where)
        if fields.get("subject") != name:
            raise Tampered("subject", **where)
        previous = hash_
        position = entry.get("position")
        if position is None:
            unsealed += 1
            continue
        if unsealed or position <= before:
            raise Tampered("order", position=position, **where)
        before = position
        size, path = need(entry, "seal", "path")
        if size not in seals or root_by_path(hash_, position, size, path) != seals[size]:
            raise Tampered("path", position=position, **where)
    if len(entries) != count or previous != head:
        raise Tampered("cut_off", subject=name, number=len(entries) + 1)
    return ("subject_sound", {"subject": name, "count": count, "head": head}), unsealed


def verify_seals(checkpoints, leaves):
    """Seals only grow; where all leaves are there, every root is recomputed. Size to root."""
    seals, before, at, linked = {}, 0, "", ""
    for checkpoint in checkpoints:
        size, root, moment, link = need(checkpoint, "size", "root", "at", "link")
        if size <= before or moment < at:
            raise Tampered("shrinks", size=size)
        fields = {"at": moment, "prev": linked or GENESIS, "root": root, "size": size}
        if link != digest(b"\x02" + canonical(fields)) and (link or linked):
            raise Tampered("seal_link", size=size)
        linked = link
        seals[size], before, at = root, size, moment
    if leaves is not None:
        computed = roots(leaves, seals)
        for size, root in seals.items():
            if computed.get(size) != root:
                raise Tampered("root", size=size)
        if len(leaves) != before:
            raise Tampered("root", size=before)
    return seals


def verify(export, known=None):
    """(exit code, list of (code, values)) for one export."""
    if not isinstance(export, dict) or export.get("format") != FORMAT:
        what = export.get("format") if isinstance(export, dict) else type(export).__name__
        return INCOMPLETE, [("format", {"what": what})]
    said, waits = [], []
    try:
        checkpoints, subjects = need(export, "checkpoints", "subjects")
        seals = verify_seals(checkpoints, export.get("leaves"))
        for subject in subjects:
            sentence, unsealed = verify_subject(subject, seals)
            said.append(sentence)
            if unsealed:
                waits.append(("unsealed", {"subject": subject["subject"], "count": unsealed}))
        if known:
            if known[0] not in seals:
                waits.append(("known_missing", {"size": known[0]}))
            elif seals[known[0]] != known[1]:
                raise Tampered("known", size=known[0])
    except Incomplete as lack:
        return INCOMPLETE, [*said, (lack.code, lack.values), ("incomplete", {})]
    except Tampered as fault:
        return TAMPERED, [*said, ("tampered", {}), (fault.code, fault.values)]
    except (TypeError, ValueError, AttributeError) as problem:
        return TAMPERED, [*said, ("tampered", {}), ("unreadable", {"what": problem})]
    if seals:
        size = max(seals)
        said.append(("seals_sound", {"count": len(seals), "size": size, "root": seals[size]}))
    if waits:
        return INCOMPLETE, [*said, *waits, ("incomplete", {})]
    return SOUND, [*said, ("sound", {})]


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Verify an export of the record offline.")
    parser.add_argument("export")
    parser.add_argument("--seal", help="SIZE:ROOT of a checkpoint known from elsewhere")
    parser.add_argument("--en", action="store_true", help="answer in English")
    asked = parser.parse_args(arguments)
    words = SAYS["en" if asked.en else "zh"]
    try:
        with open(asked.export, encoding="utf-8") as file:
            export = json.load(file)
        size, _colon, root = (asked.seal or "").partition(":")
        known = (int(size), root) if asked.seal else None
    except (OSError, ValueError) as problem:
        print(words["unreadable"].format(what=problem))
        return INCOMPLETE
    code, said = verify(export, known)
    for key, values in said:
        print(words[key].format(**values))
    return code


if __name__ == "__main__":
    sys.exit(main())
