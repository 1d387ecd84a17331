"""The lead's dossier from the first name to the receipt, and what members and named persons answer by their links."""

from dataclasses import dataclass

from playwright.sync_api import expect

from consortia.codes import sample_code
from consortia.guideline import CHAPTERS, CONTENTS
from consortia.models import Industry, Track
from tests.e2e.papers import small_pdf
from tests.e2e.person import Person
from tests.e2e.steps_people import sign_up
from tests.e2e.town import Town


@dataclass(frozen=True)
class Member:
    """A unit to invite, as the lead knows it."""

    name: str
    code: str
    email: str


MEMBERS = (
    Member("示例精密减速器有限公司", sample_code("91370211", "00000201"), "reducer@example.test"),
    Member("示例水下机器人有限公司", sample_code("91370214", "00000202"), "robot@example.test"),
    Member("示例焊接材料有限公司", sample_code("91370213", "00000203"), "material@example.test"),
    Member("示例海洋大学", sample_code("12370000", "00000204"), "university@example.test"),
    Member("示例海洋装备研究所", sample_code("12100000", "00000205"), "institute@example.test"),
)
CONSORTIUM = "青岛市示例深海焊接产业链创新联合体"
SHORT_NAME = "示例深海焊接创新联合体"
NEED = "深海管道焊接设备依赖进口，检修周期长；船厂和海工企业急需能在三百米水深工作的国产设备。"
CHAPTER = "目标、任务、进度和验收指标逐项列出，由对应成员单位负责，每年检查一次。" * 4


def begin(town: Town, lead: Person, *, call: str = "") -> int:
    """Begin a draft; its number."""
    lead.go("Filings").follow("Begin a filing")
    lead.type("Formal name", CONSORTIUM)
    if call:
        lead.choose("Call", call)
    lead.press("Begin the draft").sees(CONSORTIUM)
    return lead.number


def part(lead: Person, filing: int, place: str) -> Person:
    """Open one part of the dossier from the list of parts."""
    lead.open(f"/filings/{filing}/")
    return lead.click(lead.page.locator(f'main a[href="/filings/{filing}/{place}/"]').first)


def fill_basics(town: Town, lead: Person, filing: int) -> None:
    """Names, industry, track, need."""
    part(lead, filing, "basics")
    track = Track.objects.select_related("industry").order_by("id")[0]
    lead.type("Short name", SHORT_NAME).type("Industry need and bottleneck", NEED)
    lead.choose("Industry", town.shown(Industry.objects.get(pk=track.industry_id)))
    lead.choose("Track", town.shown(track))
    lead.press("Save and go on")


def list_members(lead: Person, filing: int, members: tuple[Member, ...] = MEMBERS) -> None:
    """List each unit by its code, then send all links at once."""
    part(lead, filing, "members")
    for member in members:
        lead.type("Unified social credit code", member.code)
        lead.type("Name of the unit", member.name)
        lead.type("What it will do", f"{member.name}承担一项研制任务，并提供试验条件。")
        lead.type("E-mail for the link", member.email)
        lead.press("List the unit").sees(member.name)
    lead.press("Send all links: %(waiting)s", waiting=len(members))
    lead.reads("Invited")


def name_people(lead: Person, filing: int) -> None:
    """The chief expert with the three qualities, and the director; a link goes to each."""
    part(lead, filing, "people")
    lead.within(lead.page.locator("#part-people-chief_expert"))
    lead.type("Name", "示例首席专家").type("Employer", "示例海洋大学").type("Professional title", "教授")
    lead.type("E-mail for the link", "chief@example.test")
    lead.type("Academic standing", "示例国家级项目负责人，代表作两篇。")
    lead.type("Knowledge of the industry", "在海洋装备领域工作二十年。")
    lead.type("Ability to unite and organise", "牵头过两个跨单位项目。")
    lead.upload("CV", "首席专家简历.pdf", small_pdf("简历（示例）"))
    lead.within(lead.page.locator("#part-people-director"))
    lead.type("Name", "示例负责人").type("E-mail for the link", "director@example.test")
    lead.within(None).press("Save and send the links")
    lead.reads("Asked, no answer yet")


