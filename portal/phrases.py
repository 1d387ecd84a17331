"""The phrase book of the desks: opinions as districts write them. Chinese is what goes on paper, English a gloss."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence to start from; it is put into the form and edited there."""

    zh: str
    en: str


PHRASES: Mapping[str, tuple[Phrase, ...]] = {
    "endorse": (
        Phrase("材料齐全，符合组建条件，同意推荐。", "Complete and meets the conditions; recommended."),
        Phrase(
            "牵头单位研发基础扎实，产业链带动作用明显。", "The lead has a solid R&D base and pulls its chain."
        ),
        Phrase("建设方案目标清楚、分工明确、进度可考核。", "The plan has clear goals, duties and dates."),
        Phrase("补正已全部答复，现符合要求。", "All corrections are answered and now meet the requirements."),
    ),
    "not_recommend": (
        Phrase("牵头单位不符合组建条件。", "The lead does not meet the conditions."),
        Phrase(
            "成员构成未达到原则要求，所述理由不足。", "Membership falls short and the reason is not enough."
        ),
        Phrase(
            "建设方案目标不可考核，建议完善后再报。", "The plan's goals cannot be checked; file again later."
        ),
    ),
    "return": (
        Phrase("其余材料齐全，请按补正单逐项修改。", "The rest is complete; please correct each ticket."),
        Phrase("改动协议正文的，请全体成员重新签署。", "If the agreement changes, all parties sign again."),
        Phrase("请在规定期限内一次答复。", "Please answer all at once, within the time given."),
    ),
    "refuse": (
        Phrase(
            "经核实，不满足指引规定的必备条件，不予受理。", "A hard condition of the guideline is not met."
        ),
        Phrase("牵头单位在限制期内。", "The lead is within a ban."),
    ),
    "send_back": (
        Phrase("请区级就推荐意见补充说明。", "The district is asked to add to its opinion."),
        Phrase("原则性条件的理由需区级重新核实。", "The district is asked to look at the reasons again."),
    ),
}
"""Decision to its phrases."""
