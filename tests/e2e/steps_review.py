"""Review, meeting and notice: rounds, panels, sheets, visits, defences, lists, objections."""

import re
from datetime import date

from playwright.sync_api import expect

from accounts.models import User
from consortia.codes import sample_code
from reviews.models import Expert
from reviews.scoring import RUBRIC
from tests.e2e.person import Person
from tests.e2e.town import Town

FIELDS = ("technology", "technology", "management", "investment", "finance", "technology", "technology")


def expert(town: Town, number: int, *, employer: str = "", code: str = "") -> User:
    """Somebody of the pool, with the account of an invited expert."""
    user = town.staff("expert", f"专家{number}", number)
    Expert.objects.create(
        user=user,
        employer=employer or f"示例外地大学{number}",
        employer_code=code or sample_code("12370100", f"{number:08d}"),
        field=FIELDS[(number - 1) % len(FIELDS)],
        specialty="海洋装备",
    )
    return user


def open_round(city: Person, name: str, *, title: str) -> int:
    """One click opens the round and accepts the filing; its number."""
    city.go("Review rounds")
    city.tick_box(city.page.get_by_label(name))
    city.type("Title", title)
    city.press("Open the round and accept").reads("The round is open. Name the panel next.")
    return city.number


def name_panel(city: Person, names: list[str], *, leader: str) -> None:
    """Name experts from the pool; one of them leads."""
    for name in names:
        row = city.page.get_by_role("listitem").filter(has_text=re.compile(rf"^\s*{name}(?!\d)"))
        city.within(row.first).press("Name to the panel").within(None).sees(name)
    row = city.page.get_by_role("listitem").filter(has_text=re.compile(rf"^\s*{leader}(?!\d)"))
    city.within(row.first).press("Make leader").within(None).reads("The leader of the panel is chosen.")


def declare(person: Person, name: str) -> None:
    """Read who takes part, declare no conflict; only then the files open."""
    person.open("/review/")
    person.click(person.page.get_by_role("link", name=name).first)
    assert not person.page.get_by_text("协议.pdf").count()
    person.press("I declare: no conflict. Open the files").sees("协议.pdf")


def score(person: Person, share: float = 0.8) -> None:
    """Points and a reason for each item, an opinion."""
    for item in RUBRIC:
        part = person.page.locator("details[data-item]").filter(
            has=person.page.locator(f"#points-{item.key}")
        )
        if part.get_attribute("open") is None:
            person.click(part.locator("summary"))
        person.within(part)
        person.type("Points, 0 to %(n)s in halves", f"{int(item.points * share * 2) / 2}", n=item.points)
        person.type("Reason (needed)", "材料有据，指标可以考核。")
    person.within(None).type("Overall opinion", "基础扎实，同意推荐。")


def seal(person: Person) -> None:
    """Seal the sheet for good."""
    person.press("Seal the sheet").at("/review/")


def board(person: Person, round_: int, filing: int) -> Person:
    """The stage board of a filing."""
    return person.open(f"/rounds/{round_}/filings/{filing}/")


def conclude(leader: Person, round_: int, filing: int, text: str, *, goes_on: bool = True) -> None:
    """The panel's leader signs what the stage came to."""
    board(leader, round_, filing)
    leader.tick("The filing goes on" if goes_on else "The filing does not go on")
    leader.type("Conclusion", text)
    leader.press("Sign the conclusion").sees(text)


def move_on(leader: Person, step: str) -> None:
    """The step that follows a signed conclusion."""
    leader.press(step)


def record_visit(city: Person, round_: int, filing: int, *, day: date, visitors: int = 3) -> int:
    """What was seen, by whom; the number of the record."""
    board(city, round_, filing).follow("Record the visit")
    city.type("Day", day.isoformat()).type("Where it took place", "牵头单位示例厂区")
    boxes = city.page.locator('input[name="team"]')
    for number in range(visitors):
        city.tick_box(boxes.nth(number))
    city.tick("Premises are as the plan says").tick("Equipment was seen")
    city.type("Findings", "场地和设备与申报材料一致。")
    city.press("Keep the record").reads("Recorded. Both sides sign it next.")
    return city.number


def record_defence(city: Person, round_: int, filing: int, *, day: date) -> None:
    """Questions and answers, who was there."""
    board(city, round_, filing).follow("Record the defence")
    city.type("Time", f"{day.isoformat()}T09:30").type("Where it took place", "示例会议室")
    city.type("Who spoke", "牵头单位负责人、首席专家")
    boxes = city.page.locator('input[name="present"]')
    for number in range(boxes.count()):
        city.tick_box(boxes.nth(number))
    city.type("Questions and answers", "问：指标依据。答：见方案第三章。")
    city.press("Keep the record").reads("Recorded. The leader of the panel signs the conclusion.")


def write_list(
    city: Person,
    name: str,
    *,
    title: str,
    meeting: str,
    day: date,
    outcome: str = "Recommend for registration",
) -> int:
    """What the meeting decided; the number of the list."""
    city.go("Lists and notices").follow("Write down the decisions")
    city.type("Title", title).type("Meeting minute number", meeting).type(
        "Day of the meeting", day.isoformat()
    )
    row = city.page.get_by_role("row").filter(has_text=name)
    city.within(row)
    city.choose("Decision", city.say(outcome))
    city.type("Reason", "领域重要，基础扎实，机制可行。")
    city.within(None).press("Keep the list").sees(title)
    return city.number


def countersign(approver: Person, title: str) -> None:
    """The approver reads the list and countersigns it."""
    approver.go("Lists and notices")
    approver.click(approver.page.get_by_role("link", name=title).first)
    approver.press("Countersign the list").reads("Countersigned")


def post_notice(city: Person, list_: int, *, title: str) -> int:
    """Post the notice of a countersigned list; its number."""
    city.open(f"/lists/{list_}/")
    city.type("Title of the notice", title)
    city.press("Post the notice").sees(title)
    city.click(city.page.get_by_role("link", name=title).first) if "/notices/" not in city.path else None
    return city.number


def object_to(visitor: Person, notice: int, *, name: str, text: str) -> str:
    """Anybody objects on the notice's page; the receipt code."""
    visitor.open(f"/notices/{notice}/").press("Next: reasons and evidence")
    visitor.type("Your name, or the unit's", name).type("Phone or e-mail", "0532-00000000")
    visitor.type("Facts and reasons", text)
    visitor.press("Send the objection")
    expect(visitor.page).to_have_url(re.compile(r"/objections/Y-"))
    return visitor.path.split("/")[2]


def answer_objection(city: Person, words: str, *, reason: str = "") -> None:
    """Answer the first objection that waits."""
    city.go("Objections").follow("Read and answer")
    if reason:
        city.type("Reason", reason)
    city.press(words)
