"""The public register: which registrations there are, how they stand today, and what may be told of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Authority
from consortia.models import Appointment, Consortium, Industry, Membership, Registration
from consortia.states import (
    AppointmentState,
    MembershipState,
    Origin,
    Post,
    RegistrationState,
)
from filings.models import Filing
from filings.states import UNDER_WAY
from portal.statistics import held_on, lapsing_between
from workflow import office
from workflow.presentation import Badge, Mark, Validity
from workflow.text import clean_text, has_hidden_characters

NOT_PUBLISHED = "unknown"
STANDINGS: dict[str, Promise] = {
    "in_force": gettext_lazy("In force"),
    "lapsing": gettext_lazy("Lapsing soon"),
    "lapsed": gettext_lazy("Lapsed"),
    "ended": gettext_lazy("Revoked or dissolved"),
    "undated": gettext_lazy("Registered, dates not published"),
}
LIVE = (RegistrationState.IN_FORCE, RegistrationState.LEAD_VACANT)
LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader of the register asked for; values that mean nothing are dropped."""

    text: str = ""
    standing: str = ""
    industry: str = ""
    authority: str = ""
    track: str = ""
    on: date | None = None
    """In force at the end of this day."""
    after: date | None = None
    until: date | None = None
    """In force at the end of ``after`` and over at the end of ``until``."""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Filters:
        text = given.get("q", "")[:LONGEST_SEARCH]
        standing = given.get("standing", "")
        return cls(
            text="" if has_hidden_characters(text) else clean_text(text),
            standing=standing if standing in STANDINGS else "",
            industry=_slug(given.get("industry", "")),
            authority=_slug(given.get("authority", "")),
            track=_slug(given.get("track", "")),
            on=_day(given.get("on", "")),
            after=_day(given.get("after", "")),
            until=_day(given.get("until", "")),
        )

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.others)

    @property
    def others(self) -> list[tuple[str, str]]:
        """Name and value of every filter but the text: a new search keeps them."""
        named = {
            "standing": self.standing,
            "industry": self.industry,
            "authority": self.authority,
            "track": self.track,
            "on": self.on,
            "after": self.after,
            "until": self.until,
        }
        return [(name, str(value)) for name, value in named.items() if value]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter with the number of rows it would leave."""

    key: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """The filters of the register with their counts."""

    standings: list[Choice] = field(default_factory=list)
    industries: list[Choice] = field(default_factory=list)
    authorities: list[Choice] = field(default_factory=list)


def _slug(text: str) -> str:
    return text if text.isascii() and len(text) <= 50 and all(c.isalnum() or c in "-_" for c in text) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def lapsing_until(today: date) -> date:
    """The last ``valid_until`` that counts as lapsing on ``today`` (office parameter)."""
    months = today.year * 12 + today.month - 1 + int(office.value("renewal_window_months", today))
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _standing_filters(today: date, soon: date) -> dict[str, Q]:
    live = Q(state__in=LIVE)
    return {
        "in_force": live & Q(valid_from__lte=today, valid_until__gt=today),
        "lapsing": live & Q(valid_from__lte=today, valid_until__gt=today, valid_until__lte=soon),
        "lapsed": live & Q(valid_until__lte=today),
        "ended": ~live,
        "undated": live & Q(valid_from__isnull=True),
    }


def rows(filters: Filters, today: date) -> QuerySet[Registration]:
    """The registrations that answer the filters, each with what a row of the list prints."""
    found = with_renewals(Registration.objects.all()).select_related(
        "consortium__lead", "consortium__industry", "consortium__main_track", "authority"
    )
    if filters.standing:
        found = found.filter(_standing_filters(today, lapsing_until(today))[filters.standing])
    if filters.industry:
        found = found.filter(consortium__industry__key=filters.industry)
    if filters.authority == NOT_PUBLISHED:
        found = found.filter(authority__isnull=True)
    elif filters.authority:
        found = found.filter(authority__key=filters.authority)
    if filters.track:
        found = found.filter(consortium__main_track__key=filters.track)
    if filters.on:
        dated, undated = held_on(filters.on)
        found = found.filter(dated | undated)
    if filters.after and filters.until:
        found = found.filter(lapsing_between(filters.after, filters.until))
    if filters.text:
        found = found.filter(_matches(filters.text))
    return found


def with_renewals(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Each with ``is_renewing``: its consortium has applied again and is under way (Q-23). A draft is nobody's."""
    again = Filing.objects.filter(predecessor=OuterRef("pk"), state__in=UNDER_WAY)
    return rows.annotate(is_renewing=Exists(again))


def _matches(text: str) -> Q:
    said = Q()
    for name in (
        "consortium__formal_name",
        "consortium__short_name",
        "consortium__name_en",
        "consortium__name_pinyin",
        "consortium__lead__name",
        "consortium__lead__name_en",
        "consortium__main_track__name",
        "consortium__main_track__name_en",
        "number",
        "official_number",
    ):
        said |= Q(**{f"{name}__icontains": text})
    return said


