"""What a page typed, put into the dossier field by field: merged with what others wrote, or kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from consortia.fields import OfficeForm, TextBlock
from workflow import engine
from workflow.refusal import Force, Refusal

from .actions import require_open
from .flow import FILING
from .merging import Verdict, beginning, credit, mark, one_after_the_other, settle
from .models import FieldConflict, FieldTrace, Filing, PageBase

PAGES_KEPT = timedelta(days=60)
"""How long it is known what an open page began from; a page older than that sends its own beginning."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One field as a page sent it.

    ``base`` is the value it began from, or None where only its ``base_mark`` is known; ``known`` is the page's
    last send whose answer it has seen.
    """

    value: str
    base: str | None = None
    base_mark: str | None = None
    number: int = 0
    known: int = 0


@dataclass(slots=True)
class Outcome:
    """What became of a field, and how it reads now."""

    verdict: Verdict
    value: str
    why: str = ""
    is_shown: bool = False
    """Whether the page may show the value in place of what was typed without taking a blank away."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A place of the dossier as one form: how the form is made, and how a part of it is saved."""

    form: Callable[[Filing, Mapping[str, Any] | None], OfficeForm]
    save: Callable[[Any, dict[str, Any]], Any]
    part_of: Callable[[str], str] = lambda name: ""
    """The part of the place to which a field belongs, as it can be handed to somebody."""


@dataclass(slots=True)
class Kept:
    """The outcomes by field, and what saving answered (a count of void signatures, or nothing)."""

    outcomes: dict[str, Outcome]
    saved: int | None = None


def as_text(value: Any) -> str:
    """A field's stored value as its control shows it."""
    return "" if value is None else str(value)


def fields_of(form: OfficeForm) -> dict[str, str]:
    """The fields of a form that are typed, with their stored values."""
    return {
        name: as_text(form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField)
    }


def stored(form: OfficeForm, name: str) -> str:
    """The stored value of one field, in the form's own way of writing."""
    field = form.fields[name]
    return settled(field, as_text(form.get_initial_for_field(field, name)))


def marks_of(form: OfficeForm) -> dict[str, str]:
    """What the page says of each field's beginning where no script runs."""
    return {name: mark(settled(form.fields[name], value)) for name, value in fields_of(form).items()}


def clean(field: forms.Field, raw: str) -> str:
    """A typed value as it would be stored; raises ValidationError."""
    return str(field.to_python(raw)) if isinstance(field, forms.CharField) else raw.strip()


def keep(
    filing_id: int,
    place: str,
    sheet: Sheet,
    typed: Mapping[str, Typed],
    *,
    tab: str,
    actor: Any,
    now: datetime,
) -> Kept:
    """Put typed fields into a place under the filing's lock. Nothing typed is dropped: what cannot be merged
    becomes a ``FieldConflict``; what is not in order is refused by name and stays with whoever typed it.

    Raises NotYourStep and StepRefused as ``actions.editing`` does.
    """
    with transaction.atomic():
        engine.lock(FILING, filing_id)
        filing = Filing.objects.select_related("consortium").get(pk=filing_id)
        form = sheet.form(filing, None)
        present = {name: settled(form.fields[name], value) for name, value in fields_of(form).items()}
        typed = {name: one for name, one in typed.items() if name in present}
        require_open(actor, filing, place, parts={sheet.part_of(name) for name in typed})
        session = _Session(filing, place, tab, actor, now, typed)
        outcomes = {name: session.settle(form, name, present[name]) for name in typed}
        _check(sheet, filing, present, outcomes)
        changed = {name for name, one in outcomes.items() if one.verdict in (Verdict.KEPT, Verdict.MERGED)}
        data = present | {name: outcomes[name].value for name in changed}
        saved = None
        if changed:
            good = sheet.form(filing, data)
            good.is_valid()
            saved = sheet.save(good, {name: good.cleaned_data[name] for name in changed})
        session.remember(outcomes, present)
        return Kept(outcomes, saved)


def _refusal(field: forms.Field, value: str) -> str:
    """Why a value could never stand in the field; empty where it could."""
    try:
        field.clean(value)
    except ValidationError as problem:
        return " ".join(problem.messages)
    return ""


