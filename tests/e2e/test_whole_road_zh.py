"""One filing, in Chinese, through every role: from an empty page to a registered consortium and its certificate."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from consortia.codes import sample_code
from consortia.guideline import CHAPTERS
from reviews.models import PublicNotice
from tests.browser import NewPage
from tests.e2e import steps_dossier as dossier
from tests.e2e import steps_office as office
from tests.e2e import steps_people as people
from tests.e2e import steps_review as review
from tests.e2e.authenticator import SECRET
from tests.e2e.papers import codes_on, text_of
from tests.e2e.person import Person
from tests.e2e.town import PHONE, Town
from tests.factories import NOW
from tests.figures import Report

pytestmark = pytest.mark.django_db(transaction=True)

LEAD = "示例深海焊接装备有限公司"
LEAD_CODE = sample_code("91370212", "00000101")


@dataclass
class Road:
    """Who has come along so far."""

    town: Town
    filing: int = 0
    round: int = 0
    notice: int = 0
    who: dict[str, Person] = field(default_factory=dict)
    members: list[Person] = field(default_factory=list)

    def __getitem__(self, role: str) -> Person:
        return self.who[role]


@pytest.fixture
def town(new_page: NewPage, live_server) -> Town:  # type: ignore[no-untyped-def]
    return Town(new_page, live_server.url, "zh-hans")


def offices(road: Road) -> None:
    """The administrators bring the district officer in; the other officers have their accounts already."""
    town, who = road.town, road.who
    for role, name in (("system_admin", "系统管理员"), ("security_admin", "安全管理员")):
        who[role] = people.sign_in(town.person(role), town.staff(role, name).email, secret=SECRET)
    second = town.staff("security_admin", "安全管理员（二）", 2)
    who["second_admin"] = people.sign_in(town.person("security_admin"), second.email, secret=SECRET)
    who["officer"] = people.invite_staff(
        town, road["system_admin"], road["security_admin"], road["second_admin"],
        role="District officer", authority=town.authority(), name="崂山区经办人", email="officer@example.test",
    )  # fmt: skip
    for role, name in (
        ("district_head", "崂山区负责人"), ("city_officer", "市级经办人"), ("approver", "审批人"),
    ):  # fmt: skip
        who[role] = people.sign_in(town.person(role), town.staff(role, name).email, secret=SECRET)


def lead_gets_in(road: Road) -> None:
    """A clerk signs up from the home page and claims the unit; the officer confirms."""
    town = road.town
    lead = road.who["lead"] = town.person("lead")
    lead.open("/").follow("Sign in").follow("Register an account")
    people.sign_up(town, lead, name="牵头单位经办人", email="lead@example.test")
    people.claim_unit(lead, code=LEAD_CODE, name=LEAD, place=town.place())
    people.confirm_claim(road["officer"], LEAD)
    people.become_signatory(lead, LEAD)


def dossier_is_written(road: Road) -> None:
    """Every part filled, five members and two persons answer by their links, all sign, the lead submits."""
    town, lead = road.town, road["lead"]
    filing = road.filing = dossier.begin(town, lead)
    dossier.fill_basics(town, lead, filing)
    dossier.list_members(lead, filing)
    dossier.name_people(lead, filing)
    for post in ("chief", "director"):
        person = town.person("named person", **PHONE)
        dossier.accept_post(town, person, f"{post}@example.test")
        person.leave()
    dossier.fill_agreement(lead, filing)
    dossier.fill_plan(lead, filing)
    dossier.fill_tables(lead, filing)
    dossier.pledge(lead, filing)
    dossier.sign_as_lead(lead, filing)
    for member in dossier.MEMBERS:
        clerk = town.person("member", **PHONE)
        dossier.join(town, clerk, member, name=f"{member.name}签署人")
        dossier.sign(clerk)
        road.members.append(clerk)
    assert dossier.submit(lead, filing, "崂山区") == "QDLH-R-2026-0001"


def district_returns_it(road: Road) -> None:
    """The officer reads the findings, drafts two tickets, returns both at once."""
    officer, filing = road["officer"], road.filing
    officer.open("/desk/").sees(dossier.CONSORTIUM)
    office.check(officer, filing)
    office.add_ticket(officer, place="Construction plan", clause="G5.5b", text="第三章请写明每年的验收指标。")
    office.add_ticket(officer, place="Name, industry and need", clause="G5.1a", text="请写明市场需求的来源。")
    office.decide(officer, "Return for correction", word="材料较完整，请补正两处。")
    officer.reads("Correction for the district")


def lead_corrects_it(road: Road) -> None:
    """Only the two places are open; both tickets are answered; the second version leaves."""
    lead, filing = road["lead"], road.filing
    lead.open(road.town.path_in_letter("lead@example.test", "/filings/")).sees("第三章请写明每年的验收指标。")
    dossier.part(lead, filing, "members")
    assert not lead.page.get_by_role("button", name=road.town.say("List the unit")).count()
    dossier.part(lead, filing, "basics")
    lead.type("Industry need and bottleneck", f"{dossier.NEED}需求来自三家船厂的书面函件。")
    lead.press("Save and go on")
    dossier.part(lead, filing, "plan")
    third = CHAPTERS[2].zh
    lead.type_at(f"3. {third}", f"{dossier.CHAPTER}每年验收：一年样机，两年海试，三年定型。")
    lead.press("Save and go on")
    lead.open(f"/filings/{filing}/").follow("Answer the tickets")
    for number, answer in ((1, "已在第三章写明每年的验收指标。"), (2, "已补充需求来源。")):
        lead.type("Answer to ticket %(number)s", answer, number=number)
    lead.press("Keep the answers")
    assert dossier.submit(lead, filing, "崂山区") == "QDLH-R-2026-0002"


def district_recommends_it(road: Road) -> None:
    """The officer drafts the opinion, the head signs it."""
    officer, filing = road["officer"], road.filing
    office.check(officer, filing)
    office.decide(officer, "Recommend", is_draft=True, opinion="材料齐全，条件具备，同意推荐。")
    office.sign_draft(road["district_head"], filing, "Recommend").reads("City form check")


def city_opens_a_round(road: Road) -> None:
    """Form check, one click for the round, a panel of five; whoever works for a party is refused, with the reason."""
    town, city = road.town, road["city_officer"]
    for number in range(1, 6):
        review.expert(town, number)
    review.expert(town, 6, employer=LEAD, code=LEAD_CODE)
    city.open("/desk/").sees(dossier.CONSORTIUM)
    office.check(city, road.filing).reads("Every automatic check passed.")
    road.round = review.open_round(city, dossier.CONSORTIUM, title="示例第一轮评审")
    refused = city.page.locator("section").filter(has=city.page.get_by_role("heading", name="须回避，不能选"))
    city.within(refused.last).sees("专家6").sees(f"受雇于其中一方 ({LEAD})").within(None)
    review.name_panel(city, [f"专家{number}" for number in range(1, 6)], leader="专家1")


def experts_score(road: Road) -> None:
    """Each expert declares, reads, scores and seals; nobody sees another's sheet before that."""
    town = road.town
    for number in range(1, 6):
        expert = people.sign_in(town.person("expert"), f"expert{number}@example.test", secret=SECRET)
        review.declare(expert, dossier.CONSORTIUM)
        review.score(expert, 0.7 + number / 40)
        review.seal(expert)
        if number == 1:
            road.who["round_lead"] = expert
        else:
            expert.leave()


