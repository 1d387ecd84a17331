"""The task list in the guideline's own structure: what there is to prepare, what is done, who is waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consortia.dossier import Counting
from consortia.guideline import CHAPTERS, RESOURCES, Item
from consortia.models import Membership
from consortia.states import AppointmentState, MembershipState, Post
from consortia.tables import tables_of
from workflow.presentation import Badge, Task

from . import outline as places
from .outline import Outline
from .states import Place, TicketState

P = Place
UrlOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list; ``is_open`` while it still stops submission."""

    task: Task
    is_open: bool


HEADS = (P.BASICS, P.AGREEMENT, P.PEOPLE, P.PLAN, P.EVIDENCE, P.RESOURCES, P.MECHANISMS, P.PLEDGE)
"""First place under each heading of ``groups``."""


def groups(outline: Outline, url_of: UrlOf) -> list[tuple[str, list[Entry]]]:
    """The guideline's headings with what stands under each, in any order to be done."""
    found = (
        (_("Units and members"), [_place(outline, P.BASICS, url_of), _members(outline, url_of)]),
        (_("Agreement"), [_place(outline, P.AGREEMENT, url_of), _signatures(outline, url_of)]),
        (_("Director and chief expert"), [_person(outline, post, url_of) for post in Post.values]),
        (_("The plan in five chapters"), [*_chapters(outline, url_of), _plan_tables(outline, url_of)]),
        (_("Evidence"), list(_evidence(outline, url_of))),
        (_("Resources of five kinds"), [_resources(outline, url_of)]),
        (_("Mechanisms and rules"), [_place(outline, P.MECHANISMS, url_of)]),
        (_("Before submitting"), [
            _place(outline, P.PLEDGE, url_of), _place(outline, P.REASONS, url_of), *_versions(outline, url_of),
            _submission(outline, url_of),
        ]),
    )  # fmt: skip
    return [(f"{number}. {title}", entries) for number, (title, entries) in enumerate(found, 1)]


def done_count(listed: Iterable[tuple[str, list[Entry]]]) -> tuple[int, int]:
    """Entries that need nothing more, and all of them; submitting itself is not among them."""
    entries = [entry for _title, group in listed for entry in group][:-1]
    return sum(not entry.is_open for entry in entries), len(entries)


def _place(outline: Outline, place: str, url_of: UrlOf, who: str = "") -> Entry:
    badge = places.status(outline, place)
    task = Task(str(Place(place).label), url_of(place), places.fact(outline, place), badge, who)
    return Entry(task, places.is_open(outline, place))


def _members(outline: Outline, url_of: UrlOf) -> Entry:
    asked = [party for party in outline.parties if party.state == MembershipState.INVITED]
    return _place(outline, P.MEMBERS, url_of, waited_for(asked, [party.state_since for party in asked]))


def _signatures(outline: Outline, url_of: UrlOf) -> Entry:
    """Whoever accepted and has not signed the text as it stands is waited for since it stands so."""
    agreement = outline.agreement
    changed_at = agreement.changed_at if agreement and agreement.digest else None
    late = [
        party for party in outline.parties
        if changed_at and party.state == MembershipState.ACCEPTED and party.pk not in outline.signatures
    ]  # fmt: skip
    since = [max(party.state_since, changed_at) for party in late if changed_at]
    return _place(outline, P.SIGNATURES, url_of, waited_for(late, since))


def waited_for(parties: list[Membership], since: list[datetime]) -> str:
    """Who is waited for, two by name, and since which day the first of them."""
    if not parties:
        return ""
    names = (_(", ") if len(parties) > 1 else "").join(str(party.unit) for party in parties[:2])
    if len(parties) > 2:
        names = _("%(names)s and others: %(n)s") % {"names": names, "n": len(parties) - 2}
    return _since(names, min(since))


def _since(who: str, at: datetime) -> str:
    return _("%(who)s, since %(day)s") % {"who": who, "day": f"{timezone.localdate(at):%m-%d}"}


def _person(outline: Outline, post: str, url_of: UrlOf) -> Entry:
    """The director (in principle) or the chief expert (must be), named, asked, accepted."""
    person = outline.people.get(post)
    failing = [one for one in outline.findings if one.code.startswith(post) and not one.passed]
    blocking = [one for one in failing if one.blocks]
    name = str(dict(Post.choices)[post])
    if _is_to_correct(outline, P.PEOPLE):
        badge = Badge("correction", _("To correct"))
    elif person is None and not blocking:
        badge = Badge("warn", _("Below what is asked in principle"))
    elif person is None:
        badge = Badge("warn", _("Missing"))
    elif person.state == AppointmentState.INVITED and len(failing) <= 1:
        badge = Badge("wait", _("Waiting for the answer"))
    elif failing:
        badge = Badge("warn", _("Open points: %(n)s") % {"n": len(failing)})
    else:
        badge = Badge("done", _("Done"))
    who = ""
    if person and person.state == AppointmentState.INVITED:
        who = _since(person.name, person.state_since)
    fact = f"{person.name} · {person.employer}" if person else _("Nobody named yet")
    return Entry(Task(name, url_of(P.PEOPLE), fact, badge, who), bool(blocking))


