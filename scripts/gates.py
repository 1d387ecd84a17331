"""The house's own rules, read from the tracked files: sizes, names, hosts, paths, inline code in templates.

Every gate says how much it looked at; one that looked at nothing fails.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES = {".py": 400, ".html": 150, ".js": 400, ".css": 400}
TEST_LINES = 600
NAMELESS_ROOMS = {"utils", "helpers", "common", "misc", "signals"}
# Written in pieces, so that this file does not hold what it looks for.
REGISTRY = re.compile(
    "|".join(
        [
            r"pypi" + r"\.org",
            "python" + "hosted",
            r"registry\.npm" + "js",
            r"[a-z]+\.debian" + r"\.org",
            r"npm" + r"js\.com",
        ]
    ),
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(
    r"(?:^|[^A-Za-z0-9_.])/(?:" + "|".join(["home", "root", "srv", "mnt", "opt", "work"]) + r")/"
)
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style\b|\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|javascript:""",
    re.IGNORECASE,
)
UNREAD = {
    ".png",
    ".jpg",
    ".ttf",
    ".otf",
    ".woff2",
    ".woff",
    ".pdf",
    ".docx",
    ".xlsx",
    ".mo",
    ".ico",
    ".gz",
    ".ofd",
}
Complaints = Iterator[str]


def files() -> list[Path]:
    """Tracked files and those that wait to be tracked; nothing that git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def _own(path: Path) -> bool:
    """Written by us by hand: not vendored, not generated."""
    return not {"vendor", "migrations", "locale", "fonts", "docs"} & set(path.relative_to(ROOT).parts)


def sizes(paths: Iterable[Path]) -> Complaints:
    """A file that outgrows its room hides another room."""
    for path in paths:
        limit = LINES.get(path.suffix)
        if limit is None or not _own(path):
            continue
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] == "tests":
            limit = TEST_LINES
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count > limit:
            yield f"{path.relative_to(ROOT)}: {count} lines, at most {limit}"


def names(paths: Iterable[Path]) -> Complaints:
    """Rooms whose name says nothing."""
    for path in paths:
        for part in (*path.relative_to(ROOT).parts[:-1], path.stem):
            if part in NAMELESS_ROOMS and _own(path):
                yield f"{path.relative_to(ROOT)}: the name {part} says nothing"


def hosts_and_paths(paths: Iterable[Path]) -> Complaints:
    """Users install through mirrors, on machines of their own."""
    for path in paths:
        if path.suffix in UNREAD or "vendor" in path.parts:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if found := REGISTRY.search(line) or MACHINE_PATH.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: {found.group().strip()}"


def inline_code(paths: Iterable[Path]) -> Complaints:
    """The content security policy refuses inline scripts, styles and handlers; so do we, before it does."""
    for path in paths:
        if path.suffix != ".html" or not _own(path):
            continue
        text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), 1):
            if found := INLINE.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: inline {found.group().strip()}"


def one_clock(paths: Iterable[Path]) -> Complaints:
    """Only ``ledger.clock`` reads a clock; everything else is told the time."""
    forbidden = {
        "timezone.now",
        "date.today",
        "datetime.now",
        "datetime.utcnow",
        "timezone.localdate",
        "time.time",
    }
    for path in paths:
        inside = path.relative_to(ROOT).parts
        if path.suffix != ".py" or not _own(path) or inside[0] in {"tests", "scripts", "config"}:
            continue
        if inside == ("ledger", "clock.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            takes_moment = called == "timezone.localdate" and node.args
            if any(called == name or called.endswith(f".{name}") for name in forbidden) and not takes_moment:
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {called}() reads a clock"


GATES: dict[str, tuple[Callable[[Iterable[Path]], Complaints], str]] = {
    "sizes": (sizes, "*"),
    "names": (names, "*"),
    "hosts and paths": (hosts_and_paths, "*"),
    "inline code": (inline_code, ".html"),
    "one clock": (one_clock, ".py"),
}


def main() -> int:
    """Run every gate and print what each looked at; 1 when one complains."""
    everything = files()
    failed = False
    for name, (gate, suffix) in GATES.items():
        looked_at = [path for path in everything if suffix in ("*", path.suffix)]
        complaints = list(gate(looked_at)) if looked_at else ["looked at nothing"]
        print(f"{name}: {len(looked_at)} files, {len(complaints)} complaints")
        for complaint in complaints:
            print(f"  {complaint}")
        failed = failed or bool(complaints)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
