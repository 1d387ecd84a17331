"""Applying again: when, by whom, with what, and that nothing of it happens by itself."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from consortia import actions as parties
from consortia import bans, rows
from consortia.carrying_over import carry_over
from consortia.consent import APPOINTMENT
from consortia.guideline import CHAPTERS, PROVISIONS
from consortia.models import (
    Agreement,
    Annex,
    Attachment,
    Confirmation,
    Indicator,
    Membership,
    Milestone,
    PlanChapter,
    Provision,
    Registration,
)
from consortia.own_part import contents, digest_of
from consortia.queries import agreement_of, appointments, memberships, people_of, valid_signatures
from consortia.states import MembershipEvent
from consortia.tables import TABLES
from evaluations import renewals
from evaluations.actions import renewal, tracking
from evaluations.actions.tracking import Content
from evaluations.deadlines import months_after
from filings import actions as filings
from filings import consequences, edits, renewing
from filings.models import Filing, Submission
from filings.states import Event, State
from ledger.models import Entry
from portal import register
from tests.desks.desks import browser
from tests.evaluations.registered import Registered, at, registered
from tests.factories import stored_file
from tests.filings import large
from tests.road import point_to_the_plan
from workflow import engine

pytestmark = pytest.mark.django_db


def _window(it: Registered) -> date:
    return months_after(it.registration.valid_until, -6)


CASE = renewals.RenewalCase("in_force", date(2029, 10, 9), date(2029, 4, 9))


@pytest.mark.parametrize(
    ("case", "today", "code"),
    [
        (CASE, date(2029, 4, 8), "renewal_too_early"),
        (CASE, date(2029, 4, 9), None),
        (CASE, date(2031, 1, 1), None),
        (renewals.RenewalCase("revoked", date(2029, 10, 9), date(2029, 4, 9)), date(2029, 5, 1), "not_renewable"),
        (renewals.RenewalCase("dissolved", None, None), date(2029, 5, 1), "not_renewable"),
        (renewals.RenewalCase("lead_vacant", date(2029, 10, 9), date(2029, 4, 9)), date(2029, 5, 1),
         "renewal_lead_vacant"),
        (renewals.RenewalCase("in_force", None, None), date(2029, 5, 1), "renewal_dates_unknown"),
        (renewals.RenewalCase("in_force", date(2029, 10, 9), date(2029, 4, 9), "QDLH-F-1"), date(2029, 5, 1),
         "renewal_running"),
        (renewals.RenewalCase("in_force", date(2029, 10, 9), date(2029, 4, 9), "", "QDLH-2029-1"),
         date(2029, 5, 1), "renewed_already"),
    ],
)  # fmt: skip
def test_when_one_may_apply_again(case: renewals.RenewalCase, today: date, code: str | None) -> None:
    assert [one.code for one in renewals.may_reapply(case, today)] == ([code] if code else [])


def test_a_new_filing_is_prefilled_and_nothing_of_it_agreed() -> None:
    it = registered(indicators=2)
    report = it.expect("half_year")
    promised = list(Indicator.objects.filter(consortium=it.consortium))
    figures = {one.pk: (Decimal(7), "") for one in promised}
    now = at(report.expected_on)
    tracking.save_report(report.pk, Content({"progress": "完成"}, figures), actor=it.lead, now=now)
    tracking.submit_report(report.pk, actor=it.lead, now=now)
    before = Registration.objects.get(pk=it.registration.pk)
    filing = renewal.reapply(it.registration.pk, actor=it.lead, now=at(_window(it)))

    new = filing.consortium
    assert (filing.state, filing.predecessor, new.continues) == (State.DRAFT, before, it.consortium)
    assert new.pk != it.consortium.pk
    assert (new.formal_name, new.need, new.industry) == (
        it.consortium.formal_name, it.consortium.need, it.consortium.industry
    )  # fmt: skip
    old = {(p.unit_id, p.tier, p.duty, p.counting) for p in memberships(it.consortium)}
    assert {(p.unit_id, p.tier, p.duty, p.counting) for p in memberships(new)} == old
    assert {p.state for p in memberships(new) if not p.is_lead} == {"listed"}
    assert {post: p.state for post, p in appointments(new).items()} == {
        "director": "named",
        "chief_expert": "named",
    }
    assert [c.text for c in new.chapters.order_by("key")] == [
        c.text for c in it.consortium.chapters.order_by("key")
    ]
    agreement = agreement_of(new)
    assert agreement
    assert (agreement.document, bool(agreement.contents)) == (None, True)
    assert not valid_signatures(agreement)
    assert [one.baseline for one in Indicator.objects.filter(consortium=new)] == [7, 7]

    # the registration that runs is as it was
    assert len(valid_signatures(agreement_of(it.consortium))) == len(memberships(it.consortium))
    assert Registration.objects.count() == 1
    with pytest.raises(engine.StepRefused):
        filings.take(filing.pk, Event.SUBMIT, actor=it.lead, now=at(_window(it)))
    assert Entry.objects.filter(subject=before.ledger_subject, kind="registration.reapplied").exists()


def test_too_early_twice_and_by_others_it_is_refused() -> None:
    it = registered()
    pk = it.registration.pk
    with pytest.raises(engine.StepRefused, match="renewal_too_early"):
        renewal.reapply(pk, actor=it.lead, now=at(_window(it) - timedelta(days=1)))
    for person in (it.member, it.officer, it.city):
        with pytest.raises(engine.NotYourStep):
            renewal.reapply(pk, actor=person, now=at(_window(it)))
    filing = renewal.reapply(pk, actor=it.lead, now=at(_window(it)))
    with pytest.raises(engine.StepRefused, match="renewal_running"):
        renewal.reapply(pk, actor=it.lead, now=at(_window(it)))
    filings.take(filing.pk, Event.WITHDRAW, actor=it.lead, now=at(_window(it)), typed={"reason": "重来"})
    assert renewal.reapply(pk, actor=it.lead, now=at(_window(it))).pk != filing.pk
    assert Filing.objects.filter(predecessor=pk).count() == 2


def test_a_lapsed_one_is_shown_as_applying_again() -> None:
    it = registered()
    lapsed = at(it.registration.valid_until + timedelta(days=20))
    renewal.reapply(it.registration.pk, actor=it.lead, now=lapsed)
    row = it.registration
    assert row.standing(lapsed.date()) == "lapsed"
    assert Filing.objects.filter(predecessor=row).exclude(state=State.REGISTERED).exists()


def test_a_banned_lead_cannot_and_a_banned_member_leaves_the_core() -> None:
    it = registered()
    day = _window(it)
    member = Membership.objects.filter(consortium=it.consortium, is_lead=False, tier="core").earliest("pk")
    bans.impose(member.unit_id, decided_on=day, facts="事实", decision_number="示例决〔2029〕1号")
    filing = renewal.reapply(it.registration.pk, actor=it.lead, now=at(day))
    assert Membership.objects.get(consortium=filing.consortium, unit=member.unit).tier == "general"
    filings.take(filing.pk, Event.WITHDRAW, actor=it.lead, now=at(day), typed={"reason": "重来"})
    bans.impose(it.lead_unit.pk, decided_on=day, facts="事实", decision_number="示例决〔2029〕2号")
    with pytest.raises(engine.StepRefused, match="lead_banned"):
        renewal.reapply(it.registration.pk, actor=it.lead, now=at(day))


def test_the_new_one_begins_when_the_old_one_ends() -> None:
    it = registered()
    today = _window(it)
    filing = Filing(predecessor=it.registration)
    assert consequences._end_of_predecessor(filing, today) == it.registration.valid_until
    assert consequences._end_of_predecessor(filing, it.registration.valid_until) is None
    assert consequences._end_of_predecessor(Filing(), today) is None


def test_by_pages_only_the_leads_editor_and_only_by_post(monkeypatch: Any) -> None:
    it = registered()
    path = f"/registrations/{it.registration.pk}/reapply/"
    client = Client()
    client.force_login(it.lead)
    assert client.get(path).status_code == 405
    assert client.post(path).status_code == 302  # refused: too early, said on the next page
    assert not Filing.objects.filter(predecessor=it.registration).exists()
    client.force_login(it.member)
    assert client.post(path).status_code == 404


def _submitted(filing: Filing, it: Registered, when: Any) -> None:
    """The lead asks everybody anew, all answer and sign, and it is submitted."""
    consortium = filing.consortium
    with transaction.atomic():
        for party in memberships(consortium):
            if not party.is_lead:
                parties.invite_member(party, actor=it.lead, now=when)
                person = User.objects.get(pk=people_of([party.unit_id])[0])
                parties.answer_invitation(
                    party, MembershipEvent.ACCEPT, actor=person, now=when, typed={"is_voluntary": True}
                )
        for person in appointments(consortium).values():
            parties.ask_person(person, actor=it.lead, now=when)
            holder = parties.LinkHolder(link_token=person.token)
            engine.advance(APPOINTMENT, person.pk, "accept", actor=holder, now=when)
        Agreement.objects.filter(consortium=consortium).update(document=stored_file("新协议.pdf", b"renewed"))
        parties.restate_agreement(consortium, now=when)
        agreement = agreement_of(consortium)
        assert agreement
        for party in memberships(consortium):
            signer = User.objects.get(pk=people_of([party.unit_id], "signatory")[0])
            parties.sign(party, actor=signer, now=when, seen_digest=agreement.digest, means="confirmed")
    point_to_the_plan(filing, it.lead, now=when)
    Filing.objects.filter(pk=filing.pk).update(knows_no_secrets=True)
    filings.sign_pledge(filing.pk, actor=it.lead, now=when)
    filings.take(filing.pk, Event.SUBMIT, actor=it.lead, now=when)


def test_once_all_agree_anew_it_is_submitted_and_the_lapsed_one_says_so() -> None:
    it = registered(indicators=1, in_plan=True)
    when = at(_window(it))
    filing = renewal.reapply(it.registration.pk, actor=it.lead, now=when)
    _submitted(filing, it, when)
    snapshot = filing.submissions.get().snapshot["consortium"]
    assert [one["name"] for one in snapshot["tables"]["indicators"]] == ["示例指标0"]
    day = it.registration.valid_until
    row = register.with_renewals(Registration.objects.filter(pk=it.registration.pk)).get()
    assert register.badge_of(row, day, day).label in ("到期待审", "Lapsed, applying again")
    assert register.badge_of(row, day - timedelta(days=1), day).kind == "lapsing"


# what is carried over, and what is written anew


def _described(it: Registered, rows_count: int = 3) -> None:
    """Rows in every table, all rules answered, each unit's own facts and evidence of it."""
    for table in TABLES.values():
        large.fill(table, it.consortium, rows_count, by=it.lead)
    scan = stored_file("章程.pdf", b"rules")
    Provision.objects.bulk_create(
        Provision(consortium=it.consortium, key=item.key, text="按协议执行。", document=scan, pages="3–4")
        for item in PROVISIONS
    )
    for party in memberships(it.consortium):
        Annex.objects.create(membership=party, contact="示例联系人", capability="焊接工艺试验", note="备忘")
        Attachment.objects.create(
            consortium=it.consortium,
            clause="G4.1.2b",
            title="资质",
            document=scan,
            party=party,
            added_at=it.now,
        )


