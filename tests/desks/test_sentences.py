"""Every kind of entry has a sentence of its own, in both languages."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

import portal
from portal.sentences import LINES, line_of
from workflow.flow import FLOWS

ROOT = Path(portal.__file__).resolve().parent.parent
ROOMS = ("consortia", "filings", "reviews", "workflow")


def kinds_of_tables():
    for flow in FLOWS.values():
        if flow.rows:
            yield f"{flow.key}.begun"
        for row in flow.rows:
            yield f"{flow.key}.{row.event}"
            if row.drafted_by:
                yield f"{flow.key}.{row.event}.drafted"


def kinds_written_out():
    """Kinds that actions record beside their tables: the second argument of ``ledger.record``."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                if is_call and node.func.attr == "record" and len(node.args) > 1:
                    kind = node.args[1]
                    if isinstance(kind, ast.Constant):
                        yield str(kind.value)


def test_every_kind_of_every_table_has_a_sentence():
    missing = {kind for kind in kinds_of_tables() if not str(line_of(kind).text).strip()}

    assert not missing
    assert len(set(kinds_of_tables())) > 40


def test_filings_and_their_companions_have_sentences_of_their_own():
    own = {"filing", "ticket", "claim", "membership", "appointment", "call"}
    kinds = {kind for kind in (*kinds_of_tables(), *kinds_written_out()) if kind.split(".")[0] in own}

    assert not kinds - set(LINES)


def test_what_actions_record_beside_their_tables_has_a_sentence():
    assert not {kind for kind in kinds_written_out() if kind not in LINES}


@pytest.mark.parametrize("kind", sorted(LINES))
def test_a_sentence_is_plain_and_ends(kind):
    with translation.override("en"):
        text = str(LINES[kind].text)

    assert text.endswith(".")
    assert not {"digest", "hash"} & set(text.lower().split())
