"""Merging two texts: no line of either side is lost, whatever they wrote."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.merging import (
    Verdict,
    changes,
    credit,
    lines_of,
    mark,
    merge,
    one_after_the_other,
    settle,
)

LINE = st.text(alphabet="abc联合 ", max_size=4)
TEXT = st.lists(LINE, max_size=8).map("\n".join)


@st.composite
def edited(draw, base):
    """A text that somebody made of ``base``: lines rewritten, added, taken out."""
    lines = lines_of(base)
    for _turn in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(lines)))
        match draw(st.sampled_from(["add", "rewrite", "drop"])):
            case "add":
                lines.insert(place, draw(LINE))
            case "rewrite" if place < len(lines):
                lines[place] = draw(LINE)
            case "drop" if place < len(lines):
                del lines[place]
    return "\n".join(lines)


@st.composite
def three(draw):
    base = draw(TEXT)
    return base, draw(edited(base)), draw(edited(base))


def added(base, new):
    """Lines a side wrote, each as often as it wrote it; an empty line holds nothing."""
    written = changes(lines_of(base), lines_of(new))
    return Counter(line for change in written for line in change.lines if line)


@given(three())
def test_no_written_line_of_either_side_is_lost(texts):
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    if merged is None:
        return
    both = changes(lines_of(base), lines_of(mine))
    both += [one for one in changes(lines_of(base), lines_of(theirs)) if one not in both]
    written = Counter(line for change in both for line in change.lines if line)  # an empty line holds nothing
    assert written - Counter(lines_of(merged)) == Counter()


@given(three())
def test_a_line_nobody_touched_stays(texts):
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    if merged is None:
        return
    common = lines_of(base)
    touched = {
        number
        for side in (mine, theirs)
        for change in changes(common, lines_of(side))
        for number in range(change.start, change.end)
    }
    stay = Counter(line for number, line in enumerate(common) if number not in touched)
    assert stay - Counter(lines_of(merged)) == Counter()


@given(TEXT, TEXT)
def test_who_is_alone_writes_freely(base, mine):
    assert merge(base, mine, base) == mine
    assert merge(base, base, mine) == mine
    assert merge(base, mine, mine) == mine


@given(three())
def test_whether_two_collide_does_not_depend_on_who_came_first(texts):
    base, mine, theirs = texts
    assert (merge(base, mine, theirs) is None) == (merge(base, theirs, mine) is None)


@given(three())
def test_a_verdict_never_drops_what_was_typed(texts):
    """The stored value holds it, or it is a conflict and both values stay whole."""
    base, mine, present = texts
    verdict, value = settle(base, mine, present, is_text=True)
    if verdict == Verdict.CONFLICT:
        assert value == present
    elif verdict == Verdict.KEPT:
        assert (value, base) == (mine, present)
    elif verdict == Verdict.SAME:
        assert mine in (base, present)
        assert value == present
    else:
        assert not (added(present, mine) & added(base, mine)) - Counter(lines_of(value))


@given(TEXT, TEXT)
def test_one_line_fields_are_never_mixed(mine, present):
    verdict, value = settle("前", mine, present, is_text=False)
    assert value in (mine, present)
    assert verdict != Verdict.MERGED


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("一\n二\n三", "一甲\n二\n三", "一\n二\n三乙", "一甲\n二\n三乙"),
        ("一\n二", "一甲\n二", "一\n二乙", "一甲\n二乙"),
        ("", "甲", "乙", "乙\n甲"),
        ("一", "一\n甲", "一\n乙", "一\n乙\n甲"),
        ("一\n二", "一甲\n二", "一乙\n二", None),
        ("一\n二", "二", "一乙\n二", None),
        ("一\n二\n三", "一\n三", "一\n二\n三\n四", "一\n三\n四"),
    ],
)
def test_examples(base, mine, theirs, merged):
    assert merge(base, mine, theirs) == merged


def test_without_a_known_beginning_both_values_stay():
    assert settle(None, "甲", "乙", is_text=True) == (Verdict.CONFLICT, "乙")
    assert one_after_the_other("乙", "甲") == "乙\n甲"
    assert one_after_the_other("", "甲") == "甲"


@given(three())
def test_every_paragraph_has_one_writer_and_untouched_ones_keep_theirs(texts):
    base, mine, theirs = texts
    first = credit([], base, 1, "t1")
    then = credit(first, mine, 2, "t2")
    last = credit(then, theirs, 3, "t3")
    assert [one[1] for one in first] == [1] * len(lines_of(base))
    assert len(last) == len(lines_of(theirs))
    assert {one[1] for one in last} <= {1, 2, 3}
    assert credit(then, mine, 9, "t9") == then


def test_a_mark_tells_values_apart():
    assert mark("甲") != mark("乙")
    assert len(mark("")) == 16
