"""Forms of the first page and of the first place: name, industry, track, need."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consortia.dossier import OTHER
from consortia.fields import ConditionalLine, OfficeForm, TextBlock, TextLine
from consortia.models import Consortium, Industry, Track, Unit
from filings.models import Call

Field = TypeVar("Field", bound=forms.Field)


def asked(field: Field) -> Field:
    """A field that may stay empty in a draft, and is needed before submission: not marked as optional."""
    field.required = False
    field.is_asked = True  # type: ignore[attr-defined]
    return field


class NewForm(OfficeForm):
    """What is needed to begin: for which unit, under which name, in which call."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Lead unit"), empty_label=None)
    formal_name = TextLine(
        label=_("Formal name"),
        max_length=80,
        help_text=_("The name that should be registered, ending in 创新联合体. It can still change."),
    )
    call = forms.ModelChoiceField(
        Call.objects.none(),
        label=_("Call"),
        required=False,
        empty_label=_("None: file at any time"),
        help_text=_("Choose one only where you file for an announced call."),
    )

    clauses = {"unit": "G4.1.1a", "formal_name": "G5.1b"}

    def __init__(self, *args: Any, units: Any, calls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].initial = units.first()
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]
        if not calls.exists():
            del self.fields["call"]


def track_choices(industry_id: int | None = None) -> list[tuple[Any, Any]]:
    """Tracks by industry for a select; all of them where no industry is chosen (or without JavaScript)."""
    tracks = Track.objects.select_related("industry").order_by("industry__id", "id")
    if industry_id:
        tracks = tracks.filter(industry_id=industry_id)
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for track in tracks:
        groups[str(track.industry)].append((track.pk, str(track)))
    if industry_id:
        return [
            ("", _("Not on the list: written below") if groups else _("None is listed here: write it below")),
            *(pair for pairs in groups.values() for pair in pairs),
        ]
    return [("", _("Not on the list: written below")), *groups.items()]


class BasicsForm(OfficeForm):
    """Names, industry, track and need."""

    formal_name = TextLine(
        label=_("Formal name"),
        max_length=80,
        help_text=_("As it should be registered, ending in 创新联合体."),
    )
    short_name = TextLine(label=_("Short name"), max_length=30, required=False)
    name_en = TextLine(
        label=_("English gloss of the name"),
        max_length=160,
        required=False,
        help_text=_("Shown to English readers; it has no legal standing."),
    )
    industry = asked(
        forms.ModelChoiceField(
            Industry.objects.order_by("id"),
            label=_("Industry"),
            empty_label=_("Choose one of the “10+1”"),
            help_text=_("The industry where the bottleneck lies, not every one you serve."),
        )
    )
    main_track = asked(
        forms.ChoiceField(
            label=_("Track"), choices=(), help_text=_("The list follows the industry you choose.")
        )
    )
    other_track = ConditionalLine(
        label=_("Other track, with the reason"),
        max_length=200,
        required=False,
        help_text=_(
            "Needed when the list lacks your track, or the industry is “other”; else leave it empty."
        ),
    )
    need = asked(
        TextBlock(
            label=_("Industry need and bottleneck"),
            rows=6,
            help_text=_(
                "Which technology or market need holds the industry back, and who would use the result."
            ),
        )
    )

    clauses = {"formal_name": "G5.1b", "industry": "G2.1", "main_track": "G2.1", "need": "G5.1a"}

    def __init__(self, *args: Any, consortium: Consortium, is_whole: bool = False, **kwargs: Any) -> None:
        """``is_whole`` where the button was pressed: what belongs together is then asked for together."""
        kwargs.setdefault("initial", self._kept(consortium))
        super().__init__(*args, **kwargs)
        self.is_whole = is_whole
        self.fields["main_track"].choices = track_choices()  # type: ignore[attr-defined]

    @staticmethod
    def _kept(consortium: Consortium) -> dict[str, Any]:
        names = ("formal_name", "short_name", "name_en", "other_track", "need")
        return {
            **{name: getattr(consortium, name) for name in names},
            "industry": consortium.industry_id,
            "main_track": consortium.main_track_id,
        }

    def clean_main_track(self) -> Track | None:
        """The track itself; one of another industry is refused by name."""
        value = self.cleaned_data.get("main_track")
        if not value:
            return None
        track = Track.objects.select_related("industry").get(pk=value)
        industry = self.cleaned_data.get("industry")
        if industry and track.industry_id != industry.pk:
            raise ValidationError(
                _("“%(track)s” belongs to “%(theirs)s”, not to “%(yours)s”. Change one of the two."),
                params={"track": track, "theirs": track.industry, "yours": industry},
            )
        return track

    def clean(self) -> dict[str, Any]:
        """The industry “other” has no track, only its reason; any other has one of the list, or the other track."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        industry = typed.get("industry")
        if self.is_whole and "other_track" in self.data and not self.fields["other_track"].disabled:
            self._ask_for_track(typed)
        if industry and industry.key == OTHER and typed.get("main_track"):
            self.add_error(
                "main_track", _("The industry is “other”: leave the track empty and give the reason.")
            )
        return typed

    def _ask_for_track(self, typed: dict[str, Any]) -> None:
        """Say at the field that the other track is needed, where no track of the list is chosen."""
        industry = typed.get("industry")
        if not industry or typed.get("other_track") or {"main_track", "other_track"} & set(self.errors):
            return
        if industry.key == OTHER:
            self.add_error(
                "other_track", _("The industry is “other”: write the track here, with the reason.")
            )
        elif not typed.get("main_track"):
            words = _("No track of the list is chosen. Choose one, or write yours here with the reason.")
            self.add_error("other_track", words)