def _chapters(outline: Outline, url_of: UrlOf) -> Iterable[Entry]:
    answered = {chapter.key: chapter for chapter in outline.kept.chapters}
    is_to_correct = _is_to_correct(outline, P.PLAN)
    for item in CHAPTERS:
        chapter = answered.get(item.key)
        is_done = bool(outline.dossier.chapters.get(item.key))
        badge = Badge("done", _("Done")) if is_done else Badge("warn", _("Missing"))
        if is_to_correct:
            badge = Badge("correction", _("To correct"))
        fact = ""
        if chapter and chapter.text.strip():
            fact = _("Characters: %(n)s") % {"n": len(chapter.text.strip())}
        elif chapter and is_done:
            fact = _("Pages %(pages)s of the document") % {"pages": chapter.pages}
        url = f"{url_of(P.PLAN)}#div_id_text_{item.key}"
        yield Entry(Task(_item(item), url, fact, badge), not is_done)


def _item(item: Item) -> str:
    return item.en if get_language() == "en" else item.zh


def _plan_tables(outline: Outline, url_of: UrlOf) -> Entry:
    """Three of them hold a row, or a reason says why not; the others are offered."""
    count = sum(len(outline.lines[table.key]) for table in tables_of(P.PLAN))
    is_short = any(one.code == "tables_empty" for one in outline.shortfalls)
    is_owed = is_short and not outline.reasons.get("tables_empty", "").strip()
    badge = Badge("warn", _("Below what is asked in principle")) if is_owed else _optional(count)
    task = Task(
        _("Tasks, figures, results, money in tables"), f"{url_of(P.PLAN)}#tables",
        _("Rows: %(n)s") % {"n": count}, badge,
    )  # fmt: skip
    return Entry(task, is_owed)


def _optional(count: int) -> Badge:
    return Badge("done", _("Added")) if count else Badge("draft", _("Optional"))


def _evidence(outline: Outline, url_of: UrlOf) -> Iterable[Entry]:
    """Of the lead (G4.1), of each enterprise (G4.2.2), of each university or institute (G4.2.3)."""
    shown = {paper.party_id for paper in outline.kept.attachments if paper.party_id}
    lead = [party for party in outline.parties if party.is_lead]
    members = [party for party in outline.parties if not party.is_lead]
    of_lead = sum(
        paper.clause.startswith("G4.1") or paper.party_id in {party.pk for party in lead}
        for paper in outline.kept.attachments
    )
    url, is_to_correct = url_of(P.EVIDENCE), _is_to_correct(outline, P.EVIDENCE)

    def entry(label: str, fact: str, count: int) -> Entry:
        badge = Badge("correction", _("To correct")) if is_to_correct else _optional(count)
        return Entry(Task(label, url, fact, badge), is_open=False)

    yield entry(_("Of the lead"), _("Files: %(n)s") % {"n": of_lead}, of_lead)
    for label, counting in (
        (_("Of each enterprise"), Counting.INDUSTRY), (_("Of each university or institute"), Counting.ACADEMIC),
    ):  # fmt: skip
        units = [party for party in members if party.counting == counting]
        count = sum(party.pk in shown for party in units)
        yield entry(
            label, _("Units with papers: %(n)s of %(total)s") % {"n": count, "total": len(units)}, count
        )


def _resources(outline: Outline, url_of: UrlOf) -> Entry:
    kinds = {line.values["kind"] for line in outline.lines["resources"]}
    fact = _("Kinds with something: %(n)s of %(total)s") % {"n": len(kinds), "total": len(RESOURCES)}
    badge = places.status(outline, P.RESOURCES)
    return Entry(Task(str(P.RESOURCES.label), url_of(P.RESOURCES), fact, badge), is_open=False)


def _versions(outline: Outline, url_of: UrlOf) -> Iterable[Entry]:
    """Places where two people wrote the same field at once, until somebody has chosen."""
    for place, count in outline.unsettled.items():
        badge = Badge("warn", _("To choose: %(n)s") % {"n": count})
        task = Task(_("Choose between two versions"), url_of(place), str(Place(place).label), badge)
        yield Entry(task, is_open=True)


def _submission(outline: Outline, url_of: UrlOf) -> Entry:
    stops = any(one.blocks for one in outline.findings) or bool(outline.unsettled)
    version = outline.filing.latest_version
    fact = _("Submitted versions: %(n)s") % {"n": version} if version else ""
    if stops:
        badge = Badge("wait", _("When all the rest is done"))
    elif version and not places.with_lead(outline):
        badge = Badge("done", _("Submitted"))
    else:
        badge = Badge("progress", _("Ready to submit"))
    return Entry(Task(_("Submit"), url_of("submission"), fact, badge), stops)


def _is_to_correct(outline: Outline, place: str) -> bool:
    return any(ticket.place == place and ticket.state == TicketState.OPEN for ticket in outline.tickets)
