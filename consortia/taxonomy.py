"""Industry and track in one choice, for forms where neither needs the other: ``track:KEY`` or ``industry:KEY``."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from .models import Industry, Track


def field_choices(empty: Any) -> list[tuple[Any, Any]]:
    """Every industry as a group of its tracks, and the industry itself for a track that the list lacks."""
    tracks: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for track in Track.objects.order_by("id"):
        tracks[track.industry_id].append((f"track:{track.key}", str(track)))
    groups: list[tuple[Any, Any]] = [("", empty)]
    for industry in Industry.objects.order_by("id"):
        listed = tracks.get(industry.pk, [])
        whole = _("Another track of “%(industry)s”") % {"industry": industry} if listed else str(industry)
        groups.append((str(industry), [*listed, (f"industry:{industry.key}", whole)]))
    return groups


def chosen(value: str) -> tuple[Industry | None, Track | None]:
    """What a choice stands for; nothing for an empty or unknown one."""
    kind, _colon, key = value.partition(":")
    if kind == "track":
        track = Track.objects.select_related("industry").filter(key=key).first()
        return (track.industry, track) if track else (None, None)
    if kind == "industry":
        return Industry.objects.filter(key=key).first(), None
    return None, None