def facets(filters: Filters, today: date) -> Facets:
    """Every filter value with its count over the whole register, in three queries."""
    soon = lapsing_until(today)
    counts = Registration.objects.aggregate(
        **{key: Count("pk", filter=one) for key, one in _standing_filters(today, soon).items()}
    )
    industries = Industry.objects.annotate(n=Count("consortia__registrations")).filter(n__gt=0)
    by_authority = dict(
        Registration.objects.order_by()
        .values_list("authority")
        .annotate(n=Count("pk"))
        .values_list("authority", "n")
    )
    named = Authority.objects.filter(pk__in=[key for key in by_authority if key]).order_by("key")
    authorities = [
        Choice(one.key, one.short_name, by_authority[one.pk], filters.authority == one.key) for one in named
    ]
    if None in by_authority:
        chosen = filters.authority == NOT_PUBLISHED
        authorities.append(Choice(NOT_PUBLISHED, _("Not published"), by_authority[None], chosen))
    return Facets(
        [Choice(key, str(label), counts[key], filters.standing == key) for key, label in STANDINGS.items()],
        [Choice(one.key, str(one), one.n, filters.industry == one.key) for one in industries.order_by("id")],
        authorities,
    )


def standing_of(registration: Registration, today: date, soon: date) -> str:
    """One word for how it stands: a standing of the filters, or not_yet, revoked, dissolved, lead_vacant."""
    standing = registration.standing(today)
    if standing in LIVE and registration.valid_until is None:
        return "undated"
    if (
        standing == RegistrationState.IN_FORCE
        and registration.valid_until
        and registration.valid_until <= soon
    ):
        return "lapsing"
    return standing


def badge_of(registration: Registration, today: date, soon: date) -> Badge:
    """The status badge of a registration on a day."""
    standing = standing_of(registration, today, soon)
    match standing:
        case "undated":
            return Badge("unknown", _("Registered, dates not published"))
        case "in_force":
            return Badge("ok", _("In force"))
        case "lapsing":
            days = (registration.valid_until - today).days if registration.valid_until else 0
            return Badge("lapsing", _("Days until it lapses: %(days)s") % {"days": days})
        case "lapsed" if getattr(registration, "is_renewing", False):
            return Badge("lapsed", _("Lapsed, applying again"))
        case "lapsed":
            return Badge("lapsed", _("Lapsed"))
        case "not_yet":
            return Badge("wait", _("Not in force yet"))
        case "lead_vacant":
            return Badge("warn", _("In force, lead vacant"))
        case "dissolved":
            return Badge("withdrawn", _("Dissolved"))
    return Badge("refused", _("Revoked"))


def validity_of(registration: Registration, today: date) -> Validity:
    """The validity bar; dashed where the dates were not published."""
    start, end, last = registration.valid_from, registration.valid_until, registration.last_day_on
    if start is None or end is None or last is None:
        return Validity(_("The dates were not published."))
    length = (end - start).days
    gone = min(max((today - start).days, 0), length)
    marks = [Mark(0, start.isoformat())]
    if start < today < end:
        marks.append(Mark(round(gone * 100 / length), _("Today %(day)s") % {"day": today.isoformat()}))
    marks.append(Mark(100, _("Last day %(day)s") % {"day": last.isoformat()}))
    sentence = _("%(start)s to %(last)s, both days included") % {
        "start": start.isoformat(),
        "last": last.isoformat(),
    }
    return Validity(sentence, round(gone * 100 / length), end <= lapsing_until(today), tuple(marks))


def members_of(consortium: Consortium) -> QuerySet[Membership]:
    """The parties as they may be shown: those who accepted, or those the published list names."""
    members = Membership.objects.filter(consortium=consortium).select_related("unit")
    if consortium.origin == Origin.PUBLISHED_LIST:
        members = members.exclude(state__in=[MembershipState.LEFT, MembershipState.DECLINED])
    else:
        members = members.filter(state=MembershipState.ACCEPTED)
    return members.order_by("-is_lead", "id")


def chief_expert_of(consortium: Consortium) -> Appointment | None:
    """The chief expert whose name may be shown: who accepted, or whom the published list names."""
    named = Appointment.objects.filter(consortium=consortium, post=Post.CHIEF_EXPERT)
    if consortium.origin == Origin.PUBLISHED_LIST:
        return named.exclude(state=AppointmentState.DECLINED).first()
    return named.filter(state=AppointmentState.ACCEPTED).first()


def by_number(number: str) -> Registration | None:
    """The registration that bears this number, ours or the notice's own."""
    if not number.isprintable():
        return None
    return Registration.objects.filter(Q(number=number.upper()) | Q(official_number=number)).first()


def by_verification_code(code: str) -> Registration | None:
    """The registration a certificate's code belongs to, with what the answer prints."""
    return (
        with_renewals(Registration.objects.filter(verification_code=code))
        .select_related("consortium__lead", "authority")
        .first()
    )
