"""Rules of the house that only a walk over the source can check."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "accounts",
    "consortia",
    "documents",
    "evaluations",
    "filings",
    "ledger",
    "portal",
    "reviews",
    "workflow",
)
SOURCES = sorted(
    path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
)


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in SOURCES:
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _assigned(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Assign(targets=targets):
            for target in targets:
                yield from target.elts if isinstance(target, ast.Tuple) else [target]
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            yield target


def _updates_state(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="update"), keywords=keywords):
            return any(keyword.arg == "state" for keyword in keywords)
    return False


def _writes_state(tree: ast.Module) -> bool:
    return any(
        _updates_state(node)
        or any(isinstance(target, ast.Attribute) and target.attr == "state" for target in _assigned(node))
        for node in ast.walk(tree)
    )


def test_only_the_engine_writes_a_state():
    assert [name for name, tree in _trees() if _writes_state(tree)] == ["workflow/engine.py"]


READS_A_CLOCK = {"now", "today", "utcnow", "localdate"}


def _reads_clock(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=attr), args=args):
            return (owner in ("timezone", "datetime", "date") and attr in READS_A_CLOCK) and not args
    return False


def test_nobody_reads_a_clock_but_the_clock():
    found = [name for name, tree in _trees() if any(_reads_clock(node) for node in ast.walk(tree))]

    assert found == []


EDGES = (
    "views",
    "tasks",
    "commands",
    "api",
    "middleware",
    "context",
    "demo",
    "adapter",
    "stepup",
    "mail",
    "security_events",
    "campaign_files",  # asked by the download view, which hands in no moment
)


def test_the_clock_is_read_at_edges_only():
    reading = [
        name
        for name, tree in _trees()
        if name != "ledger/clock.py"
        and any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "now"
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "clock"
            for node in ast.walk(tree)
        )
    ]

    inward = [name for name in reading if not any(edge in name for edge in EDGES)]
    assert inward == []
    assert reading


def test_no_page_asks_a_state_for_words_it_does_not_have():
    """A state's words belong to its road, not to the column: ``get_state_display`` would show nothing, silently."""
    pages = sorted((ROOT / "templates").rglob("*.html"))

    assert [page.name for page in pages if "get_state_display" in page.read_text(encoding="utf-8")] == []
    assert len(pages) > 100


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "misc", "signals"])
def test_no_room_whose_name_says_nothing(word):
    named = [
        path
        for path in ROOT.rglob(f"{word}*")
        if ".venv" not in path.parts and "node_modules" not in path.parts
    ]

    assert [path for path in named if path.stem == word and "vendor" not in path.parts] == []


def test_digits_are_asked_for_in_ascii_wherever_a_number_is_made():
    """``"²".isdigit()`` is true and ``int("²")`` fails."""
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {line.strip()}"
        for path in SOURCES
        for line in path.read_text(encoding="utf-8").splitlines()
        if ".isdigit()" in line and ".isascii()" not in line
    ]

    assert found == [
        "consortia/chapters.py: if said.isdigit():",  # from a pattern of decimal digits
        "consortia/codes.py: if place in range(3, 9) and not letter.isdigit():",  # makes no number
    ]