def test_standing_facts_are_copied_and_the_terms_own_tables_begin_empty() -> None:
    it = registered()
    _described(it)
    member = Membership.objects.filter(consortium=it.consortium, is_lead=False).latest("pk")
    large.fill(TABLES["resources"], it.consortium, len(memberships(it.consortium)), by=it.lead)
    with transaction.atomic():
        parties.remove_member(member, MembershipEvent.REMOVE, actor=it.lead, now=it.now, reason="不再参加")
    now = at(_window(it))
    new = renewal.reapply(it.registration.pk, actor=it.lead, now=now).consortium

    before, after = rows.as_kept(rows.read(it.consortium.pk)), rows.as_kept(rows.read(new.pk))
    for key, table in TABLES.items():
        stayed = [row for row in before[key] if member.unit.name not in row.values()]
        if key != "indicators":
            assert after[key] == (stayed if table.carries_over else []), key
    assert len(after["resources"]) == len(before["resources"]) - 1, (
        "the row of the unit that left stays behind"
    )
    assert [row["name"] for row in after["indicators"]] == [row["name"] for row in before["indicators"]]
    answers = [list(one.provisions.order_by("pk").values_list("key", "text", "document_id", "pages"))
               for one in (it.consortium, new)]  # fmt: skip
    assert answers[0] == answers[1]
    assert len(answers[1]) == len(PROVISIONS)
    assert set(new.provisions.values_list("edited_by", "edited_at")) == {(it.lead.pk, now)}

    places = [party.pk for party in memberships(new)]
    assert {one.party_id for one in new.attachments.all()} == set(places)
    said = contents(places)
    annexes = {one.membership_id: one for one in Annex.objects.filter(membership__in=places)}
    assert set(annexes) == set(places)
    assert {(one.contact, one.capability, one.note) for one in annexes.values()} == {
        ("示例联系人", "焊接工艺试验", "备忘")
    }
    assert all(one.digest == digest_of(said[pk]) for pk, one in annexes.items()), (
        "ready to be confirmed as it stands"
    )
    assert not Confirmation.objects.filter(membership__in=places).exists()