def settled(field: forms.Field, value: str) -> str:
    """A stored value in the form's own way of writing; one that is no longer in order stays as it is."""
    try:
        return clean(field, value)
    except ValidationError:
        return value


def _check(sheet: Sheet, filing: Filing, present: Mapping[str, str], outcomes: dict[str, Outcome]) -> None:
    """Refuse what the form refuses; a merged value that breaks a rule of the form becomes a conflict."""
    wanted = {
        name: one.value for name, one in outcomes.items() if one.verdict in (Verdict.KEPT, Verdict.MERGED)
    }
    if not wanted:
        return
    form = sheet.form(filing, {**present, **wanted})
    form.is_valid()
    for name in wanted.keys() & form.errors.keys():
        one = outcomes[name]
        if one.verdict == Verdict.MERGED:
            outcomes[name] = Outcome(Verdict.CONFLICT, present[name])  # too long together, for example
        else:
            outcomes[name] = Outcome(Verdict.REFUSED, present[name], " ".join(form.errors[name]))


class _Session:
    """One page's send: what it began from, and what is to be remembered of it."""

    def __init__(
        self, filing: Filing, place: str, tab: str, actor: Any, now: datetime, typed: Mapping[str, Typed]
    ) -> None:
        self.where = {"filing": filing, "place": place}
        self.tab, self.actor, self.now, self.typed = tab, actor, now, typed
        rows = PageBase.objects.filter(**self.where, tab=tab, field__in=typed, user=actor) if tab else ()
        self.bases = {row.field: row for row in rows}
        self.values: dict[str, str] = {}
        """What was typed, cleaned."""
        self.began: dict[str, str | None] = {}

    def settle(self, form: OfficeForm, name: str, present: str) -> Outcome:
        one, field = self.typed[name], form.fields[name]
        row = self.bases.get(name)
        if row and one.number < row.number:
            return Outcome(Verdict.SAME, present)  # overtaken: a later send of this page is here already
        try:
            mine = clean(field, one.value)
        except ValidationError as problem:
            return Outcome(Verdict.REFUSED, present, " ".join(problem.messages))
        base = row.base if row and row.number > one.known else self._base(field, one, mine, present)
        self.values[name], self.began[name] = mine, base
        verdict, value = settle(base, mine, present, is_text=isinstance(field, TextBlock))
        if verdict == Verdict.CONFLICT and (why := _refusal(field, mine)):
            return Outcome(Verdict.REFUSED, present, why)
        is_new = value != mine and mine == one.value.replace("\r\n", "\n")
        return Outcome(verdict, value, is_shown=is_new and verdict != Verdict.CONFLICT)

    def _base(self, field: forms.Field, one: Typed, mine: str, present: str) -> str | None:
        if one.base is not None:
            try:
                return clean(field, one.base)
            except ValidationError:
                return None
        return beginning(one.base_mark, mine, present)

    def remember(self, outcomes: Mapping[str, Outcome], present: Mapping[str, str]) -> None:
        """Bases for the page's next send, conflicts, and who wrote what."""
        mine = {name: one for name, one in outcomes.items() if name in self.values}
        self._conflicts({n: one for n, one in mine.items() if one.verdict != Verdict.REFUSED})
        self._traces(
            {n: one for n, one in mine.items() if one.verdict in (Verdict.KEPT, Verdict.MERGED)}, present
        )
        if self.tab:
            self._bases({n: one for n, one in mine.items() if one.verdict != Verdict.REFUSED})

    def _bases(self, outcomes: Mapping[str, Outcome]) -> None:
        rows = [
            PageBase(
                **self.where, field=name, tab=self.tab, number=self.typed[name].number, user=self.actor, at=self.now,
                base=(self.began[name] or "") if one.verdict == Verdict.CONFLICT else self.values[name],
            )
            for name, one in outcomes.items()
        ]  # fmt: skip
        PageBase.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["filing", "place", "field", "tab"],
            update_fields=["number", "base", "at"],
        )  # fmt: skip
        if any(row.field not in self.bases for row in rows):
            PageBase.objects.filter(filing=self.where["filing"], at__lt=self.now - PAGES_KEPT).delete()

    def _conflicts(self, outcomes: Mapping[str, Outcome]) -> None:
        settled = [name for name, one in outcomes.items() if one.verdict != Verdict.CONFLICT]
        if self.tab and settled:
            FieldConflict.objects.filter(
                **self.where, field__in=settled, tab=self.tab, by=self.actor, resolved_at__isnull=True
            ).update(choice=FieldConflict.Choice.SETTLED, resolved_by=self.actor, resolved_at=self.now)
        for name, one in outcomes.items():
            if one.verdict == Verdict.CONFLICT:
                value = self.values[name]
                FieldConflict.objects.update_or_create(
                    **self.where, field=name, tab=self.tab or f"post-{mark(value)}", resolved_at=None,
                    defaults={"value": value, "base": self.began[name] or "", "by": self.actor, "at": self.now},
                )  # fmt: skip

    def _traces(self, outcomes: Mapping[str, Outcome], present: Mapping[str, str]) -> None:
        known = {row.field: row for row in FieldTrace.objects.filter(**self.where, field__in=outcomes)}
        for name, one in outcomes.items():
            trace(self.where, name, known.get(name), present[name], one.value, by=self.actor, now=self.now)


