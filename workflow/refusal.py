"""What a step, a form or a check answers when it says no. Values only: no text, no Django, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

OFFICE_CHOICE = "office"
"""Stands where a clause would: the guideline is silent and the bureau decided."""


class Force(StrEnum):
    """How strongly the text a refusal cites binds."""

    HARD = "hard"  # 须、不得：不满足就不能办
    SHALL = "shall"  # 应、要：必须有答复，质量由人判断
    SOFT = "soft"  # 原则上、鼓励：写明理由可以继续
    DISCRETION = "discretion"  # 择优、适时：由人决定并记录
    OFFICE = "office"  # 指引没有规定，办公参数或办公惯例


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why not: a snake-case code, the clause it rests on, and the values found."""

    code: str
    clause: str
    force: Force
    params: Mapping[str, str | int] = field(default_factory=dict)


Refusals = tuple[Refusal, ...]
