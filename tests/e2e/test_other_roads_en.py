"""In English: return, not recommended and a second look, an upheld objection, a corrected notice, hold and end."""

from collections.abc import Iterator
from typing import Any

import pytest

from filings.models import Filing
from filings.states import State
from tests.browser import NewPage
from tests.e2e import steps_dossier as dossier
from tests.e2e import steps_office as office
from tests.e2e import steps_review as review
from tests.e2e.english import chinese_on
from tests.e2e.stages import at_city, at_district, on_notice
from tests.e2e.town import PHONE, Town
from workflow.models import Hold

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "示例深海焊接创新联合体"
DATA = (
    NAME,
    "智能装备",
    "示例赛道",
    "申报回执",
    "材料齐全，同意推荐。",
    "局长办公会〔2026〕示例1号",
    "领域重要，基础扎实。",
    "专家组意见一致。",
    "问：指标依据。答：见方案第三章。",
    "问指标依据，答见方案第三章。",
    "示例会议室",
    "牵头单位、首席专家",
    "示例专家",
    "示例大学",
    "深海焊接依赖进口",
    "承担一项任务",
    "内容。",
    "第一条",
    "协议.pdf",
    "简历.pdf",
)


@pytest.fixture
def town(new_page: NewPage, live_server: Any) -> Iterator[Town]:
    town = Town(new_page, live_server.url, "en")
    left: set[str] = set()
    town.looks = lambda person: left.update(chinese_on(person, DATA))
    yield town
    assert left == set()


def state_of(filing: Filing) -> str:
    return str(Filing.objects.values_list("state", flat=True).get(pk=filing.pk))


def test_returned_then_not_recommended_then_looked_at_again(town: Town) -> None:
    filing, who = at_district(town)
    officer, head = town.enter(who.officer, "district officer"), town.enter(who.head, "district head")
    lead = town.enter(who.lead, "lead")
    office.check(officer, filing.pk)
    office.add_ticket(officer, place="Construction plan", clause="G5.5b", text="Name the yearly milestones.")
    office.decide(officer, "Return for correction", word="One thing to correct.")
    assert state_of(filing) == State.DISTRICT_CORRECTION

    lead.open(town.path_in_letter(who.lead.email, "/filings/")).sees("Name the yearly milestones.")
    dossier.part(lead, filing.pk, "plan")
    lead.type_at("3. Goals, tasks and schedule", "A prototype after one year, sea trials after two.")
    lead.press("Save and go on")
    lead.open(f"/filings/{filing.pk}/").follow("Answer the tickets")
    lead.type("Answer to ticket %(number)s", "The milestones now stand in chapter three.", number=1)
    lead.press("Keep the answers")
    dossier.submit(lead, filing.pk, "Laoshan")
    assert state_of(filing) == State.DISTRICT_CHECK

    office.check(officer, filing.pk)
    office.decide(
        officer, "Do not recommend", is_draft=True, clause="G4.1.1b", reason="No proof of a leading position."
    )
    office.sign_draft(head, filing.pk, "Do not recommend").reads("Not recommended")
    assert state_of(filing) == State.NOT_RECOMMENDED

    lead.open(f"/filings/{filing.pk}/").sees("No proof of a leading position.")
    lead.follow("Ask the city for a second look")
    lead.type("Reason", "Two third-party reports were overlooked.").press("Ask the city")
    city = town.enter(who.city, "city officer")
    office.take(city, filing.pk, "Take a second look", reason="The reports deserve a look.")
    assert state_of(filing) == State.CITY_CHECK


def test_an_objection_is_upheld(town: Town) -> None:
    filing, who, notice = on_notice(town)
    visitor = town.person("visitor", **PHONE)
    code = review.object_to(
        visitor, notice, name="A neighbour", text="The test site belongs to somebody else."
    )
    city, approver = town.enter(who.city, "city officer"), town.enter(who.approver, "approver")
    review.answer_objection(city, "Accept")
    review.answer_objection(city, "Uphold", reason="The land register shows another owner.")
    supervisor = town.enter(town.staff("supervisor", "监督"), "supervisor")
    supervisor.open("/objections/")
    supervisor.click(supervisor.page.locator('main a[href^="/objections/"]').first)
    supervisor.type("Reason", "Checking the objector's standing.").press("Show who objected").sees(
        "A neighbour"
    )
    office.take(
        city, filing.pk, "Decline after an upheld objection", is_draft=True,
        reason="The test site is not the lead's.", heard="By letter; the lead did not contest it.",
    )  # fmt: skip
    office.sign_draft(approver, filing.pk, "Decline after an upheld objection")
    assert state_of(filing) == State.DECLINED
    visitor.open(f"/objections/{code}/").sees("The land register shows another owner.")
    lead = town.enter(who.lead, "lead")
    lead.open(f"/filings/{filing.pk}/").sees("The test site is not the lead's.")


def test_a_notice_is_corrected(town: Town) -> None:
    filing, who, notice = on_notice(town)
    city, approver = town.enter(who.city, "city officer"), town.enter(who.approver, "approver")
    office.take(
        city, filing.pk, "Correct the notice", is_draft=True,
        wrong="The lead's name lacks two characters.", right="The lead is Sample company 0.",
    )  # fmt: skip
    office.sign_draft(approver, filing.pk, "Correct the notice")
    assert state_of(filing) == State.PUBLICITY
    visitor = town.person("visitor")
    visitor.open(f"/notices/{notice}/").reads("Corrected.")
    visitor.click(visitor.page.locator(".notice-warn a").first).sees("The lead is Sample company 0.")
    visitor.reads("This notice corrects")


def test_a_hold_stops_everything_until_it_ends_the_filing(town: Town) -> None:
    filing, who = at_city(town)
    city, approver = town.enter(who.city, "city officer"), town.enter(who.approver, "approver")

    def ask() -> None:
        """The city asks, with what is known."""
        office.case(city, filing.pk).follow("Ask for a hold")
        city.choose("Why the clocks should stop", "Suspected false material")
        city.type("What is known", "A third party doubts the test report.")
        city.press("Ask the approver for the hold")

    def place() -> None:
        """The approver places it."""
        office.case(approver, filing.pk).follow("See the request")
        approver.press("Place the hold").reads("The hold is placed. The clocks stand still.")

    ask()
    place()
    office.case(approver, filing.pk).follow("The hold")
    approver.type("Why it is lifted", "The report was confirmed.").press("Lift the hold")
    assert not Hold.objects.filter(lifted_at__isnull=True).exists()

    ask()
    place()
    assert Hold.objects.filter(lifted_at__isnull=True).exists()
    closed = office.case(city, filing.pk).page.get_by_role("button", name="Send back to the district")
    assert closed.first.get_attribute("aria-disabled") == "true"
    office.take(
        city, filing.pk, "Terminate", is_draft=True,
        reason="The test report is forged.", heard="Heard on the day before; no objection was raised.",
    )  # fmt: skip
    office.sign_draft(approver, filing.pk, "Terminate")
    assert state_of(filing) == State.DECLINED
