"""Three years on the world's clock: registered, reported, reminded, evaluated, revoked, banned, free again."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from consortia.models import LeadBan, Registration, Unit
from evaluations.models import Case, Evaluation, Report
from filings import deadlines
from filings.models import Filing
from ledger import clock
from reviews.models import PublicNotice
from tests.browser import NewPage
from tests.e2e import steps_dossier as dossier
from tests.e2e import steps_office as office
from tests.e2e import steps_people as people
from tests.e2e import steps_review as review
from tests.e2e import steps_years as years
from tests.e2e.authenticator import SECRET
from tests.e2e.person import PASSWORD, Person
from tests.e2e.stages import on_notice
from tests.e2e.town import Town
from tests.factories import NOW, UnitFactory, representative
from workflow import office as parameters

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "示例深海焊接创新联合体"
FIGURE = "深海焊接样机"


@dataclass
class Story:
    """Who and what the three years are about."""

    town: Town
    who: Any
    lead: Person
    city: Person
    approver: Person
    officer: Person
    filing: Filing
    registration: Registration

    def move_to(self, day: date) -> None:
        """Let the world stand on the morning of another day, and let the schedule run."""
        self.town.move_to(datetime.combine(day, time(10), timezone.get_current_timezone()))
        deadlines.run(clock.now())

    def working_days_on(self, count: int) -> date:
        today = timezone.localdate(clock.now())
        return parameters.work_calendar().working_days_after(today, count).on


def registered(town: Town) -> Story:
    """The window is over, the city closes, another person registers."""
    filing, who, notice = on_notice(town, rows=False)
    town.move_to(
        datetime.combine(PublicNotice.objects.get(pk=notice).ends_on + timedelta(days=1), NOW.timetz())
    )
    city, approver = town.enter(who.city, "city_officer"), town.enter(who.approver, "approver")
    office.take(city, filing.pk, "Close the public notice").reads("Approval")
    office.take(approver, filing.pk, "Register").reads("Registered")
    registration = Registration.objects.get(filing=filing)
    return Story(
        town, who, town.enter(who.lead, "lead"), city, approver, town.enter(who.officer, "district_officer"),
        filing, registration,
    )  # fmt: skip


def reported(story: Story) -> None:
    """The year is over: the report is asked for by letter, its reminder too, it is sent late and noted."""
    lead, pk = story.lead, story.registration.pk
    years.promise(lead, pk, name=FIGURE, unit="台", baseline="0", target="3", year=2028)
    story.move_to(date(2027, 1, 4))
    report = Report.objects.get(registration=story.registration)
    story.town.path_in_letter(story.who.lead.email, f"/reports/{report.pk}/")
    assert report.due_on
    story.move_to(story_day_after(report.due_on))
    years.report(lead, report.pk, progress="完成方案设计，样机推迟。", figures={FIGURE: "0"})
    story.officer.open("/desk/")
    years.take(story.officer, f"/reports/{report.pk}/", "Take note").reads("Noted")


def story_day_after(day: date) -> date:
    """The next working day: by then the reminder of an overdue report has gone out."""
    return parameters.work_calendar().next_working_day(day)


def reminded(story: Story) -> None:
    """After eighteen months the city officers are told that an evaluation is due."""
    story.move_to(date(2028, 3, 15))
    story.town.path_in_letter(story.who.city.email, "/")
    story.city.open("/inbox/").sees(NAME)


def evaluated(story: Story) -> Evaluation:
    """A panel of three scores far below the line; the lead replies before the approver decides."""
    town, city, lead = story.town, story.city, story.lead
    names = [f"专家{number}" for number in range(11, 14)]
    accounts = [review.expert(town, number) for number in range(11, 14)]
    review.expert(town, 14, employer=town.unit.name, code=town.unit.code)
    campaign = years.open_campaign(city, NAME, title="示例2028年绩效评价", until=story.working_days_on(5))
    evaluation = Evaluation.objects.get(campaign=campaign)
    city.open(f"/campaigns/{campaign}/evaluators/")
    refused = city.page.locator("section").filter(
        has=city.page.get_by_text(city.say("Refused for a conflict"))
    )
    city.within(refused.last).sees("专家14").within(None)
    years.name_evaluators(city, campaign, names)
    where = f"/evaluations/{evaluation.pk}/"
    lead.open(story.town.path_in_letter(story.who.lead.email, "/evaluations/"))
    lead.type("What the lead says of it", "样机推迟，原因是主要成员退出。").press("We are ready to be scored")
    story.move_to(story.working_days_on(6))
    years.take(city, where, "Start scoring").reads("Evaluators score")
    for account in accounts:
        expert = people.sign_in(town.person("expert"), account.email, secret=SECRET)
        years.judge(expert, evaluation.pk, 0.4)
        expert.leave()
    years.take(city, where, "Propose the grade", opinion="主要任务没有开展，建议不合格。").reads(
        "Unqualified"
    )
    years.take(lead, where, "Reply", reply="我们正在重新组织，请予考虑。")
    years.take(
        city, where, "Decide the grade", is_draft=True, grade="unqualified", number="青科评〔2028〕示例1号"
    )
    years.sign_draft(story.approver, where, "Decide the grade").reads("Grade decided")
    assert Registration.objects.get(pk=story.registration.pk).state == "in_force"
    return Evaluation.objects.get(pk=evaluation.pk)


def revoked(story: Story, evaluation: Evaluation) -> None:
    """The case that the grade opened: notice, statement, decision by another person, days for a second look, effect."""
    case = Case.objects.get(evaluation=evaluation)
    path = decided(
        story, case.pk, clause="G7.2f", number="青科函〔2028〕示例2号", statement="请给予整改机会。"
    )
    assert Registration.objects.get(pk=story.registration.pk).state == "in_force"
    in_effect(story, path)
    visitor = story.town.person("visitor")
    visitor.open(f"/verify/{story.registration.verification_code}/").reads("Revoked")


def decided(story: Story, case: int, *, clause: str, number: str, statement: str) -> str:
    """Notice, statement by the party, decision drafted by the officer and signed by the approver."""
    path = f"/sanctions/{case}/"
    years.take(story.city, path, "Notify the party").reads("Statement awaited")
    story.lead.open(story.town.path_in_letter(story.who.lead.email, "/sanctions/"))
    years.take(story.lead, path, "Make a statement", statement=statement)
    years.take(
        story.city, path, "Decide", is_draft=True, decision="事实清楚，依据指引作出决定。", clause=clause,
        number=number,
    )  # fmt: skip
    years.sign_draft(story.approver, path, "Decide").reads("Decided, second look possible")
    return path


def in_effect(story: Story, path: str) -> None:
    """Nobody asked for a second look in its days: the officer puts the decision into effect."""
    story.move_to(story.working_days_on(6))
    years.take(story.city, path, "Put into effect").reads("In effect")


def banned(story: Story) -> LeadBan:
    """A case of its own against the lead, facts for both limbs of G7.3c: three years from the decision."""
    unit = story.town.unit
    case = years.open_case(
        story.city, kind="Disqualification of the lead", code=unit.code,
        number=story.registration.number or "", facts="两年未召开协调会，未按协议投入。",
    )  # fmt: skip
    story.city.follow("Write the facts")
    story.city.type("Facts: poor organisation (组织不力)", "两年未召开一次协调会。")
    story.city.type("Facts: agreement not kept (未按共建协议履约)", "协议第五条约定的经费没有到位。")
    story.city.press("Save")
    path = decided(
        story, case, clause="G7.3c", number="青科函〔2028〕示例3号", statement="经费已经申请，尚未批复。"
    )
    ban = LeadBan.objects.get(code=unit.code)
    in_effect(story, path)
    return ban


def list_elsewhere(story: Story, clerk: Person, filing: int, *, tier: str) -> Person:
    """Another lead lists the unit in a layer."""
    unit: Unit = story.town.unit
    dossier.part(clerk, filing, "members")
    clerk.type("Unified social credit code", unit.code or "").type("Name of the unit", unit.name)
    clerk.choose("Layer", clerk.say(tier)).type("What it will do", "承担一项试验任务。")
    return clerk.type("E-mail for the link", "banned@example.test").press("List the unit")


def in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def other_lead(story: Story) -> tuple[Person, int]:
    """Another unit of the district with a clerk who begins a filing; the clerk and the filing's number."""
    unit = UnitFactory(authority=story.filing.authority)
    user = representative(unit)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    clerk = story.town.enter(user, "other lead")
    return clerk, dossier.begin(story.town, clerk)


