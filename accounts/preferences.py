"""Which notices a person may mute, and how each group reaches them by e-mail.

A kind that nobody has put into a group, or whose group is statutory, always leaves at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import NoticePreference, Theme, User

Channel = NoticePreference.Channel


@dataclass(frozen=True, slots=True)
class Group:
    """Notices of one sort. ``reason`` says why the group is statutory; empty: each person chooses."""

    key: str
    label: str | Promise
    about: str | Promise
    reason: str | Promise = ""

    @property
    def is_statutory(self) -> bool:
        return bool(self.reason)


GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        group.key: group
        for group in (
            Group(
                "decision",
                _("Decisions told to you"),
                _("Registered, declined, revoked, second look, an answer to an objection."),
                _("A decision takes effect, and the time against it runs, from when you are told."),
            ),
            Group(
                "returned",
                _("Returned for correction"),
                _("What is to be corrected, by which day."),
                _("The days to correct begin with this message."),
            ),
            Group(
                "statement",
                _("Statements, bans and holds"),
                _("You are heard before a decision; a ban or a hold touches your unit."),
                _("You have the right to be heard, and the time for it runs."),
            ),
            Group(
                "deadline",
                _("Time limits"),
                _("Due soon, due today, overdue, lapsing."),
                _("A missed day has consequences that nobody can undo."),
            ),
            Group(
                "consent",
                _("Consent and signatures"),
                _("Invitations, texts to sign, signatures that became void."),
                _("Only you can give or renew your consent."),
            ),
            Group(
                "account",
                _("Your account and roles"),
                _("Invitations, roles given and ended."),
                _("You must learn at once of what others change about your rights."),
            ),
            Group("tasks", _("New work"), _("A case or a draft arrived on your desk.")),
            Group("progress", _("Progress of a filing"), _("It moved on and you need do nothing.")),
            Group("answers", _("Answers of others"), _("A partner or a colleague accepted or joined.")),
            Group("watching", _("For information"), _("What others do in cases that you follow.")),
        )
    }
)
_GROUP_OF: dict[str, str] = {}


def classify(group: str, *patterns: str) -> None:
    """Put notice kinds into a group; a pattern may hold ``*``. Raises KeyError for an unknown group."""
    key = GROUPS[group].key
    for pattern in patterns:
        _GROUP_OF[pattern] = key


def group_of(kind: str) -> Group | None:
    """The group of a kind: its own entry first, else the longest pattern that fits; None for neither."""
    fitting = [pattern for pattern in _GROUP_OF if pattern == kind or fnmatchcase(kind, pattern)]
    if not fitting:
        return None
    best = max(fitting, key=lambda pattern: ("*" not in pattern, len(pattern)))
    return GROUPS[_GROUP_OF[best]]


def channel_for(user_id: int, kind: str) -> str:
    """How this notice reaches this person by e-mail. Statutory and unknown kinds leave at once, always."""
    group = group_of(kind)
    if group is None or group.is_statutory:
        return Channel.AT_ONCE
    chosen = NoticePreference.objects.filter(user_id=user_id, group=group.key)
    return chosen.values_list("channel", flat=True).first() or Channel.AT_ONCE


def chosen_by(user: Any) -> dict[str, str]:
    """Group key to channel for every group a person may choose."""
    free = [key for key, group in GROUPS.items() if not group.is_statutory]
    kept = dict(NoticePreference.objects.filter(user=user).values_list("group", "channel"))
    return {key: kept.get(key, Channel.AT_ONCE) for key in free}


def choose(user: Any, wanted: Mapping[str, str]) -> None:
    """Keep the person's choices; a statutory or unknown group and an unknown channel raise ValueError."""
    for key, channel in wanted.items():
        if key not in GROUPS or GROUPS[key].is_statutory or channel not in Channel.values:
            raise ValueError(f"{key} cannot be set to {channel}")
    NoticePreference.objects.bulk_create(
        [NoticePreference(user=user, group=key, channel=channel) for key, channel in wanted.items()],
        update_conflicts=True,
        unique_fields=["user", "group"],
        update_fields=["channel"],
    )


def choose_theme(user: Any, theme: str) -> None:
    """Remember light, dark or automatic with the account. Raises ValueError for anything else."""
    User.objects.filter(pk=user.pk).update(theme=Theme(theme).value)


def choose_language(user: Any, language: str) -> None:
    """Remember with the account in which language its letters come; an unknown one changes nothing."""
    if language in dict(settings.LANGUAGES) and language != user.language:
        User.objects.filter(pk=user.pk).update(language=language)