def test_carrying_over_asks_as_much_for_thirty_rows_as_for_three() -> None:
    it = registered()
    _described(it)
    asked = []
    for count in (0, 30):
        for table in TABLES.values() if count else ():
            table.model._default_manager.filter(consortium=it.consortium).delete()
            large.fill(table, it.consortium, count, by=it.lead)
        new = filings.found(
            actor=it.lead, lead=it.lead_unit, formal_name=f"再次申报{count}", now=it.now
        ).consortium
        with CaptureQueriesContext(connection) as captured:
            carry_over(it.consortium, new, actor=it.lead, now=it.now)
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 24, asked


def _card(client: Client, filing: Filing) -> Any:
    client.get("/filings/")  # what a process reads once and keeps
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/filings/{filing.pk}/")
    assert answer.status_code == 200
    assert len(asked) <= 14, "a page of a filing asks fewer than fifteen questions, a renewal's too"
    return answer.context["anew"]


def _badges(card: Any) -> dict[str, str]:
    """The end of each line's address to the kind of its badge."""
    return {task.url.partition("/filings/")[2].partition("/")[2]: task.badge.kind for task in card.tasks}


def test_the_page_lists_what_is_written_anew_and_what_the_term_has_reached() -> None:
    it = registered(indicators=2, in_plan=True)
    Milestone.objects.create(
        consortium=it.consortium, name="首台样机", due_on=date(2028, 1, 1), reached_on=date(2027, 12, 1)
    )
    report = it.expect("half_year")
    promised = list(Indicator.objects.filter(consortium=it.consortium).order_by("position"))
    figures = {one.pk: (Decimal(value), "") for one, value in zip(promised, (7, 12), strict=True)}
    now = at(report.expected_on)
    tracking.save_report(report.pk, Content({"progress": "完成"}, figures), actor=it.lead, now=now)
    tracking.submit_report(report.pk, actor=it.lead, now=now)
    when = at(_window(it))
    filing = renewal.reapply(it.registration.pk, actor=it.lead, now=when)
    client = Client()
    client.force_login(it.lead)

    card = _card(client, filing)
    chapters = {f"plan/#div_id_text_{chapter.key}": "warn" for chapter in CHAPTERS}
    assert _badges(card) == chapters | {
        "basics/#div_id_need": "warn", "plan/#tasks": "draft", "plan/#milestones": "draft",
        "plan/#indicators": "warn", "plan/#outcomes": "draft", "plan/#budget": "draft",
        "agreement/#div_id_document": "draft", "members/": "wait", "people/": "wait",
    }  # fmt: skip
    assert card.left == len(card.tasks) == 14
    assert [(one.name, last) for one, last in card.figures] == [("示例指标0", 7), ("示例指标1", 12)]
    assert [(one.name, one.reached_on) for one in card.milestones] == [("首台样机", date(2027, 12, 1))]
    (figure,) = [task for task in card.tasks if task.url.endswith("#indicators")]
    assert "示例指标0" in figure.fact
    assert "示例指标1" in figure.fact, "12 were reached of 10 promised: 10 is no target any more"

    first = CHAPTERS[0].key
    edits.save_plan(filing.pk, {first: {"text": "新一期的意义。"}}, actor=it.lead, now=when)
    edits.save_basics(filing.pk, {"need": "整船联调能力不足"}, actor=it.lead, now=when)
    for name, target in (("示例指标0", 15), ("示例指标1", 12)):
        Indicator.objects.filter(consortium=filing.consortium, name=name).update(target=target)
    card = _card(client, filing)
    badges = _badges(card)
    assert (badges["basics/#div_id_need"], badges[f"plan/#div_id_text_{first}"]) == ("done", "done")
    assert badges[f"plan/#div_id_text_{CHAPTERS[1].key}"] == badges["plan/#indicators"] == "warn"
    (figure,) = [task for task in card.tasks if task.url.endswith("#indicators")]
    assert "示例指标0" not in figure.fact
    Indicator.objects.filter(consortium=filing.consortium, name="示例指标1").update(target=13)
    assert _badges(_card(client, filing))["plan/#indicators"] == "done"
    assert PlanChapter.objects.get(consortium=it.consortium, key=first).text != "新一期的意义。"