def accept_post(town: Town, person: Person, email: str) -> None:
    """A named person accepts by the link, without an account."""
    person.open(town.path_in_letter(email, "/appointment/")).sees(CONSORTIUM)
    person.press("Accept").reads("You have accepted.")


def fill_agreement(lead: Person, filing: int) -> None:
    """The file, where its seven contents stand, the forum."""
    part(lead, filing, "agreement")
    lead.upload("The agreement", "组建协议.pdf", small_pdf("组建协议（示例）", pages=4))
    for number, content in enumerate(CONTENTS, 1):
        label = content.en if lead.say.language == "en" else content.zh
        lead.type_at(label, f"第{number}条，第{number // 2 + 1}页")
    lead.tick("Arbitration")
    lead.press("Save and go on")


def fill_plan(lead: Person, filing: int) -> None:
    """Four chapters as text, the last one by its pages in a document."""
    part(lead, filing, "plan")
    lead.upload("The plan as one document", "建设方案.pdf", small_pdf("建设方案（示例）", pages=12))
    for number, item in enumerate(CHAPTERS[:-1], 1):
        label = item.en if lead.say.language == "en" else item.zh
        lead.type_at(f"{number}. {label}", CHAPTER)
    lead.type("Or its pages in the document", "9-12", nth=len(CHAPTERS) - 1)
    lead.press("Save and go on")


def fill_tables(lead: Person, filing: int) -> None:
    """One promised figure, one milestone, one line of money: what reports and evaluation will read."""
    rows = f"/filings/{filing}/tables"
    lead.open(f"{rows}/indicators/new/")
    lead.type("Indicator", "一次焊接合格率").type("Measured in", "%").choose_value("Speaks of", "quality")
    lead.type("Baseline", "82").type("Target", "98").type("Reached in", "2028").press("Save").sees(
        "一次焊接合格率"
    )
    lead.open(f"{rows}/milestones/new/").type("Milestone", "样机下水").type("Planned for", "2027-12-31")
    lead.press("Save").sees("样机下水")
    lead.open(f"{rows}/budget/new/").choose_value("Source", "lead").type("Year", "2027")
    lead.type("Amount, in 10,000 yuan", "600").press("Save").sees("600")


def pledge(lead: Person, filing: int) -> None:
    """Sign the promise; say that no state secret is in the dossier."""
    part(lead, filing, "pledge")
    lead.tick_box(lead.page.locator("#id_knows_no_secrets"))
    lead.press("Sign the pledge").reads("The pledge is signed.")


def sign_as_lead(lead: Person, filing: int) -> None:
    """The lead signs the agreement on the signature board."""
    part(lead, filing, "signatures")
    lead.press("Sign the agreement").reads("Signed. Pledge and submission stand in the list of parts.")


def join(town: Town, person: Person, member: Member, *, name: str) -> None:
    """A member's clerk opens the link, registers, accepts for the unit and signs."""
    person.open(town.path_in_letter(member.email, "/join/")).sees(member.name)
    person.follow("Register an account and answer")
    sign_up(town, person, name=name, email=f"clerk-{member.email}")
    person.press("I act for this unit, go on")
    person.tick("Our unit joins of its own free will.")
    person.press("Accept the invitation").reads("Accepted. Next, sign the agreement.")


def sign(person: Person) -> None:
    """Sign what the page shows."""
    person.press("Sign the agreement").reads("Signed. Your unit need do nothing more until the text changes.")


def submit(lead: Person, filing: int, place: str) -> str:
    """Submit and read the receipt's number."""
    lead.open(f"/filings/{filing}/")
    lead.follow("Submit to %(place)s", place=place)
    lead.press("Submit to %(place)s", place=place).reads("Submitted")
    expect(lead.page.get_by_role("link", name=lead.say("Receipt as PDF"))).to_be_visible()
    return lead.page.locator(".big-number").inner_text()
