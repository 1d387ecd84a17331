"""A certificate is a unit's own by its credit code, or by its name where no other code stands beside it."""

import pytest

from consortia.codes import sample_code
from consortia.holders import is_own

CODE, OTHER = sample_code("91370212", "00000301"), sample_code("91370212", "00000302")
NAME = "示例（青岛）焊接有限公司"


@pytest.mark.parametrize(
    ("subject", "is_it"),
    [
        ((NAME,), True),
        (("示例(青岛)焊接有限公司",), True),
        (("示例 (青岛) 焊接有限公司 ",), True),
        (("张三", NAME), True),
        (("Sample Welding Co.",), True),
        ((f"1@{NAME}@N{CODE}@01",), True),
        (("张三", f"USCCN-{CODE}"), True),
        (("张三", CODE.lower()), True),
        (("".join(chr(ord(sign) + 0xFEE0) for sign in CODE),), True),
        ((), False),
        (("张三",), False),
        ((f"{NAME}北京分公司",), False),
        (("示例焊接有限公司",), False),
        ((OTHER,), False),
        ((NAME, OTHER), False),
        ((f"1@{NAME}@{OTHER}",), False),
        (("",), False),
    ],
)
def test_whose_certificate_it_is(subject, is_it):
    assert is_own(subject, names=(NAME, "Sample Welding Co.", ""), code=CODE) is is_it


def test_a_unit_without_a_code_is_known_by_its_name_alone():
    assert is_own(("Sample Institute Abroad",), names=("示例境外研究所", "Sample Institute Abroad"), code="")
    assert not is_own((CODE,), names=("示例境外研究所", ""), code="")
