"""Messages, the record and the administrators' lists as files: the same rows as their pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, User
from accounts.notices import render
from accounts.roles import Permission
from filings.states import State
from ledger.models import Notice
from portal import record
from portal.exports import MOST_ROWS, Asked, Column, Listing, columns, declare, holds


def _messages(asked: Asked) -> Sequence[Column]:
    language = get_language() or "zh-hans"
    return (
        Column(_("Time"), lambda row: row.created_at),
        Column(_("Subject"), lambda row: render(row, language).subject),
        Column(_("Text"), lambda row: render(row, language).body),
        Column(_("Read at"), lambda row: row.read_at),
    )


declare(
    Listing(
        "inbox",
        _("Messages"),
        lambda user: True,
        lambda asked: Notice.objects.filter(user_id=asked.user.pk).order_by("-pk"),
        _messages,
        is_own=True,
    )
)


def _record(asked: Asked) -> Any:
    return record.cases(asked.user, asked.filters.get("q", "")[:60].replace("\0", "")).order_by("-pk")


declare(
    Listing(
        "record",
        _("The record"),
        holds(Permission.LEDGER_READ),
        _record,
        columns(
            (_("Serial number"), lambda row: row.serial),
            (_("Consortium"), lambda row: row.consortium),
            (_("Lead unit"), lambda row: row.lead),
            (_("District or zone"), lambda row: row.authority.short_name),
            (_("State"), lambda row: State(row.state).label),
            (_("Entries"), lambda row: row.ledger_count),
            (_("Check value"), lambda row: row.ledger_head),
        ),
    )
)


def _acts(asked: Asked) -> list[Any]:
    """As sentences, read at once: names of people and places are looked up for all of them together."""
    entries = list(record.administrators_acts().order_by("-pk")[: MOST_ROWS + 1])
    return record.security_traces(entries)


declare(
    Listing(
        "acts",
        _("Administrators' acts"),
        holds(Permission.LEDGER_VERIFY),
        _acts,
        columns(
            (_("Number"), lambda row: row.number),
            (_("Time"), lambda row: row.when),
            (_("Person"), lambda row: row.who),
            (_("What happened"), lambda row: str(row.sentence).strip()),
            (_("Facts"), lambda row: row.fact),
        ),
    )
)
declare(
    Listing(
        "staff",
        _("Accounts"),
        holds(Permission.STAFF_INVITE),
        lambda asked: User.objects.filter(role_grants__isnull=False).distinct().order_by("-pk"),
        columns(
            (_("Name"), lambda row: row),
            (_("E-mail"), lambda row: row.email),
            (_("Active"), lambda row: row.is_active),
            (_("Since"), lambda row: row.created_at),
        ),
    )
)
declare(
    Listing(
        "roles",
        _("Roles of office"),
        holds(Permission.ROLE_GRANT),
        lambda asked: RoleGrant.objects.select_related("user", "authority").order_by("-pk"),
        columns(
            (_("Person"), lambda row: row.user),
            (_("Role"), lambda row: row.get_role_display()),
            (_("Authority"), lambda row: row.authority),
            (_("Since"), lambda row: row.granted_at),
            (_("Last day"), lambda row: row.expires_on),
            (_("Ended"), lambda row: row.ended_at),
        ),
    )
)