def stages_are_passed(road: Road) -> None:
    """The round lead concludes each stage; the visit is signed by both sides, the defence recorded."""
    leader, city, lead = road["round_lead"], road["city_officer"], road["lead"]
    where = (road.round, road.filing)
    review.conclude(leader, *where, "五份评分表已封存，进入现场考察。")
    leader.press("Go on to the next stage").reads("Site visit")
    visit = review.record_visit(city, *where, day=NOW.date())
    review.board(leader, *where)
    leader.click(leader.page.locator(f'main a[href="/visits/{visit}/"]')).press("Sign for the panel")
    lead.open(road.town.path_in_letter("lead@example.test", "/visits/"))
    lead.press("Sign for the lead").reads("Signed for your side.")
    review.conclude(leader, *where, "考察属实，进入答辩。")
    leader.press("Go on to the next stage").reads("Defence")
    review.record_defence(city, *where, day=NOW.date())
    review.conclude(leader, *where, "答辩充分，建议推荐。")
    leader.press("Conclude the review").reads("With the meeting")


def notice_is_posted(road: Road) -> None:
    """The list is written down, countersigned by the approver, posted; a visitor reads it on a phone."""
    city, approver = road["city_officer"], road["approver"]
    list_ = review.write_list(
        city, dossier.CONSORTIUM, title="示例拟备案名单", meeting="局长办公会〔2026〕示例1号", day=NOW.date()
    )
    review.countersign(approver, "示例拟备案名单")
    road.notice = review.post_notice(city, list_, title="关于示例创新联合体拟备案的公示")
    visitor = road.who["visitor"] = road.town.person("visitor", **PHONE)
    visitor.open("/notices/").click(visitor.page.get_by_role("link", name="关于示例创新联合体拟备案的公示"))
    visitor.sees(dossier.CONSORTIUM).sees("9月2日").sees("9月8日").sees("24:00")


def it_is_registered(road: Road) -> None:
    """The window is over: the city closes, another person registers from the case sheet."""
    city, approver = road["city_officer"], road["approver"]
    notice = PublicNotice.objects.get(pk=road.notice)
    road.town.move_to(datetime.combine(notice.ends_on + timedelta(days=1), NOW.timetz()))
    city.open("/desk/").sees(dossier.CONSORTIUM)
    office.take(city, road.filing, "Close the public notice").reads("Approval")
    approver.open("/desk/").sees(dossier.CONSORTIUM)
    office.case(approver, road.filing).follow("Case sheet").sees("局长办公会〔2026〕示例1号")
    approver.follow("Register").press("Register").reads("Registered")


def certificate_is_followed(road: Road) -> None:
    """The lead downloads the certificate; its code, read from the printed page, leads to the live state."""
    lead, visitor = road["lead"], road["visitor"]
    lead.open(f"/filings/{road.filing}/").sees("QDLH-2026-0001")
    paper = lead.download(lead.page.get_by_role("link", name="备案信息证明 QDLH-2026-0001.pdf"))
    assert dossier.CONSORTIUM in text_of(paper).replace("\r\n", "")
    codes = codes_on(paper)
    assert len(codes) == 1
    visitor.open(urlsplit(codes[0]).path)
    visitor.reads("Genuine, and in force today.").sees("QDLH-2026-0001").sees("2029-09-08")


def test_whole_road(town: Town, report: Report) -> None:
    road = Road(town)
    offices(road)
    lead_gets_in(road)
    dossier_is_written(road)
    district_returns_it(road)
    lead_corrects_it(road)
    district_recommends_it(road)
    city_opens_a_round(road)
    experts_score(road)
    stages_are_passed(road)
    notice_is_posted(road)
    it_is_registered(road)
    certificate_is_followed(road)
    for role in dict.fromkeys(role for role, _what in town.effort):
        report(role, clicks=town.effort[role, "clicks"], inputs=town.effort[role, "inputs"])
    assert town.untranslated == set()