def test_a_registration_from_a_list_has_its_need_to_compare_with_and_no_more(monkeypatch: Any) -> None:
    it = registered()
    asked = renewing.questions
    none = {"term_submissions": Submission.objects.none()}
    monkeypatch.setattr(renewing, "questions", lambda filing: asked(filing) | none)
    filing = renewal.reapply(it.registration.pk, actor=it.lead, now=at(_window(it)))
    client = Client()
    client.force_login(it.lead)
    badges = _badges(_card(client, filing))
    assert badges["basics/#div_id_need"] == "warn"
    assert badges[f"plan/#div_id_text_{CHAPTERS[0].key}"] == "done"


def test_officers_see_what_reads_as_registered_and_nothing_is_stopped_by_it(settings: Any) -> None:
    it = registered(indicators=1, in_plan=True)
    when = at(_window(it))
    filing = renewal.reapply(it.registration.pk, actor=it.lead, now=when)
    edits.save_plan(filing.pk, {CHAPTERS[0].key: {"text": "新一期的意义。"}}, actor=it.lead, now=when)
    _submitted(filing, it, when)
    context = browser(it.officer, settings).get(f"/cases/{filing.pk}/check/").context
    with translation.override("zh-hans"):
        figures = str(TABLES["indicators"].title)
    listed = [task.label for task in context["as_registered"]]
    assert listed == ["产业需求和瓶颈", *(chapter.zh for chapter in CHAPTERS[1:]), figures]
    assert any(not one["step"].reasons for one in context["decisions"]), "it informs, and stops no decision"
    client = Client()
    client.force_login(it.lead)
    assert client.get(f"/filings/{filing.pk}/").context["anew"] is None, (
        "the list is for whoever still writes"
    )


def test_a_first_filing_has_no_such_list() -> None:
    it = registered()
    client = Client()
    client.force_login(it.lead)
    assert client.get(f"/filings/{it.filing.pk}/").context["anew"] is None
