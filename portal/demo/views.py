"""The demonstration's own pages. They exist only where ``settings.DEMO`` includes their addresses."""

import re
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import public
from accounts.models import Letter, User
from ledger import clock
from portal.keyset import newest_first
from workflow import office
from workflow.models import WorkCalendarDay

from . import happened, reset, switch, time, tour, units, waiting
from .people import BY_KEY, GROUPS, PEOPLE, WITHOUT_ACCOUNT, Character

SHOWN, SHOWN_ALL = 6, 100
LINK = re.compile(r"(https?://\S+)")


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The world's day, its people, the tour, what just happened."""
    now = clock.now()
    walked = tour.progress(request.session)
    return render(
        request,
        "portal/demo/home.html",
        {
            "now": timezone.localtime(now),
            "day_words": _day_words(now),
            "jumps": time.jumps(now),
            "groups": _groups(request, now),
            "happened": happened.latest(now, SHOWN),
            "letters_count": Letter.objects.count(),
            "stops": _stops(walked),
            "walked_count": len(walked),
            "may_reset": reset.is_watched(),
        },
    )


def _groups(request: HttpRequest, now: datetime) -> list[tuple[Any, list[dict[str, Any]]]]:
    words = waiting.sentences(now)
    current = getattr(request.user, "demo_key", None) if request.user.is_authenticated else "visitor"
    return [
        (
            title,
            [
                {
                    "person": person,
                    "is_current": person.key == current,
                    "words": words[person.key],
                    "stands_for": _stands_for(person),
                }
                for person in PEOPLE
                if person.group == group
            ],
        )
        for group, title in GROUPS
    ]


def _stands_for(person: Character) -> str:
    """The unit or the employer of a person; an officer's name says the office."""
    unit = units.BY_KEY.get(person.unit)
    if unit is None:
        return person.employer
    return unit.name_en if get_language() == "en" else unit.name


def _stops(walked: list[int]) -> list[dict[str, Any]]:
    following = next((n for n in range(1, len(tour.STOPS) + 1) if n not in walked), 0)
    return [
        {
            "number": number,
            "sentence": stop.sentence,
            "is_walked": number in walked,
            "is_next": number == following,
        }
        for number, stop in enumerate(tour.STOPS, 1)
    ]


def _day_words(now: datetime) -> list[str]:
    """What kind of day it is, when the office works again, and the next day that differs."""
    today, calendar = timezone.localdate(now), office.work_calendar()
    words = [_("A working day.") if calendar.is_working_day(today) else _("Not a working day.")]
    ahead = WorkCalendarDay.objects.filter(date__gt=today).order_by("date").first()
    if ahead:
        kind = _("%(name)s: off on %(day)s.") if not ahead.is_working else _("%(name)s: worked on %(day)s.")
        words.append(kind % {"name": ahead.name, "day": ahead.date.isoformat()})
    return words


@public
@require_POST
def become(request: HttpRequest, key: str) -> HttpResponse:
    """Become one of the demo's people; the chief expert has no account and goes by the link."""
    if key not in BY_KEY:
        raise Http404
    user = None if key in WITHOUT_ACCOUNT else get_object_or_404(User, demo_key=key, is_active=True)
    wanted = request.POST.get("next", "")
    if key == "chief-expert" and (asked := waiting.open_appointment()):
        wanted = f"/appointment/{asked.token}/"
    switch.become(request, user)
    return redirect(switch.landing(request, user, wanted))


@public
@require_POST
def move_time(request: HttpRequest) -> HttpResponse:
    """Move the world forward, to a day of the panel or to a day of one's own."""
    now = clock.now()
    jump = next((jump for jump in time.jumps(now) if jump.key == request.POST.get("jump")), None)
    target = jump.on if jump else _typed_day(request.POST.get("day", ""))
    if target is None or not time.may_go(target, now):
        typed = request.POST.get("day", "")
        messages.error(
            request, _("“%(day)s” is not a day after today; time goes forward only.") % {"day": typed}
        )
    else:
        letters = Letter.objects.count()
        arrived = time.go_to(target, now)
        told = {"day": f"{timezone.localdate(arrived):%Y-%m-%d}", "n": Letter.objects.count() - letters}
        messages.success(
            request,
            _("It is now %(day)s. On the way the system wrote letters: %(n)s; the newest stand on top.")
            % told,
        )
        return redirect("demo:mail" if told["n"] else "demo:home")
    return redirect("demo:home")


def _typed_day(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


@public
@require_safe
def happenings(request: HttpRequest) -> HttpResponse:
    """More of what happened."""
    return render(request, "portal/demo/happened.html", {"happened": happened.latest(clock.now(), SHOWN_ALL)})


@public
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """Every letter that was sent, newest first."""
    page = newest_first(Letter.objects.all(), request.GET.dict())
    return render(request, "portal/demo/mail.html", {"letters": page.rows, "pager": page.pager})


@public
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as its reader got it, its links leading to this very site."""
    found = get_object_or_404(Letter, pk=pk)
    parts = LINK.split(found.body)
    pieces = [(part, part.removeprefix(settings.SITE_ORIGIN) if LINK.match(part) else "") for part in parts]
    reader = User.objects.filter(email=found.to, is_active=True).first()
    context = {
        "letter": found,
        "pieces": pieces,
        "reader": reader,
        "path": next((p for _t, p in pieces if p), ""),
    }
    return render(request, "portal/demo/letter.html", context)


@public
@require_POST
def open_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Become whoever got the letter, whose account need not be one of the shown people, and follow its link."""
    found = get_object_or_404(Letter, pk=pk)
    user = get_object_or_404(User, email=found.to, is_active=True)
    link = LINK.search(found.body)
    switch.become(request, user)
    return redirect(link[0].removeprefix(settings.SITE_ORIGIN) if link else switch.home_of(user))


@public
@require_POST
def walk(request: HttpRequest, number: int) -> HttpResponse:
    """Go to a stop of the tour as the right person."""
    if not 1 <= number <= len(tour.STOPS):
        raise Http404
    stop = tour.STOPS[number - 1]
    user = get_object_or_404(User, demo_key=stop.person, is_active=True)
    switch.become(request, user)
    request.session[switch.KEPT] = sorted({*tour.progress(request.session), number})
    return redirect(stop.path())


@public
def start_over(request: HttpRequest) -> HttpResponse:
    """Ask for the first world again, and wait for it on a page that asks nothing of the database."""
    if request.method == "POST" and reset.is_watched():
        request.session.flush()
        reset.ask()
        return redirect("demo:reset")
    if reset.is_asked():
        page = render(request, "portal/demo/resetting.html")
        page["Refresh"] = "2"
        return page
    return redirect("demo:home")
