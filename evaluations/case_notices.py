"""What letters about cases, bans, vacant leads and resolutions say."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.notices import register
from accounts.preferences import classify

from .states import CaseKind


def kind(key: Any) -> str:
    """The name of a kind of case."""
    return str(dict(CaseKind.choices).get(str(key), key))


def day(value: Any) -> str:
    """An ISO date in the reader's way of writing."""
    return date_format(date.fromisoformat(str(value)))


CASE = {
    "owner_opened": (
        _("A case for you: %(number)s"),
        _("%(kind)s, %(unit)s: you keep case %(number)s. Gather the facts and notify the party in time."),
    ),
    "party_notified": (
        _("You are asked for a statement: %(number)s"),
        _(
            "The city bureau opened case %(number)s (%(kind)s) against %(unit)s. Read the facts; your signatory "
            "may make a statement on the page of the case until the day shown there."
        ),
    ),
    "owner_stated": (
        _("A statement has come: %(number)s"),
        _("%(unit)s made its statement in case %(number)s. Read it and draft the decision."),
    ),
    "party_proceeded": (
        _("The time for your statement is over: %(number)s"),
        _("No statement of %(unit)s came in time. Case %(number)s is decided without it."),
    ),
    "decide.drafted": (
        _("A decision to sign: %(number)s"),
        _("An officer drafted the decision of case %(number)s (%(kind)s, %(unit)s). Read it and decide."),
    ),
    "drop.drafted": (
        _("A case to drop: %(number)s"),
        _(
            "An officer drafted that case %(number)s (%(kind)s, %(unit)s) is dropped. Read the reason and decide."
        ),
    ),
    "draft_set_aside": (
        _("Your draft was not signed: %(number)s"),
        _("The approver did not sign your draft in case %(number)s. Reason: %(reason)s"),
    ),
    "party_decided": (
        _("Case %(number)s is decided"),
        _(
            "The decision on %(unit)s (%(kind)s) is on the page of case %(number)s. Your signatory may ask for a "
            "second look until the day shown there."
        ),
    ),
    "owner_decided": (
        _("Case %(number)s is decided"),
        _(
            "The approver decided case %(number)s (%(unit)s). It takes effect after the days for a second look."
        ),
    ),
    "party_dropped": (
        _("Case %(number)s is dropped"),
        _("The case against %(unit)s (%(kind)s) is dropped. The page of the case gives the reason."),
    ),
    "owner_dropped": (
        _("Case %(number)s is dropped"),
        _("The approver signed that case %(number)s (%(unit)s) is dropped."),
    ),
    "approver_second_look": (
        _("A second look is asked for: %(number)s"),
        _(
            "%(unit)s asks for a second look at case %(number)s. Whoever did not decide it confirms or overturns."
        ),
    ),
    "owner_second_look": (
        _("A second look is asked for: %(number)s"),
        _("%(unit)s asks for a second look at case %(number)s. Another approver answers."),
    ),
    "party_in_effect": (
        _("The decision is in effect: %(number)s"),
        _("No second look was asked for. The decision in case %(number)s on %(unit)s is in effect."),
    ),
    "party_confirmed": (
        _("The decision is confirmed: %(number)s"),
        _("The second look confirmed the decision in case %(number)s on %(unit)s. It is in effect."),
    ),
    "owner_confirmed": (
        _("The decision is confirmed: %(number)s"),
        _("The second look confirmed case %(number)s (%(unit)s). It is in effect."),
    ),
    "party_overturned": (
        _("The decision is overturned: %(number)s"),
        _("The second look overturned the decision in case %(number)s on %(unit)s. Nothing follows from it."),
    ),
    "owner_overturned": (
        _("The decision is overturned: %(number)s"),
        _("The second look overturned case %(number)s (%(unit)s). A ban that followed from it is lifted."),
    ),
    "owner_due_soon": (
        _("Due soon: %(number)s"),
        _("Case %(number)s (%(unit)s) is due in two working days."),
    ),
    "owner_due_today": (_("Due today: %(number)s"), _("Case %(number)s (%(unit)s) is due today.")),
    "owner_overdue": (
        _("Overdue: %(number)s"),
        _("Case %(number)s (%(unit)s) is overdue. Take its next step."),
    ),
    "approver_overdue": (
        _("A case waits too long: %(number)s"),
        _("Case %(number)s (%(kind)s, %(unit)s) has been overdue for days. Ask its owner, or hand it over."),
    ),
    "approver_due_soon": (
        _("Due soon: %(number)s"),
        _("The second look at case %(number)s (%(unit)s) is due in two working days."),
    ),
    "approver_due_today": (
        _("Due today: %(number)s"),
        _("The second look at case %(number)s (%(unit)s) is due today."),
    ),
    "party_due_soon": (
        _("Two working days are left: %(number)s"),
        _("Until then your signatory may speak in case %(number)s on %(unit)s."),
    ),
    "party_due_today": (
        _("The last day: %(number)s"),
        _("Today is the last day on which your signatory may speak in case %(number)s on %(unit)s."),
    ),
}
CREDIT = {
    "party_withdrawn": (
        _("An entry of the credit record is withdrawn: %(unit)s"),
        _("An entry about %(unit)s in the research credit record no longer stands. Reason: %(reason)s"),
    ),
}
BAN = {
    "party_ended": (
        _("The ban on %(unit)s is over"),
        _("From %(day)s %(unit)s may lead and be in the core layer again. The record stays."),
    ),
    "city_ended": (
        _("A ban is over: %(unit)s"),
        _("The ban on %(unit)s ended; from %(day)s it may lead and be core again."),
    ),
}
REGISTRATION = {
    "members_lead_vacant": (
        _("The lead of %(name)s lost its place"),
        _(
            "%(name)s (%(number)s) stays registered, without a lead. Its members agree on a new one in time; any "
            "member's signatory may propose it on the page of the registration."
        ),
    ),
    "district_lead_vacant": (
        _("Lead vacant: %(name)s"),
        _("The lead of %(name)s (%(number)s) was disqualified. Its members agree on a new one."),
    ),
    "members_new_lead": (
        _("%(name)s has a new lead"),
        _("The city confirmed the lead that all members of %(name)s agreed on."),
    ),
    "district_new_lead": (_("A new lead: %(name)s"), _("%(name)s (%(number)s) has a new lead.")),
    "members_revoked": (
        _("The registration of %(name)s is revoked"),
        _(
            "The registration of %(name)s (%(number)s) is revoked by a signed decision. The register says so now."
        ),
    ),
    "district_revoked": (
        _("Revoked: %(name)s"),
        _("The registration of %(name)s (%(number)s) is revoked by a signed decision."),
    ),
    "members_dissolved": (
        _("%(name)s is dissolved"),
        _("All members resolved to dissolve %(name)s (%(number)s); the city took note."),
    ),
    "district_dissolved": (_("Dissolved: %(name)s"), _("%(name)s (%(number)s) dissolved itself.")),
    "city_dissolved": (_("Dissolved: %(name)s"), _("%(name)s (%(number)s) dissolved itself.")),
    "restore.drafted": (
        _("A new lead to confirm: %(name)s"),
        _(
            "An officer drafted that the new lead of %(name)s (%(number)s) is confirmed. Read the paper and decide."
        ),
    ),
    "dissolve.drafted": (
        _("A dissolution to confirm: %(name)s"),
        _("All members resolved to dissolve %(name)s (%(number)s). Read the paper and decide."),
    ),
    "draft_set_aside": (
        _("Your draft was not signed: %(name)s"),
        _("The approver did not sign your draft on %(name)s. Reason: %(reason)s"),
    ),
    "members_vacant_soon": (
        _("A new lead is still to be agreed: %(name)s"),
        _("%(name)s has no lead. The members have until %(day)s to agree on a new one."),
    ),
    "members_vacant_overdue": (
        _("The time to agree a new lead is over: %(name)s"),
        _("The members of %(name)s had until %(day)s. Agree now, or the city decides what becomes of it."),
    ),
    "city_vacant_overdue": (
        _("No new lead: %(name)s"),
        _("The members of %(name)s (%(number)s) had until %(day)s to agree a new lead. Speak with them."),
    ),
    "approver_vacant_overdue": (
        _("No new lead for a long time: %(name)s"),
        _("The members of %(name)s (%(number)s) had until %(day)s. Decide with the officers what follows."),
    ),
    "members_resolution": (
        _("Your consent is asked for: %(name)s"),
        _(
            "A resolution of the members of %(name)s waits for every member's signatory. Read its paper first."
        ),
    ),
    "members_resolution_taken_back": (
        _("A resolution was taken back: %(name)s"),
        _("The resolution on %(name)s was taken back. Reason: %(reason)s"),
    ),
    "members_resolved": (
        _("All members consented: %(name)s"),
        _(
            "All members of %(name)s consented to its end. A signatory now hands it to the approver on the page of "
            "the registration."
        ),
    ),
    "city_resolved": (
        _("All members consented: %(name)s"),
        _("All members of %(name)s (%(number)s) consented to their resolution. Take the next step."),
    ),
}

