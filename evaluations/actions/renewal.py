"""Applying again (G5.6j): a new filing prefilled from the registration that runs out. Never a renewal by itself.

Parties, people, texts and standing facts are copied. The ended term's tasks, milestones, results and money are not.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from consortia import actions as consortia
from consortia.access import edits_for
from consortia.bans import lock_units
from consortia.carrying_over import carry_over
from consortia.models import (
    Agreement,
    Consortium,
    Indicator,
    Membership,
    PlanChapter,
    Registration,
)
from consortia.queries import agreement_of, appointments, as_party, bans, memberships
from consortia.registration import REGISTRATION
from consortia.rules import lead_banned
from consortia.states import MembershipState, Tier
from evaluations import access, queries, renewals
from filings import actions as filings
from filings.models import Filing
from ledger import actions as ledger
from workflow import engine

TERM_YEARS = 3
BASICS = ("short_name", "industry", "main_track", "other_track", "need", "origin_note")
PERSON = ("name", "employer", "title", "email", "standing", "industry_knowledge", "leadership", "cv")


def reapply(registration_id: int, *, actor: Any, now: datetime) -> Filing:
    """Begin a filing that continues a registration: parties, people, plan and contents as they stood.

    Nothing of it is agreed: every member is asked anew, every person too, and the agreement is signed anew.
    Raises NotYourStep for others than the lead's editors, StepRefused outside the window or under a ban.
    """
    today = timezone.localdate(now)
    with transaction.atomic(durable=True):
        registration: Registration = engine.lock(REGISTRATION, registration_id)
        before = registration.consortium
        if before.lead is None or not edits_for(actor, before.lead_id):
            raise engine.NotYourStep(registration.state, "reapply")
        lock_units([before.lead_id] if before.lead_id else [])
        lead = Membership.objects.filter(
            consortium=before, unit=before.lead, state=MembershipState.ACCEPTED
        ).first()
        refusals = (
            *renewals.may_reapply(queries.renewal_case(registration, today), today),
            *(lead_banned(as_party(lead, now), today) if lead else ()),
        )
        if refusals:
            raise engine.StepRefused(*refusals)
        filing = filings.found(
            actor=actor, lead=before.lead, formal_name=before.formal_name, name_en=before.name_en, now=now,
            predecessor=registration,
        )  # fmt: skip
        _copy(before, filing.consortium, actor, now)
        role, authority_id = access.role_of(actor, registration)
        ledger.record(
            registration, "registration.reapplied", at=now, actor_id=actor.pk, role=role,
            authority_id=authority_id, payload={"serial": filing.serial},
        )  # fmt: skip
        return filing


def _copy(before: Consortium, after: Consortium, actor: Any, now: datetime) -> None:
    for name in BASICS:
        setattr(after, name, getattr(before, name))
    after.save(update_fields=list(BASICS))
    _copy_parties(before, after, actor, now)
    for post, person in appointments(before).items():
        fields = {name: getattr(person, name) for name in PERSON}
        consortia.name_person(after, post, fields=fields, actor=actor, now=now)
    for chapter in before.chapters.all():
        PlanChapter.objects.filter(consortium=after, key=chapter.key).update(
            text=chapter.text, document=chapter.document, pages=chapter.pages, edited_by=actor, edited_at=now
        )
    if founding := agreement_of(before):  # its file stays behind: a new one is made and signed
        Agreement.objects.filter(consortium=after).update(
            contents=founding.contents, dispute=founding.dispute
        )
    carry_over(before, after, actor=actor, now=now)
    _copy_indicators(before, after)


def _copy_parties(before: Consortium, after: Consortium, actor: Any, now: datetime) -> None:
    """Every member that still belongs, listed and not yet asked; a banned one outside the core layer (G7.3d).

    Shares and contributions stay behind: they are agreed in the agreement that is made anew.
    """
    old = [party for party in memberships(before) if party.state == MembershipState.ACCEPTED]
    banned = bans([party.unit.code for party in old if party.unit.code], timezone.localdate(now))
    for party in old:
        if party.is_lead:
            own = Membership.objects.get(consortium=after, is_lead=True)
            consortia.change_member(
                own, counting=own.counting, tier=own.tier, duty=party.duty or own.duty, now=now
            )
            continue
        is_barred = party.tier == Tier.CORE and party.unit.code in banned
        consortia.add_member(
            after, party.unit, counting=party.counting, tier=Tier.GENERAL if is_barred else party.tier,
            duty=party.duty, email=party.email, actor=actor, now=now,
        )  # fmt: skip


def _copy_indicators(before: Consortium, after: Consortium) -> None:
    """The same figures: what was last reported is where the new term begins; the lead sets new targets."""
    promised = list(before.indicators.order_by("position", "pk"))
    reached: Mapping[int, Decimal] = queries.last_figures(one.pk for one in promised)
    Indicator.objects.bulk_create(
        Indicator(
            consortium=after, name=one.name, unit=one.unit, orientation=one.orientation,
            baseline=reached.get(one.pk, one.baseline), target=one.target,
            target_year=one.target_year + TERM_YEARS, position=one.position,
        )
        for one in promised
    )  # fmt: skip
