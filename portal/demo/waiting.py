"""What waits for each demo person, in one short sentence."""

from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from consortia.access import represents
from consortia.models import Appointment, Membership, Signature
from consortia.states import AppointmentState, MembershipState, Post
from filings.models import Filing
from filings.states import CORRECTION, State
from ledger.models import Entry
from ledger.queries import unread_notices
from portal import desk
from reviews.models import SiteVisit
from workflow import office
from workflow.calendar import WorkCalendar

from .people import PEOPLE, Character

KEPT_SECONDS = 600

IDLE: dict[str, str | Promise] = {
    "newcomer": gettext_lazy("Belongs to no unit yet: claims one"),
    "visitor": gettext_lazy("Reads the register and notices, files an objection"),
    "supervisor": gettext_lazy("Watches objections"),
    "auditor": gettext_lazy("Reads the record and checks it"),
    "system-admin": gettext_lazy("Keeps accounts, does no business"),
    "security-admin": gettext_lazy("Hands out roles, does no business"),
    "security-admin-2": gettext_lazy("Confirms roles that the first proposed"),
    "audit-admin": gettext_lazy("Checks the record of the administrators"),
    "evaluator": gettext_lazy("Evaluates registrations until the seat's day"),
}


def sentences(now: datetime) -> dict[str, str]:
    """Everybody's sentence by key; counted again only when something has happened or the day has changed."""
    today, last = timezone.localdate(now), Entry.objects.aggregate(last=Max("id"))["last"]
    key = f"demo-waiting:{get_language()}:{today}:{last}"
    found: dict[str, str] = cache.get_or_set(key, lambda: _counted(today), KEPT_SECONDS) or {}
    return found


def _counted(today: date) -> dict[str, str]:
    users = {user.demo_key: user for user in User.objects.filter(demo_key__isnull=False)}
    calendar = office.work_calendar()
    return {person.key: sentence(person, users.get(person.key), today, calendar) for person in PEOPLE}


def sentence(person: Character, user: User | None, today: date, calendar: WorkCalendar) -> str:
    """How much waits for this person, or what the person is for."""
    if person.key == "chief-expert":
        asked = open_appointment()
        return _("A link to answer on a phone") if asked else _("No link waits for an answer")
    found = counts(user, today, calendar) if user else []
    return _(", ").join(found) or str(IDLE.get(person.key, "")) or _quiet(user)


def _quiet(user: Any) -> str:
    unread = unread_notices(user.pk).count() if user else 0
    return _("Nothing to do, messages: %(n)s") % {"n": unread} if unread else _("Nothing waits")


def open_appointment() -> Appointment | None:
    """The newest chief expert who has not answered yet."""
    asked = Appointment.objects.filter(post=Post.CHIEF_EXPERT, state=AppointmentState.INVITED)
    return asked.order_by("-pk").first()


def tasks_count(user: Any, today: date, calendar: WorkCalendar) -> int:
    """How many things stand on this person's desk."""
    if user.grants:
        mine = desk.visible(user).filter(desk.mine(user, today)).count()
        return mine + len(desk.other_tasks(user, today, calendar))
    return sum(number for number, _words in _unit_tasks(user))


def counts(user: Any, today: date, calendar: WorkCalendar) -> list[str]:
    """The same in words, the overdue said apart."""
    if not user.grants:
        return [str(words) % {"n": number} for number, words in _unit_tasks(user) if number]
    number = tasks_count(user, today, calendar)
    if not number:
        return []
    late = 0
    if not user.is_any(Role.EXPERT):
        late = desk.visible(user).filter(desk.mine(user, today), due_on__lt=today).count()
    told = [_("To do: %(n)s") % {"n": number}]
    return [*told, _("overdue: %(n)s") % {"n": late}] if late else told


def _unit_tasks(user: Any) -> list[tuple[int, str | Promise]]:
    """What waits for somebody who acts for units: dossiers to fill, corrections, answers, signatures."""
    kinds = represents(user)
    edited = [unit for unit, held in kinds.items() if held & {"manager", "editor"}]
    signed = [unit for unit, held in kinds.items() if "signatory" in held]
    own = Filing.objects.filter(lead_id__in={*edited, *signed})
    parties = Membership.objects.filter(unit_id__in=kinds)
    unsigned = parties.filter(
        unit_id__in=signed,
        state=MembershipState.ACCEPTED,
        consortium__filings__state=State.DRAFT,
        consortium__agreements__digest__gt="",
    ).exclude(pk__in=Signature.objects.filter(voided_at__isnull=True).values("membership"))
    visits = SiteVisit.objects.filter(
        filing__lead_id__in=signed, filing__state=State.SITE_VISIT, lead_signed_at__isnull=True
    )
    return [
        (own.filter(state=State.DRAFT).count(), gettext_lazy("drafts: %(n)s")),
        (own.filter(state__in=sorted(CORRECTION)).count(), gettext_lazy("to correct: %(n)s")),
        (parties.filter(state=MembershipState.INVITED).count(), gettext_lazy("invitations: %(n)s")),
        (unsigned.distinct().count(), gettext_lazy("agreements to sign: %(n)s")),
        (visits.count(), gettext_lazy("visits to sign: %(n)s")),
    ]
