"""What each role does, in five lines: what comes in, what to do, what it needs, what is not theirs, who is next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Card:
    """A role in five lines."""

    key: str
    label: str | Promise
    lines: tuple[Promise, Promise, Promise, Promise, Promise]


CARDS: tuple[Card, ...] = (
    Card(
        "lead",
        _("Lead unit"),
        (
            _("You gather partners and prepare the filing in one place."),
            _("Editors fill in; the signatory pledges and submits."),
            _("The page lists what is missing, with the clause."),
            _("Nobody can sign for a member, and neither can you."),
            _("Next: your district checks and recommends."),
        ),
    ),
    Card(
        "member",
        _("Member unit"),
        (
            _("You come by the lead's invitation link."),
            _("See what you sign, accept or decline, then sign."),
            _("Any change of the agreement voids all signatures."),
            _("You see the filing; you do not edit it."),
            _("Next: when all have signed, the lead submits."),
        ),
    ),
    Card(
        Role.DISTRICT_OFFICER,
        Role.DISTRICT_OFFICER.label,
        (
            _("Filings of your own district, by due day."),
            _("Check, return with all tickets at once, or draft an opinion."),
            _("Findings stand beside the dossier; you judge what a machine cannot."),
            _("You do not sign the recommendation; your head does."),
            _("You also confirm who acts for a unit of your district."),
        ),
    ),
    Card(
        Role.DISTRICT_HEAD,
        Role.DISTRICT_HEAD.label,
        (
            _("Opinions your officers drafted."),
            _("Recommend, or do not recommend with a clause and a reason."),
            _("The draft and the findings stand on one page."),
            _("You never sign your own draft, unless a dated parameter says so."),
            _("Next: the city checks form; not recommended filings may ask for a second look."),
        ),
    ),
    Card(
        Role.CITY_OFFICER,
        Role.CITY_OFFICER.label,
        (
            _("Recommended filings, calls, rounds, lists, notices, objections."),
            _("Check form, return, send back, accept into a round."),
            _("Post the notice of a countersigned list; answer objections; close."),
            _("You do not decide; refusals are drafts for the approver."),
            _("Next: the approver registers or declines."),
        ),
    ),
    Card(
        Role.APPROVER,
        Role.APPROVER.label,
        (
            _("Two pages for each case: what is proved and what the click does."),
            _("Countersign lists, register, decline with a reason."),
            _("You confirm parameters and place holds."),
            _("Whoever posted or closed the notice cannot register."),
            _("Next: number, letter and certificate are made at once."),
        ),
    ),
    Card(
        Role.EXPERT,
        Role.EXPERT.label,
        (
            _("One link to the filings of your round."),
            _("Declare conflicts before any file opens."),
            _("Read the submitted version, score each item with a reason."),
            _("Sheets of others stay closed to you."),
            _("Seal; a sealed sheet never changes."),
        ),
    ),
    Card(
        Role.EVALUATOR,
        Role.EVALUATOR.label,
        (
            _("You look at registered consortia, not at filings."),
            _("State conflicts first; then score by the scheme, with a reason for each item."),
            _("Your seat opens one campaign, until its day; a sealed sheet never changes."),
            _("You take no part in the review of filings."),
            _("Results lead to a signed decision, never to one by machine."),
        ),
    ),
    Card(
        Role.SUPERVISOR,
        Role.SUPERVISOR.label,
        (
            _("Objections arrive with you and with the business desk."),
            _("Only you see who objected; each look is recorded."),
            _("You read the record of every case."),
            _("You decide nothing in a case."),
            _("What you find goes to the head of the bureau."),
        ),
    ),
    Card(
        Role.AUDITOR,
        Role.AUDITOR.label,
        (
            _("Every case as sentences, with numbers and times."),
            _("Verify the record with one button."),
            _("See who opened which file."),
            _("Read only: nothing here changes a case."),
            _("A gap in the numbers would show at once."),
        ),
    ),
    Card(
        Role.SYSTEM_ADMIN,
        Role.SYSTEM_ADMIN.label,
        (
            _("You invite officers, experts and evaluators."),
            _("An invitation carries a wish; it gives no right."),
            _("You close accounts of people who left, and open them again bare."),
            _("You see no filing and give no role."),
            _("Next: two security administrators grant the role."),
        ),
    ),
    Card(
        Role.SECURITY_ADMIN,
        Role.SECURITY_ADMIN.label,
        (
            _("You propose roles of office and their end; a second person confirms."),
            _("Pairs that never merge are refused with the reason."),
            _("A change of roles ends that person's sessions."),
            _("You never grant a role to yourself."),
            _("Next: the audit administrator can see what you did."),
        ),
    ),
    Card(
        Role.AUDIT_ADMIN,
        Role.AUDIT_ADMIN.label,
        (
            _("You verify the record as a whole."),
            _("You read what administrators did, sign-ins included."),
            _("The answer comes in sentences with the place of a fault."),
            _("You see no business."),
            _("A fault goes to the head of the bureau the same day."),
        ),
    ),
)
