"""The demo world is as promised, its record is sound, and its clock moves."""

import fcntl
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import Letter, User
from consortia.models import LeadBan, Membership, Registration
from filings.models import Filing
from filings.queries import findings
from filings.states import Event, State
from ledger import clock
from ledger.models import Checkpoint, Entry
from ledger.queries import breaks
from portal.checks import no_demo_in_production
from portal.demo import reset, time, tour, waiting
from portal.demo.people import PEOPLE, WITHOUT_ACCOUNT
from portal.demo.topics import BY_KEY, TOPICS
from portal.demo.units import BY_KEY as UNITS
from reviews.models import Objection, Recusal, ScoreSheet
from workflow import office
from workflow.models import Hold, Proposal

PROMISED = {
    "welding": State.DRAFT,
    "ranching": State.DRAFT,
    "rail": State.DRAFT,
    "membrane": State.DISTRICT_CHECK,
    "steelwork": State.DISTRICT_CHECK,
    "medicine": State.DISTRICT_CHECK,
    "display": State.DISTRICT_CHECK,
    "seafloor": State.DISTRICT_CORRECTION,
    "hydrogen": State.CITY_CORRECTION,
    "bogie": State.NOT_RECOMMENDED,
    "chassis": State.CITY_CHECK,
    "chip": State.CITY_CHECK,
    "foundation": State.CITY_CHECK,
    "pump": State.EXPERT_REVIEW,
    "laser": State.EXPERT_REVIEW,
    "cable": State.EXPERT_REVIEW,
    "crane": State.SITE_VISIT,
    "bulk": State.DEFENCE,
    "airtraffic": State.SELECTION,
    "home": State.SELECTION,
    "electrolyser": State.PUBLICITY,
    "ultrafiltration": State.PUBLICITY,
    "vaccine": State.APPROVAL,
    "battery": State.APPROVAL,
    "glider": State.REGISTERED,
    "sic": State.REGISTERED,
    "holo": State.DECLINED,
    "anchor": State.WITHDRAWN,
}
DESKS = {
    person.key
    for person in PEOPLE
    if person.role and person.role.value not in ("evaluator", "auditor") and "admin" not in person.key
} | {
    "lead-editor",
    "lead-signatory",
    "lead-westcoast",
    "lead-chengyang",
    "member-signatory",
    "member-university",
}
MOST_TASKS = 6


def filing_of(key: str) -> Filing:
    return Filing.objects.get(consortium__formal_name=BY_KEY[key].name)


def test_every_filing_stands_where_it_was_promised(world: Path) -> None:
    assert {key: filing_of(key).state for key in PROMISED} == PROMISED
    assert Filing.objects.count() == len(TOPICS)
    assert not Filing.objects.exclude(consortium__is_sample=True).exists()


def test_the_world_holds_what_the_tour_and_the_desks_speak_of(world: Path) -> None:
    today = timezone.localdate(clock.now())
    assert filing_of("steelwork").due_on < today
    assert filing_of("bogie").second_look_asked_at
    assert filing_of("hydrogen").tickets.filter(state="open").exists()
    assert (
        Entry.objects.filter(subject=filing_of("hydrogen").ledger_subject, kind="filing.return").count() == 2
    )
    assert Hold.objects.get(object_id=filing_of("foundation").pk).placed_at
    assert {p.event for p in Proposal.objects.filter(closed_at__isnull=True)} >= {
        Event.ENDORSE, Event.NOT_RECOMMEND, Event.REFUSE,
    }  # fmt: skip
    recused = Recusal.objects.filter(filing=filing_of("pump")).values_list(
        "expert__user__demo_key", flat=True
    )
    assert set(recused) == {"expert-6", "expert-7"}
    sheets = ScoreSheet.objects.filter(filing=filing_of("pump"))
    assert sheets.filter(state="sealed").count() == 3
    assert sheets.filter(state="draft").count() == 1
    assert Objection.objects.filter(item__filing=filing_of("electrolyser")).count() == 2
    papers = Registration.objects.get(filing=filing_of("glider"))
    assert papers.certificate_id
    assert papers.letter_id


def test_a_banned_unit_is_no_core_member_and_the_machine_finds_what_is_missing(world: Path) -> None:
    filing = filing_of("rail")
    codes = LeadBan.objects.values("code")
    banned = Membership.objects.get(consortium=filing.consortium, unit__code__in=codes)
    assert banned.tier == "general"
    failed = {finding.code for finding in findings(filing, clock.now()) if finding.blocks}
    assert {"contents_missing", "chapters_missing", "pledge_unsigned", "parties_unsigned"} <= failed


def test_two_to_a_handful_of_tasks_stand_on_every_desk(world: Path) -> None:
    today, calendar = timezone.localdate(clock.now()), office.work_calendar()
    counted = {key: waiting.tasks_count(User.objects.get(demo_key=key), today, calendar) for key in DESKS}
    assert not {key: number for key, number in counted.items() if not 2 <= number <= MOST_TASKS}


