"""What a renewal writes anew: every part beside what is registered, without a database."""

from decimal import Decimal
from typing import Any

import pytest

from consortia.guideline import CHAPTERS
from consortia.tables import TABLES
from filings import parts
from filings.anew import OF_THE_TERM, TEXTS, Anew, Asked, Promised, agreed, written

FIRST = f"plan.{CHAPTERS[0].key}"
TASK = {"title": "工艺数据库", "responsible": "示例大学", "begins_on": "2027-01-01", "ends_on": "2027-12-31"}
WELDS = {"name": "焊缝合格率", "target": "99.50"}


def _dossier(**changed: Any) -> dict[str, Any]:
    """A registered dossier by address, with whatever is changed."""
    content: dict[str, Any] = {
        "basics.need": "深海焊接依赖进口",
        "plan.file": {},
        "agreement.file": {"sha256": "a"},
    }
    content |= {f"plan.{chapter.key}": {"text": f"{chapter.zh}。", "pages": ""} for chapter in CHAPTERS}
    content |= {"tables.tasks/7": TASK, "tables.indicators/3": WELDS, "people.director": {"name": "示例专家"}}
    return content | changed


BEFORE = parts.digests(_dossier())


def _states(content: dict[str, Any], *promised: Promised) -> dict[str, Anew]:
    return {line.address: line.state for line in written(content, BEFORE, promised)}


def test_the_tables_of_one_term_are_those_that_say_so() -> None:
    assert set(OF_THE_TERM) == {
        f"tables.{key}" for key in ("tasks", "milestones", "indicators", "outcomes", "budget")
    }
    assert {key for key, one in TABLES.items() if one.carries_over} == {
        "projects", "resources", "basis", "chains", "roster", "background"
    }  # fmt: skip


def test_what_was_only_copied_stands_word_for_word() -> None:
    found = _states(_dossier())
    assert list(found) == [*TEXTS, *OF_THE_TERM]
    assert {found[address] for address in TEXTS} == {Anew.SAME}
    assert found["tables.tasks"] == found["tables.indicators"] == Anew.SAME
    assert found["tables.budget"] == found["tables.outcomes"] == found["tables.milestones"] == Anew.EMPTY


def test_a_row_counts_by_its_words_and_one_word_is_enough_to_be_written_anew() -> None:
    content = _dossier(**{FIRST: {"text": "新一期的意义。", "pages": ""}, "basics.need": "  "})
    content["tables.tasks/99"] = content.pop("tables.tasks/7")
    found = _states(content)
    assert (found[FIRST], found["basics.need"], found["tables.tasks"]) == (
        Anew.WRITTEN,
        Anew.EMPTY,
        Anew.SAME,
    )
    content["tables.tasks/99"] = {**TASK, "ends_on": "2030-12-31"}
    assert _states(content)["tables.tasks"] == Anew.WRITTEN


def test_the_same_pages_of_another_document_are_another_chapter() -> None:
    by_pages = {FIRST: {"text": "", "pages": "3–9"}, "plan.file": {FIRST: {"sha256": "a"}}}
    before = parts.digests(_dossier(**by_pages))
    state = {line.address: line.state for line in written(_dossier(**by_pages), before, ())}
    assert state[FIRST] == Anew.SAME
    other = _dossier(**{**by_pages, "plan.file": {FIRST: {"sha256": "b"}}})
    state = {line.address: line.state for line in written(other, before, ())}
    assert state[FIRST] == Anew.WRITTEN
    assert state[f"plan.{CHAPTERS[1].key}"] == Anew.SAME, (
        "a chapter that is written does not speak of the document"
    )


RISES = Promised("焊缝合格率", Decimal(80), Decimal("99.5"), Decimal(95))
FALLS = Promised("返修率", Decimal(12), Decimal(4), Decimal(6))


@pytest.mark.parametrize(
    ("old", "target", "is_new"),
    [
        (RISES, "99.5", False),  # as promised already
        (RISES, "95", False),  # as reached already
        (RISES, "94.99", False),
        (RISES, "95.01", True),
        (RISES, "99.9", True),
        (FALLS, "4", False),
        (FALLS, "6", False),
        (FALLS, "7", False),
        (FALLS, "5.9", True),
        (FALLS, "1", True),
        (
            Promised("产能", Decimal(80), Decimal(90), Decimal(95)),
            "92",
            False,
        ),  # more was reached than promised
        (Promised("产能", Decimal(80), Decimal(90)), "80", False),  # never reported: today is where it began
        (Promised("产能", Decimal(80), Decimal(90)), "85", True),
    ],
)
def test_a_new_target_asks_for_more_than_was_reached(old: Promised, target: str, is_new: bool) -> None:
    assert old.is_surpassed_by(Decimal(target)) is is_new


def test_figures_without_a_new_target_are_named() -> None:
    rows = {
        "tables.indicators/3": {**WELDS, "baseline": "95.00"},
        "tables.indicators/4": {"name": "返修率", "target": "2"},
    }
    (line,) = [
        one
        for one in written(_dossier() | rows, BEFORE, (RISES, FALLS))
        if one.address == "tables.indicators"
    ]
    assert (line.state, line.names) == (Anew.SAME, ("焊缝合格率",))
    rows["tables.indicators/3"]["target"] = "99.90"
    assert _states(_dossier() | rows, RISES, FALLS)["tables.indicators"] == Anew.WRITTEN


@pytest.mark.parametrize(
    ("content", "asked", "expected"),
    [
        (_dossier(), Asked(0, 0, 0), (Anew.SAME, Anew.WRITTEN, Anew.WRITTEN)),
        (_dossier() | {"agreement.file": None}, Asked(5, 2, 6), (Anew.EMPTY, Anew.WAITING, Anew.WAITING)),
        (
            _dossier() | {"agreement.file": {"sha256": "b"}},
            Asked(0, 0, 1),
            (Anew.WAITING, Anew.WRITTEN, Anew.WRITTEN),
        ),
        (_dossier() | {"agreement.file": {"sha256": "b"}}, Asked(0, 0, 0), (Anew.WRITTEN,) * 3),
        ({"agreement.file": None}, Asked(0, 0, 0), (Anew.EMPTY, Anew.WRITTEN, Anew.EMPTY)),
    ],
)
def test_the_agreement_is_made_anew_and_everybody_asked_anew(
    content: Any, asked: Asked, expected: Any
) -> None:
    assert tuple(line.state for line in agreed(content, BEFORE, asked)) == expected