for _prefix, _texts in (("case", CASE), ("registration", REGISTRATION)):
    for _kind, (_subject, _body) in _texts.items():
        register(f"{_prefix}.{_kind}", _subject, _body, kind=kind, day=day)
for _kind, (_subject, _body) in CREDIT.items():
    register(f"credit.{_kind}", _subject, _body)
for _kind, (_subject, _body) in BAN.items():
    register(f"ban.{_kind}", _subject, _body, day=day)

classify("statement", "case.party_notified", "case.party_proceeded", "ban.*")
classify(
    "decision", "case.party_decided", "case.party_dropped", "case.party_in_effect", "case.party_confirmed",
    "case.party_overturned", "credit.*",
)  # fmt: skip
classify(
    "deadline",
    "case.*_due_*",
    "case.*_overdue",
    "registration.members_vacant_*",
    "registration.*_vacant_overdue",
)
classify("decision", "registration.*_revoked", "registration.*_dissolved", "registration.*_lead_vacant",
         "registration.*_new_lead")  # fmt: skip
classify("consent", "registration.members_resolution*")
classify("answers", "registration.members_resolved")
classify("tasks", "case.owner_*", "case.*.drafted", "case.draft_set_aside", "case.approver_second_look",
         "registration.city_resolved", "registration.*.drafted", "registration.draft_set_aside")  # fmt: skip