def test_the_record_of_the_world_is_sound_and_sealed(world: Path) -> None:
    assert not list(breaks())
    assert Checkpoint.objects.latest("id").size == Entry.objects.count()
    call_command("verify_ledger")


def test_nothing_is_dated_ahead_of_the_world(world: Path) -> None:
    now = clock.now()
    assert office.work_calendar().is_working_day(timezone.localdate(now))
    assert not Entry.objects.filter(at__gt=now).exists()
    assert not Filing.objects.filter(state_since__gt=now).exists()


def test_loading_again_changes_nothing(world: Path) -> None:
    before = Entry.objects.count(), Filing.objects.count(), User.objects.count()
    call_command("load_demo")
    assert (Entry.objects.count(), Filing.objects.count(), User.objects.count()) == before


def test_each_person_is_one_line_of_the_launcher(world: Path, capsys: Any) -> None:
    call_command("load_demo", "--people")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [person.key for person in PEOPLE]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_people_time_and_what_happened(world: Path, language: str) -> None:
    page = Client(headers={"accept-language": language}).get("/demo/")
    assert page.status_code == 200
    text = page.content.decode()
    for person in PEOPLE:
        assert person.name in text
        assert person.name_en in text
    for person in PEOPLE:
        if person.unit:
            assert f'stands-for">{UNITS[person.unit].name}<' in text


def test_one_click_makes_anybody_anybody(become: Any) -> None:
    for person in PEOPLE:
        client = become(person.key)
        user_id = client.session.get("_auth_user_id")
        if person.key in WITHOUT_ACCOUNT:
            assert user_id is None
        else:
            assert User.objects.get(pk=user_id).demo_key == person.key


def test_another_role_stays_on_the_same_case_where_it_may_see_it(world: Path) -> None:
    pk = filing_of("membrane").pk
    client = Client()
    answer = client.post("/demo/become/laoshan-officer/", {"next": f"/filings/{pk}/"})
    assert answer["Location"] == f"/cases/{pk}/"
    answer = client.post("/demo/become/chengyang-officer/", {"next": f"/cases/{pk}/check/"})
    assert str(pk) not in answer["Location"]
    answer = client.post("/demo/become/approver/", {"next": "https://elsewhere.example/"})
    assert answer["Location"].startswith("/")


def test_every_stop_of_the_tour_leads_to_its_own_page(world: Path) -> None:
    client = Client()
    for number in range(1, len(tour.STOPS) + 1):
        answer = client.post(f"/demo/tour/{number}/")
        assert answer["Location"] != "/desk/"
        assert client.get(answer["Location"], follow=True).status_code == 200, answer["Location"]
    assert client.session["demo_tour"] == list(range(1, 9))


def test_letters_can_be_read_and_lead_back_here(world: Path) -> None:
    client = Client()
    assert client.get("/demo/mail/").status_code == 200
    letter = Letter.objects.filter(body__contains="/members/").latest("id")
    page = client.get(f"/demo/mail/{letter.pk}/").content.decode()
    assert 'href="/members/' in page


def test_a_letter_opens_as_whoever_got_it(world: Path) -> None:
    client = Client()
    reader = User.objects.filter(demo_key__isnull=True, email__in=Letter.objects.values("to")).first()
    letter = Letter.objects.filter(to=reader.email, body__contains="/members/").latest("id")

    answer = client.post(f"/demo/mail/{letter.pk}/open/")

    assert client.session["_auth_user_id"] == str(reader.pk)
    assert client.get(answer["Location"], follow=True).status_code == 200


def test_reset_needs_the_launcher_and_then_asks_for_it(world: Path, become: Any) -> None:
    client = become("approver")
    client.post("/demo/reset/")
    assert not reset.is_asked()
    with reset.watch().open("w") as watched:
        fcntl.flock(watched, fcntl.LOCK_EX)
        client.post("/demo/reset/")
    assert reset.is_asked()
    assert client.get("/demo/reset/").status_code == 200
    reset.flag().unlink()
    assert client.get("/demo/reset/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_time_goes_forward_with_all_that_is_due_on_the_way(world: Path) -> None:
    client, before = Client(), clock.now()
    jumps = {jump.key: jump for jump in time.jumps(before)}
    assert set(jumps) == {"day", "notice", "due"}
    client.post("/demo/time/", {"jump": "notice"})
    assert timezone.localdate(clock.now()) == jumps["notice"].on
    assert not list(breaks())
    back = timezone.localdate(before) - timedelta(days=1)
    arrived = clock.now()
    for typed in (back.isoformat(), "never", "2026-02-31", "9999-01-01"):
        client.post("/demo/time/", {"day": typed})
    assert clock.now() - arrived < timedelta(hours=1)


def test_production_refuses_the_demonstration() -> None:
    with override_settings(DEMO=True, CLOCK_MOVABLE=True):
        assert {error.id for error in no_demo_in_production()} == {"portal.E001", "portal.E002"}
    with override_settings(DEMO=False, CLOCK_MOVABLE=False):
        assert not no_demo_in_production()


@pytest.mark.django_db
def test_without_demo_there_is_no_such_page(client: Client) -> None:
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/become/approver/").status_code == 404
