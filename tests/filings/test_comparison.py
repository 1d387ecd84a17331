"""Comparing loses nothing: both sides can be read back from the comparison, within a bound of time."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from filings.comparison import row_changes, sentences, text_pieces, tokens

TEXT = st.text(alphabet="深海焊接样机。；，\n 12ab.,!？", max_size=80)
ROWS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("甲乙丙丁"), "amount": st.sampled_from(["1.00", "2.00"])}),
    max_size=7,
)


@given(TEXT)
def test_tokens_and_sentences_are_the_text(text):
    assert "".join(tokens(text)) == text
    assert "".join(sentences(text)) == text


@given(TEXT, TEXT)
@settings(max_examples=300)
def test_both_texts_can_be_read_back(old, new):
    pieces = text_pieces(old, new)

    assert "".join(one.text for one in pieces if one.kind != "added") == old
    assert "".join(one.text for one in pieces if one.kind != "cut") == new
    assert (old == new) == all(one.kind == "same" for one in pieces)


@given(ROWS, ROWS)
@settings(max_examples=300)
def test_every_row_of_both_lists_stands_once(old, new):
    changes = row_changes(old, new, ("name",))

    assert [one.new for one in changes if one.kind != "removed"] == new
    kept = [one.old for one in changes if one.kind != "added"]
    assert sorted(map(str, kept)) == sorted(map(str, old))
    assert all((one.old == one.new) == (one.kind == "same") for one in changes)
    for one in changes:
        if one.kind == "changed":
            assert one.old["name"] == one.new["name"]
            assert one.fields == ("amount",)


def test_chinese_is_compared_by_characters_and_figures_whole():
    pieces = text_pieces(
        "样机插拔寿命100次，三年定型。后文不变。", "样机插拔寿命1200次，两年定型。后文不变。"
    )

    assert [(one.kind, one.text) for one in pieces if one.kind != "same"] == [
        ("cut", "100"), ("added", "1200"), ("cut", "三"), ("added", "两"),
    ]  # fmt: skip


def test_a_row_with_one_yuan_more_is_one_changed_cell():
    old = [{"source": "自筹", "amount": "100.00"}, {"source": "市级", "amount": "50.00"}]
    new = [{"source": "市级", "amount": "50.00"}, {"source": "自筹", "amount": "100.01"}]

    found = {one.new["source"]: (one.kind, one.fields) for one in row_changes(old, new, ("source",))}

    assert found == {"市级": ("same", ()), "自筹": ("changed", ("amount",))}


def test_long_and_repetitive_texts_are_compared_in_time():
    pairs = (
        ("深海焊接样机。" * 4000, "深海焊接设备。" * 4000),
        ("甲" * 30000, "乙甲" * 15000),
        ("".join(chr(0x4E00 + n % 3000) for n in range(30000)),
         "".join(chr(0x4E00 + n % 2999) for n in range(30000))),
    )  # fmt: skip
    for old, new in pairs:
        begun = time.process_time()
        pieces = text_pieces(old, new)
        assert time.process_time() - begun < 3
        assert "".join(one.text for one in pieces if one.kind != "cut") == new
