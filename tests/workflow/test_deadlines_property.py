"""However the sweeps ran, late, doubled or at once: each deadline has exactly one effect, none early, none missing."""

import time
from collections import Counter
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone

from consortia import announcing
from consortia.models import Consortium, Registration
from evaluations import sweeps_tracking
from evaluations.models import Report
from filings import deadlines
from filings.models import Filing
from ledger.models import Notice
from ledger.queries import breaks
from tests import soundness
from tests.factories import NOW, UnitFactory, officer, representative
from tests.races import at_once
from tests.workflow.deadline_plans import Told, expected, moment, plan
from workflow import office

SEEDS, SHARES = 500, 4
OF_FILINGS = (deadlines.due_reminders, deadlines.correction_reminders, deadlines.windows_ended)
OF_REGISTRATIONS = (announcing.registrations, sweeps_tracking.owed_reports)


class Town:
    """The people who are told, one for each capacity, and the rows of one plan."""

    def __init__(self):
        self.unit = UnitFactory()
        self.people = {
            "filer": representative(self.unit, "manager"),
            "district": officer("district_officer", self.unit.authority),
            "head": officer("district_head", self.unit.authority),
            "city": officer("city_officer"),
            "approver": officer("approver"),
            "supervisor": officer("supervisor"),
            "round": officer("expert"),
        }
        self.returner = officer(
            "auditor"
        )  # only so that the message to whoever returned it has a reader of its own
        self.consortia = []

    def consortium(self, index):
        """One for each index: a consortium has one filing under way at most."""
        while index >= len(self.consortia):
            self.consortia.append(
                Consortium.objects.create(formal_name="示例", lead=self.unit, created_at=NOW)
            )
        return self.consortia[index]

    def settle(self, world):
        """Rows where no step would put them; the trigger is off."""
        filings = [
            Filing(
                serial=f"S-{index}", consortium=self.consortium(index), lead=self.unit,
                authority=self.unit.authority, edition="qingdao-2025", created_by=self.people["filer"],
                created_at=NOW, state=state, state_since=NOW, due_on=due, returned_by=self.returner,
                round_lead=self.people["round"],
            )
            for index, (state, due) in enumerate(world.filings)
        ]  # fmt: skip
        registrations = [
            Registration(
                consortium=self.consortium(index), number=f"R-{index}", authority=self.unit.authority,
                valid_from=since, valid_until=until, announce_on=until - timedelta(days=180),
                verification_code=f"c{index}", registered_by=self.people["city"], state="in_force",
                state_since=NOW,
            )
            for index, (since, until) in enumerate(world.registrations)
        ]  # fmt: skip
        self.filings = [one.pk for one in Filing.objects.bulk_create(filings)]
        self.registrations = [one.pk for one in Registration.objects.bulk_create(registrations)]

    def told(self) -> tuple[Told, list[str]]:
        """What people were told and on which day; and whatever was told twice."""
        found: Counter = Counter()
        days: dict[tuple[str, int, str], date] = {}
        for cause, kind, created_at in Notice.objects.values_list("cause", "kind", "created_at"):
            key = self._key(cause, kind)
            if key:
                found[key] += 1
                days[key] = timezone.localdate(created_at)
        for report in Report.objects.filter(registration__in=self.registrations):
            key = (
                "report",
                self.registrations.index(report.registration_id),
                f"{report.kind}:{report.period_until}",
            )
            found[key] += 1
            days[key] = timezone.localdate(report.state_since)
        return days, [str(key) for key, count in found.items() if count > 1]

    def _key(self, cause, kind):
        first, *rest = (cause or "").split(":")
        if first == "registration":
            is_lead = int(rest[2]) == self.people["filer"].pk
            return ("registration", self.registrations.index(int(rest[0])), rest[1]) if is_lead else None
        if not kind.startswith("filing."):
            return None
        what = first.replace("reminder", "filer_reminder") if first.startswith("reminder") else first
        return ("filing", self.filings.index(int(rest[0])), what)


def _differences(found: Told, wanted: Told) -> list[str]:
    return [
        f"{key}: told {found.get(key)}, expected {wanted.get(key)}"
        for key in sorted({*found, *wanted})
        if found.get(key) != wanted.get(key)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("share", range(SHARES))
def test_each_deadline_has_exactly_one_effect(share, as_owner, monkeypatch, record_property):
    seeds = range(share * SEEDS // SHARES, (share + 1) * SEEDS // SHARES)
    town, wrong, effects, runs, started = Town(), [], 0, 0, time.perf_counter()
    soundness.excuse("filings are put where no step would put them")
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE filings_filing DISABLE TRIGGER filing_flow")
    for seed in seeds:
        world = plan(seed)
        monkeypatch.setattr(office, "work_calendar", lambda world=world: world.calendar)
        town.consortium(3)
        before = transaction.savepoint()
        town.settle(world)
        for number, day in enumerate(world.runs):
            for sweep in OF_FILINGS if world.filings else OF_REGISTRATIONS:
                sweep(moment(day, number))
        found, twice = town.told()
        wanted = expected(world)
        if differences := [*_differences(found, wanted), *twice]:
            wrong.append(f"seed {seed}, runs {[str(day) for day in world.runs]}: {differences[:4]}")
        effects, runs = effects + len(wanted), runs + len(world.runs)
        transaction.savepoint_rollback(before)
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE filings_filing ENABLE TRIGGER filing_flow")

    took = time.perf_counter() - started
    record_property(
        "counted", f"deadlines: seeds {seeds[0]} to {seeds[-1]}, {runs} runs, {effects} effects, {took:.0f} s"
    )
    assert effects > len(seeds)
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [7_001, 7_002])
def test_runs_at_once_have_the_effect_of_one(seed, owner_cursor, monkeypatch):
    soundness.excuse("filings are put where no step would put them")
    owner_cursor.execute("ALTER TABLE filings_filing DISABLE TRIGGER filing_flow")
    town, world = Town(), plan(seed, filings=40, registrations=30)
    monkeypatch.setattr(office, "work_calendar", lambda: world.calendar)
    town.settle(world)

    for number, day in enumerate(world.runs):
        now = moment(day, number)
        assert at_once(*[partial(deadlines.run, now)] * 3) == ["done"] * 3
        deadlines.run(now)  # whoever found the lock taken comes again within the minute

    found, twice = town.told()
    assert [*_differences(found, expected(world)), *twice] == []
    assert list(breaks()) == []


def test_the_plans_are_what_they_claim():
    worlds = [plan(seed) for seed in range(SEEDS)]

    assert any(world.calendar.is_provisional(world.runs[0], world.runs[-1]) for world in worlds)
    assert any(len(set(world.runs)) < len(world.runs) for world in worlds)  # duplicate runs
    assert any((later - earlier).days > 60 for w in worlds for earlier, later in pairwise(w.runs))
    assert {state for world in worlds for state, _due in world.filings} >= {"publicity", "approval"}