def refused_as_core_elsewhere(story: Story, ban: LeadBan) -> None:
    """Not as core member; as an ordinary one it is listed, invited, and accepts in its own account."""
    clerk, filing = other_lead(story)
    last = in_words(ban.until_on - timedelta(days=1))
    list_elsewhere(story, clerk, filing, tier="Core layer").sees(last)
    list_elsewhere(story, clerk, filing, tier="General layer").sees(story.town.unit.name)
    clerk.press("Send all links: %(waiting)s", waiting=1)
    story.lead.open(story.town.path_in_letter(story.who.lead.email, "/members/"))
    story.lead.tick("Our unit joins of its own free will.").press("Accept the invitation").reads("Accepted")
    clerk.leave()


def free_again(story: Story, ban: LeadBan) -> None:
    """The last day still binds; on the first day after three years the unit may be core, and is told so."""
    clerk, filing = other_lead(story)
    story.move_to(ban.until_on - timedelta(days=1))
    list_elsewhere(story, clerk, filing, tier="Core layer").sees(in_words(ban.until_on - timedelta(days=1)))
    story.move_to(ban.until_on)
    list_elsewhere(story, clerk, filing, tier="Core layer").reads("Not invited yet")
    story.lead.open("/inbox/").reads("The ban on %(unit)s is over", unit=ban.unit_name)
    assert LeadBan.objects.get(pk=ban.pk).until_on == ban.until_on


def test_three_years(new_page: NewPage, live_server: Any) -> None:
    town = Town(new_page, live_server.url, "zh-hans")
    story = registered(town)
    reported(story)
    reminded(story)
    revoked(story, evaluated(story))
    ban = banned(story)
    refused_as_core_elsewhere(story, ban)
    free_again(story, ban)
    assert town.untranslated == set()
