"""Credit codes and hidden characters: both check characters, the place of the error, no repair of wrong ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortia.codes import (
    ALPHABET,
    check_code,
    is_issued_in_qingdao,
    is_valid,
    kind_hint,
    normalise,
    organisation_check,
    sample_code,
)
from consortia.messages import MESSAGES
from workflow.text import clean_text, has_hidden_characters, hidden_characters

VALID = [
    "913702120000001A97",
    "913702110000002B3W",
    "123702000000003C8A",
    "513702000000004D2D",
    "523702020000005E7D",
    "91350100M000100Y43",
    "11320000MB151840XJ",
]


@pytest.mark.parametrize("code", VALID)
def test_valid_codes(code):
    assert check_code(code) == ()


@pytest.mark.parametrize(
    ("code", "refusal", "params"),
    [
        ("91350100M000100Y4Z", "code_letter", {"place": 18, "letter": "Z"}),
        ("91350100M000100Y4A", "code_check", {"found": "A", "expected": "3"}),
        ("91350100M000100Y53", "code_organisation", {"found": "5", "expected": "4"}),
        ("913702120000001A9", "code_length", {"length": 17, "needed": 18}),
        ("", "code_length", {"length": 0, "needed": 18}),
        ("91370212OOOOOO1A97", "code_letter", {"place": 9, "letter": "O"}),
        ("9137021A0000001A97", "code_region", {"place": 8, "letter": "A"}),
        ("91370212０000001A97", "code_letter", {"place": 9, "letter": "０"}),
        ("91370212'000001A97", "code_letter", {"place": 9, "letter": "'"}),
    ],
)
def test_a_wrong_code_names_the_place(code, refusal, params):
    (found,) = check_code(code)

    assert (found.code, dict(found.params)) == (refusal, {"value": code, **params})


@pytest.mark.parametrize("hidden", ["\x00", "\u202e", "\u200b", "\ud800"])
def test_a_hidden_character_is_refused_and_not_repeated(hidden):
    (found,) = check_code(f"91370212{hidden}0000001A9")

    assert (found.code, dict(found.params)) == ("code_hidden", {})


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" 91370212 0000001a97\t", "913702120000001A97"),
        ("９１３７０２１２００００００１Ａ９７", "913702120000001A97"),
        ("913702120000-001a97", "913702120000001A97"),
        ("9137　0212　0000001A97", "913702120000001A97"),
        ("91370212000000IA97", "91370212000000IA97"),
    ],
)
def test_normalise_changes_only_width_case_and_spaces(typed, code):
    assert normalise(typed) == code


@pytest.mark.parametrize(("body", "check"), [("MB151840", "X"), ("M000100Y", "4"), ("0000001A", "9")])
def test_organisation_check(body, check):
    assert organisation_check(body) == check


def test_sample_codes_are_those_of_the_domain_page():
    assert sample_code("91370212", "0000001A") == "913702120000001A97"
    assert sample_code("52370202", "0000005E") == "523702020000005E7D"


def test_codes_of_defence_units_are_no_error():
    assert is_valid(sample_code("A1370212", "0000001A"))


@pytest.mark.parametrize(
    ("code", "kind"),
    [("913702120000001A97", "enterprise"), ("513702000000004D2D", "association"), ("Y1370212", None)],
)
def test_kind_is_a_hint(code, kind):
    assert kind_hint(code) == kind


def test_the_region_names_the_registry():
    assert is_issued_in_qingdao("913702120000001A97")
    assert not is_issued_in_qingdao("91350100M000100Y43")


@given(body=st.text(alphabet=ALPHABET, min_size=8, max_size=8), place=st.integers(0, 17), data=st.data())
def test_one_wrong_character_is_always_caught(body, place, data):
    code = sample_code("91370212", body)
    other = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != code[place]]))

    assert is_valid(code)
    assert not is_valid(code[:place] + other + code[place + 1 :])


@given(st.text())
def test_any_text_gets_an_answer_that_has_words(text):
    found = check_code(normalise(text))

    assert [refusal.code for refusal in found if refusal.code not in MESSAGES] == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("崂山区\n第一行\t第二列", ()),
        ("a\x00b", ((2, "U+0000"),)),
        ("公司\u202egnp", ((3, "U+202E"),)),
        ("\ufeff甲\u200b", ((1, "U+FEFF"), (3, "U+200B"))),
        ("\ud800", ((1, "U+D800"),)),
    ],
)
def test_hidden_characters_are_named_with_their_place(value, found):
    assert hidden_characters(value) == found
    assert has_hidden_characters(value) is bool(found)


@pytest.mark.parametrize(
    ("value", "clean"),
    [(" 甲 \r\n乙\r", "甲\n乙"), ("e\u0301", "é"), ("　全角空格　", "全角空格"), ("a\n\n\nb", "a\n\n\nb")],
)
def test_clean_text(value, clean):
    assert clean_text(value) == clean
