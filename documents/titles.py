"""Long titles broken by sense, as offices set them: no line that begins with a particle, no torn word."""

LONGEST_LINE = 19
"""Characters; size 2 (22 pt) over 156 mm holds twenty."""

OPENING = "《“（〔"
CLOSING = "》”）〕"
NEVER_FIRST = "的地得和与及、，。：；！？》”）〕了"
NEVER_LAST = "《“（〔第"
WORDS = (
    "创新联合体",
    "有限公司",
    "科学技术局",
    "备案",
    "公示",
    "通知",
    "关于",
    "同意",
    "拟备案",
    "名单",
    "青岛市",
)


def balanced(title: str, keep: str = "") -> list[str]:
    """The title in as few lines as fit, of near equal length, broken where the sense allows; `keep` stays whole."""
    count = -(-len(title) // LONGEST_LINE)
    if count <= 1:
        return [title]
    earliest = max(1, len(title) - LONGEST_LINE * (count - 1))
    places = range(earliest, LONGEST_LINE + 1)
    first = min(places, key=lambda at: cost(title, at, len(title) / count, keep))
    return [title[:first], *balanced(title[first:], keep)]


def cost(title: str, at: int, ideal: float, keep: str) -> float:
    """How bad a break before position `at` is: distance from the even share plus what it tears apart."""
    price = abs(at - ideal)
    before, after = title[at - 1], title[at]
    if after in NEVER_FIRST or before in NEVER_LAST:
        price += 30
    if sum(title[:at].count(sign) for sign in OPENING) > sum(title[:at].count(sign) for sign in CLOSING):
        price += 4
    if keep and tears(title, at, keep):
        price += 9
    if any(tears(title, at, word) for word in WORDS):
        price += 8
    if before.isascii() and after.isascii():
        price += 15
    return price


def tears(title: str, at: int, word: str) -> bool:
    """Whether a break at this place falls inside the word."""
    return any(title.startswith(word, at - cut) for cut in range(1, len(word)) if at >= cut)