def trace(
    where: Mapping[str, Any],
    name: str,
    row: FieldTrace | None,
    before: str,
    after: str,
    *,
    by: Any,
    now: datetime,
) -> None:
    """Note who wrote the paragraphs of ``after``; what stood in ``before`` and is not known stays nobody's."""
    known = credit([tuple(one) for one in row.credits] if row else [], before, None, "")
    row = row or FieldTrace(**where, field=name)
    row.credits = credit(known, after, by.pk, now.isoformat())
    row.edited_by, row.edited_at = by, now
    row.save()


def choose(
    filing_id: int,
    conflict_id: int,
    choice: str,
    *,
    seen: str,
    sheet: Sheet,
    place: str,
    actor: Any,
    now: datetime,
) -> Kept | None:
    """Settle two versions of a field: take the other one, keep the present one, or keep both, one after the other.

    ``seen`` is the mark of the present value that was on screen. None where somebody has chosen already.
    """
    with transaction.atomic():
        engine.lock(FILING, filing_id)
        row = FieldConflict.objects.filter(
            pk=conflict_id, filing_id=filing_id, place=place, resolved_at__isnull=True
        ).first()
        filing = Filing.objects.select_related("consortium").get(pk=filing_id)
        require_open(actor, filing, place, parts={sheet.part_of(row.field)} if row else ("",))
        if row is None:
            return None
        form = sheet.form(filing, None)
        present = stored(form, row.field)
        if mark(present) != seen:
            raise engine.StepRefused(Refusal("version_changed", "office", Force.OFFICE))
        kept = Kept({})
        if choice != FieldConflict.Choice.PRESENT:
            value = (
                row.value if choice == FieldConflict.Choice.TAKEN else one_after_the_other(present, row.value)
            )
            kept = keep(
                filing_id, place, sheet, {row.field: Typed(value, base=present)}, tab="", actor=actor, now=now
            )
            if any(one.verdict == Verdict.REFUSED for one in kept.outcomes.values()):
                return kept
            _credit_typist(row, present)
            # the page it came from goes on from what it wrote: it has not seen this, so its count moves on by one
            PageBase.objects.filter(filing_id=filing_id, place=place, field=row.field, tab=row.tab).update(
                base=row.value, number=F("number") + 1
            )
        row.choice, row.resolved_by, row.resolved_at = choice, actor, now
        row.save(update_fields=["choice", "resolved_by", "resolved_at"])
        return kept


def _credit_typist(row: FieldConflict, present: str) -> None:
    """Whoever chose is not the writer: the paragraphs that came in belong to whoever typed them."""
    traced = FieldTrace.objects.filter(filing_id=row.filing_id, place=row.place, field=row.field).first()
    if traced is None:
        return
    old = {line for line, _by, _at in credit([], present, None, "")}
    traced.credits = [
        [line, by, at] if line in old else [line, row.by_id, row.at.isoformat()]
        for line, by, at in traced.credits
    ]
    traced.save(update_fields=["credits"])
