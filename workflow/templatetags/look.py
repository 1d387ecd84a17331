"""Tags that draw the parts of the interface. They print what they are given and decide nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from workflow import presentation
from workflow.refusal import OFFICE_CHOICE

register = template.Library()

FORCE_WORDS = {
    "HARD": gettext_lazy("must"),
    "SHALL": gettext_lazy("shall"),
    "SOFT": gettext_lazy("in principle"),
    "DISCRETION": gettext_lazy("at discretion"),
    "OFFICE": gettext_lazy("office parameter"),
}
WEEKDAYS = "一二三四五六日"
YUAN_IN_WAN = 10_000


def _is_chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


def _today(context: template.Context) -> date | None:
    return getattr(context.get("frame"), "today", None)


def _optional_url(name: str, *args: Any) -> str:
    """The address of a named page, or nothing where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def day_words(day: date, today: date | None = None) -> str:
    """A date with its weekday, and with its year unless it is the year of ``today``."""
    is_this_year = today is not None and day.year == today.year
    if _is_chinese():
        year = "" if is_this_year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
    return f"{day:%a} {day.day} {day:%b}" + ("" if is_this_year else f" {day.year}")


def _as_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.simple_tag(takes_context=True)
def working_day(context: template.Context, day: date | datetime | None) -> SafeString | str:
    """A day as running text prints it; an unknown day is said to be unknown."""
    if not day:
        return format_html('<span class="unknown">{}</span>', _("Not published"))
    day = _as_day(day)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), day_words(day, _today(context)))


@register.filter
def table_day(day: date | None) -> str:
    """A day as tables and records print it: 2026-09-30."""
    return _as_day(day).isoformat() if day else _("Not published")


@register.filter
def table_moment(moment: datetime | None) -> str:
    """A moment as tables and records print it: 2026-09-30 09:05, office time."""
    if not moment:
        return ""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{local:%Y-%m-%d %H:%M}"


@register.filter
def clock_time(moment: datetime | None) -> str:
    """The hour and minute of a moment, office time."""
    return table_moment(moment)[-5:]


@register.filter
def full_day(day: date | None) -> str:
    """A day with its year and weekday, whatever year it is."""
    return day_words(_as_day(day)) if day else ""


@register.filter
def notice_kind(message: Any) -> str:
    """The kind of notice for one of Django's messages: info, ok, warn or bad."""
    return {"success": "ok", "warning": "warn", "error": "bad"}.get(message.level_tag, "info")


@register.filter
def error_count(form: Any) -> int:
    """How many places of a form must change."""
    return sum(len(errors) for errors in form.errors.values())


@register.filter
def focus_id(field: Any) -> str:
    """Where a link to a field should land: its control, or the first choice of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def money(amount: Decimal | float | None) -> str:
    """An amount held in 万元; English readers get the same sum in yuan."""
    if amount is None:
        return _("Not published")
    if _is_chinese():
        return f"{amount:,.2f} 万元"
    return f"¥{Decimal(str(amount)) * YUAN_IN_WAN:,.0f}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A glyph of the sprite; without a label it is decoration and hidden from readers."""
    source = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, source
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', source)


@register.simple_tag
def badge(view: presentation.Badge | None, label: str = "") -> SafeString | str:
    """A status: glyph, word and tint. Takes a Badge, or a kind and its word."""
    if not view:
        return ""
    kind, word = (view, label) if isinstance(view, str) else (view.kind, label or view.label)
    glyph = icon(presentation.BADGE_ICONS.get(kind, "circle"))
    return format_html('<span class="state state-{}">{}{}</span>', kind, glyph, word)


@register.simple_tag
def sample() -> SafeString:
    """The mark that a thing is made up for the demonstration."""
    return format_html('<span class="sample">{}</span>', _("Sample"))


@register.simple_tag
def unknown(label: str = "") -> SafeString:
    """An unknown value, shown as unknown."""
    return format_html('<span class="unknown">{}</span>', label or _("Not published"))


def _force(value: Any) -> tuple[str, str]:
    """The key and the word of a force: HARD, SHALL, SOFT, DISCRETION, OFFICE, or a word of its own (上限)."""
    key = str(getattr(value, "value", value) or "").upper()
    return (key.lower(), str(FORCE_WORDS[key])) if key in FORCE_WORDS else ("own", str(value or ""))


