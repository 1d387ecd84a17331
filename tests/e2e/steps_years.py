"""The years after registration at a browser: reports, campaigns, sheets, replies, cases."""

import re
from datetime import date

from evaluations.scheme import PARTS
from tests.e2e.person import Person


def registration(person: Person, pk: int) -> Person:
    """Everything of one registration on its page."""
    return person.open(f"/registrations/{pk}/")


def promise(lead: Person, pk: int, *, name: str, unit: str, baseline: str, target: str, year: int) -> None:
    """Type one promised figure; the plan had none."""
    registration(lead, pk).follow("Add a figure")
    lead.type("Indicator", name).type("Measured in", unit)
    lead.type("Baseline", baseline).type("Target", target).type("Reached in", str(year))
    lead.click(lead.page.locator("main form button.btn-primary")).sees(name)


def report(lead: Person, number: int, *, progress: str, figures: dict[str, str]) -> None:
    """Fill in a report and send it."""
    lead.open(f"/reports/{number}/").type("What was done", progress)
    for name, value in figures.items():
        lead.type_at(name, value)
    lead.type("New in mechanisms", "设立了联合实验室共用规则。")
    lead.type("What comes next", "进入海试。")
    lead.press("Send the report").reads("The report is sent.")


def take(person: Person, path: str, step: str, *, is_draft: bool = False, **typed: str) -> Person:
    """A step of any of these roads: open its page from the subject's, fill it in, press it."""
    words = person.say(step)
    label = person.say("Draft: %(step)s", step=words) if is_draft else words
    link = person.open(path).page.locator("main").get_by_role("link", name=label, exact=True)
    assert link.count() == 1, f"{label} is not offered at {path}:\n{person.page.locator('main').inner_text()}"
    person.click(link)
    _fill(person, typed)
    return person.press_button(label)


def sign_draft(person: Person, path: str, step: str) -> Person:
    """The second person reads the draft and signs it."""
    person.open(path).follow("Sign: %(label)s", label=person.say(step))
    return person.press(step)


LABELS = {
    "opinion": "Opinion of the evaluators",
    "reply": "Your reply",
    "number": "Decision number",
    "reason": "Reason",
    "statement": "Statement",
    "decision": "Decision",
}


def _fill(person: Person, typed: dict[str, str]) -> None:
    for key, value in typed.items():
        if key in ("grade", "clause"):
            person.choose_value({"grade": "Grade", "clause": "Clause"}[key], value)
        else:
            person.type(LABELS[key], value)


def open_campaign(city: Person, name: str, *, title: str, until: date) -> int:
    """Choose the registration, open the campaign; its number."""
    city.open("/campaigns/").follow("New campaign")
    box = city.page.get_by_label(re.compile(f"^{re.escape(name)}"))
    if not box.is_checked():
        city.tick_box(box)
    city.type("Title", title).type("Evidence until", until.isoformat())
    city.tick("Panel of experts").press("Open the campaign").sees(title)
    return city.number


def name_evaluators(city: Person, campaign: int, names: list[str]) -> None:
    """Name experts from the pool; whoever has a conflict stands among the refused."""
    for name in names:
        city.open(f"/campaigns/{campaign}/evaluators/")
        row = city.page.get_by_role("listitem").filter(has_text=re.compile(rf"^\s*{name}(?!\d)"))
        city.within(row.first).press("Name").within(None).sees(name)


def judge(person: Person, evaluation: int, share: float) -> None:
    """State no conflict, give points with a reason for each item, seal."""
    person.open("/evaluations/mine/")
    person.click(person.page.locator(f'main a[href="/evaluations/{evaluation}/sheet/"]').first)
    person.press("Nothing is in the way. Open the evidence")
    for part in PARTS:
        points = person.page.locator(f"#points-{part.key}")
        item = person.page.locator("details[data-item]").filter(has=points)
        if item.get_attribute("open") is None:
            person.click(item.locator("summary"))
        most = float(points.get_attribute("max") or 0)
        person.within(item)
        person.type("Points, 0 to %(n)s in halves", f"{int(most * share * 2) / 2}", n=int(most))
        person.type("Reason (needed)", "约定指标未完成，缺少凭证。")
    person.within(None).type("Overall opinion", "主要任务没有开展。")
    person.press("Seal the sheet").at("/evaluations/")


def open_case(city: Person, *, kind: str, code: str, number: str, facts: str) -> int:
    """A city officer opens a case of an own finding; its number."""
    city.open("/sanctions/").follow("Open a case")
    city.choose("Kind", city.say(kind)).type("Credit code of the unit", code)
    city.type("Registration number", number).type("Facts", facts)
    city.press("Open a case").sees("QDLH-C-")
    return city.number