@register.inclusion_tag("parts/clause.html")
def clause(cited: Any, force: Any = "", quiet: bool = False) -> dict[str, Any]:
    """The clause chip. ``cited`` is a clause id, a clause, or anything with a ``clause`` and a ``force``."""
    inner = getattr(cited, "clause", cited)
    number = str(getattr(inner, "id", inner) or "")
    force = force or getattr(cited, "force", "") or getattr(inner, "force", "")
    key, word = _force(force)
    if number == OFFICE_CHOICE:
        key, word, number = "office", str(FORCE_WORDS["OFFICE"]), ""
    return {
        "number": number or _("no clause"),
        "word": word,
        "key": key,
        "is_quiet": quiet,
        "url": _optional_url("portal:clause", number) if number else "",
    }


@register.inclusion_tag("parts/ruler.html")
def ruler(view: presentation.Ruler | None, is_spoken: bool = False) -> dict[str, Any]:
    """The working-day ruler; its sentence is its name, and is printed under it when spoken."""
    if not view:
        return {"view": None}
    words = view.label or _("Working day %(day)s of %(total)s") % {"day": view.day, "total": view.total}
    return {"view": view, "words": words, "is_spoken": is_spoken}


@register.inclusion_tag("parts/ball.html", takes_context=True)
def ball(context: template.Context, view: presentation.Ball | None) -> dict[str, Any]:
    """The first block of every case page: who holds it, until when, who before and after."""
    return {"ball": view, "frame": context.get("frame")}


@register.inclusion_tag("parts/road.html")
def road(stages: Sequence[presentation.Stage]) -> dict[str, Any]:
    """The seven stages; on a phone the bars and one sentence."""
    stages = list(stages)
    here = next((n for n, stage in enumerate(stages) if stage.state == "now"), None)
    return {
        "stages": stages,
        "total": len(stages),
        "number": None if here is None else here + 1,
        "now": None if here is None else stages[here],
        "following": stages[here + 1] if here is not None and here + 1 < len(stages) else None,
    }


@register.inclusion_tag("parts/strip.html")
def strip(days: Sequence[presentation.StripDay], label: str = "") -> dict[str, Any]:
    """The calendar strip of a window."""
    return {"days": days, "label": label}


@register.inclusion_tag("parts/validity.html")
def validity(view: presentation.Validity) -> dict[str, Any]:
    """The validity bar of a registration."""
    return {"view": view}


@register.inclusion_tag("parts/progress.html")
def progress(registered: int, on_notice: int = 0, goal: int = 20) -> dict[str, Any]:
    """Cells up to the city's goal, which is a goal and not a cap."""
    kinds = ["registered"] * registered + ["notice"] * on_notice
    kinds += ["open"] * max(0, goal - len(kinds))
    return {"cells": kinds, "registered": registered, "on_notice": on_notice, "goal": goal}


@register.inclusion_tag("parts/keyset.html")
def keyset(page: Any, label: str = "") -> dict[str, Any]:
    """Links to the rows before and after; takes anything with ``previous_url`` and ``next_url``."""
    return {"page": page, "label": label or _("Pages of the list")}


@register.inclusion_tag("parts/finding.html")
def finding(view: presentation.Finding, current: bool = False) -> dict[str, Any]:
    """One check: glyph, sentence, clause, how to fix, at most two actions."""
    return {"finding": view, "is_current": current}


@register.inclusion_tag("parts/task.html")
def task(view: presentation.Task) -> dict[str, Any]:
    """One item of the task list."""
    return {"task": view}


@register.inclusion_tag("parts/step.html", takes_context=True)
def step(context: template.Context, view: presentation.StepButton, token: str = "") -> dict[str, Any]:
    """A step's button, or the reasons why it is closed. ``token`` guards against a stale page."""
    return {"step": view, "token": token, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, label: str) -> SafeString | str:
    """A place of the public header, marked when the reader is there; nothing where the page is missing."""
    url = _optional_url(name)
    if not url:
        return ""
    path = getattr(context.get("request"), "path", "")
    is_here = path == url or (url.count("/") > 1 and path.startswith(url))
    current = SafeString(' aria-current="page"') if is_here else ""
    return format_html('<li><a class="place" href="{}"{}>{}</a></li>', url, current, label)


@register.simple_tag
def foot_link(name: str, label: str) -> SafeString | str:
    """A link of the footer; nothing where the page does not exist."""
    url = _optional_url(name)
    return format_html('<li><a href="{}">{}</a></li>', url, label) if url else ""


@register.filter
def is_optional(field: Any) -> bool:
    """Whether a bound field may stay empty and should therefore be marked so."""
    inner = getattr(field, "field", None)
    is_asked = getattr(inner, "is_asked", False) or getattr(inner, "is_conditional", False)
    is_demanded = getattr(field, "name", "") in getattr(getattr(field, "form", None), "demanded", ())
    return bool(inner) and not (inner.required or is_asked or is_demanded)
