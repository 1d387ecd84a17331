"""Words for every refusal of this room: what was found, and how to put it right."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from consortia.message_values import chapters, contents, day, kind, minute, tables
from workflow import messages
from workflow.messages import Message
from workflow.refusal import Refusal

BASICS = {
    "formal_name_missing": Message(
        _("The consortium has no formal name."), _("Enter the name that should be registered.")
    ),
    "name_unusual": Message(
        _("“%(name)s” does not end in 创新联合体, as registered names do."),
        _("Check the name. You may keep it."),
    ),
    "industry_missing": Message(
        _("No industry is chosen."), _("Choose one of the “10+1” industries, or “other” with a reason.")
    ),
    "track_missing": Message(
        _("No track is chosen."), _("Choose a track, or type yours if the list lacks it.")
    ),
    "other_industry_unexplained": Message(
        _("The industry is “other”, without a reason."), _("Write why none of the “10+1” industries fits.")
    ),
    "need_missing": Message(
        _("The need of industry is not stated."),
        _("Write which technology or market need holds the industry back."),
    ),
}

LEAD = {
    "lead_not_single": Message(_("Leads: %(count)s. A consortium has exactly one."), _("Choose one lead.")),
    "lead_not_enterprise": Message(
        _("%(unit)s is registered as “%(kind)s”. Only an enterprise can lead."),
        _("Choose an enterprise as lead, or correct the unit's kind."),
        {"kind": kind},
    ),
    "lead_not_in_qingdao": Message(
        _("%(unit)s has no confirmed seat in Qingdao. The lead must be registered there."),
        _(
            "Claim the unit with its licence under Units, so that an officer confirms its seat; or choose another lead."
        ),
    ),
    "lead_is_branch": Message(
        _("%(unit)s is a branch. The lead must be independently registered."),
        _("Choose the company itself as lead."),
    ),
    "lead_not_legal_person": Message(
        _("%(unit)s is not confirmed as a legal person of its own."),
        _("Show the licence, or choose a lead that is a legal person."),
    ),
    "lead_code_elsewhere": Message(
        _("The code of %(unit)s was issued by registry %(digits)s, not by one in Qingdao (3702)."),
        _("The officer compares the seat on the licence. Nothing to do."),
    ),
    "lead_banned": Message(
        _("%(unit)s may not lead a consortium through %(until)s."),
        _("Choose another lead, or wait until the day after."),
        {"until": day},
    ),
    "core_banned": Message(
        _("%(units)s may not be a core party through %(until)s."),
        _("Move the unit to another layer, or take it out."),
        {"until": day},
    ),
    "ordinary_banned": Message(
        _("%(units)s may neither lead nor be core through %(until)s. Ordinary membership is open."),
        _("Nothing to do. Reviewers see this note."),
        {"until": day},
    ),
    "lead_of_several": Message(
        _("%(unit)s leads other consortia already: %(count)s."), _("Nothing to do. Reviewers see this note.")
    ),
}

MEMBERS = {
    "few_industry": Message(
        _("Chain enterprises: %(found)s, in principle at least %(needed)s."),
        _("Invite more, or give your reason."),
    ),
    "few_academic": Message(
        _("Universities and institutes: %(found)s, in principle at least %(needed)s."),
        _("Invite more, or give your reason."),
    ),
    "invitations_open": Message(
        _("Units that have not answered: %(count)s (%(units)s)."),
        _("Remind them, or take back the invitation."),
    ),
    "code_missing": Message(
        _("%(units)s: no credit code."), _("Enter the code. Only units abroad and of defence have none.")
    ),
    "codes_invalid": Message(
        _("These credit codes cannot be right: %(units)s."), _("Compare them with the licence.")
    ),
    "not_voluntary": Message(
        _("It is not confirmed that the unit joins of its own free will."), _("Tick the box, or decline.")
    ),
    "not_accepted_yet": Message(
        _("%(unit)s has not accepted the invitation."), _("Accept first, then sign.")
    ),
    "codes_repeated": Message(
        _("These codes are listed more than once: %(codes)s."), _("Keep each unit once.")
    ),
}

PEOPLE = {
    "director_missing": Message(
        _("No director is named. In principle the lead appoints one."), _("Name one, or give your reason.")
    ),
    "director_unaccepted": Message(
        _("The director %(person)s has not accepted yet."), _("Remind the person, or name another.")
    ),
    "chief_expert_missing": Message(_("No chief expert is named."), _("Name one and send the link.")),
    "chief_expert_unaccepted": Message(
        _("%(person)s has not accepted yet."), _("Remind the person, or name another.")
    ),
    "chief_expert_qualities": Message(
        _("Qualities of the chief expert described: %(found)s of %(needed)s."),
        _("Write a line on each of the three."),
    ),
    "chief_expert_cv_missing": Message(_("There is no CV of %(person)s."), _("Upload the CV.")),
    "chief_expert_of_several": Message(
        _("%(person)s is chief expert of other consortia: %(count)s."),
        _("Nothing to do. Reviewers see this note."),
    ),
}

PAPERS = {
    "agreement_missing": Message(_("The agreement is not uploaded."), _("Upload the text all parties sign.")),
    "duty_missing": Message(
        _("It is not written what %(unit)s will do."), _("Write it among the members, then sign.")
    ),
    "agreement_changed": Message(
        _("The agreement changed while you read it; version %(version)s is the current one."),
        _("Read the current text, then sign."),
    ),
    "one_signatory": Message(
        _("The unit has fewer than two signatories."), _("Add a second signatory first.")
    ),
    "second_signatory_needed": Message(
        _("You have signed for %(unit)s already; here two signatories sign together."),
        _("The other signatory of your unit signs from their own account."),
    ),
    "not_a_colleague": Message(
        _("This person does not act for %(unit)s."),
        _("Add the person as a colleague first, then hand it on."),
    ),
    "annex_empty": Message(
        _("Nothing is written in the part of %(unit)s yet."),
        _("Write the contact and what the unit is able to do, then confirm."),
    ),
    "annex_changed": Message(
        _("The part of %(unit)s changed while you read it."), _("Read it again, then confirm.")
    ),
    "scan_without_words": Message(
        _("The words beside the stamp are missing."),
        _("Type the four words that stand on the paper, at its foot, beside the box for the stamp."),
    ),
    "scan_of_other_words": Message(
        _("You typed “%(found)s”; the present data page of your unit has other words beside the stamp."),
        _(
            "Read them off the stamped paper. If they differ still, print the page anew and have that one stamped."
        ),
    ),
    "submitted_already": Message(
        _("The dossier is submitted; this can no longer be changed here."),
        _("Ask the lead, or leave the consortium."),
    ),
    "pdf_altered": Message(
        _("The PDF was changed before or after it was signed: more than signatures was added."),
        _("Download the data page anew, sign it, and upload it unchanged."),
    ),
    "certificate_of_another": Message(
        _("The certificate is held by “%(holder)s”; your unit is %(unit)s (%(code)s)."),
        _("Sign with the unit's own certificate, in its name or credit code, or upload a stamped scan."),
    ),
    "pdf_partly_covered": Message(
        _("The signature covers only a part of the file; something was added behind it."),
        _("Sign the data page as the last step and upload it unchanged."),
    ),
    "pdf_of_other_text": Message(
        _("The signed PDF was made neither from your data page nor from the present agreement."),
        _("Download the data page here, sign that file, and upload it."),
    ),
    "pdf_unsigned": Message(
        _("The PDF carries no certificate signature."),
        _("Sign it with your certificate, or upload a stamped scan."),
    ),
    "pdf_unreadable": Message(
        _("The signatures in the PDF cannot be read."),
        _("Download the data page anew, sign it, and upload it."),
    ),
    "pdf_too_large": Message(
        _("A signed PDF may have 20 MB."), _("Sign the data page instead of the whole agreement.")
    ),
    "contents_missing": Message(
        _("Contents of the agreement not pointed out: %(contents)s."),
        _("Write the article or page of each."),
        {"contents": contents},
    ),
    "dispute_not_chosen": Message(
        _("The way to settle disputes is not chosen."), _("Choose arbitration or court.")
    ),
    "dispute_both_chosen": Message(
        _("Both arbitration and court are chosen."), _("Keep one of the two, here and in the agreement.")
    ),
    "parties_unsigned": Message(
        _("Not signed yet: %(count)s (%(units)s)."), _("Remind them; every party signs the current text.")
    ),
    "chapters_missing": Message(
        _("Chapters of the plan without an answer: %(chapters)s."),
        _("Write each, or give the pages of an uploaded document."),
        {"chapters": chapters},
    ),
    "tables_empty": Message(
        _("No row is typed in: %(tables)s."),
        _("Type at least one row in each; or give a reason, such as the page of the plan where they stand."),
        {"tables": tables},
    ),
    "pledge_unsigned": Message(_("The integrity pledge is not signed."), _("The lead's signatory signs it.")),
    "member_pledges_missing": Message(
        _("Members without an integrity pledge: %(units)s."),
        _("Ask their signatories to sign it, each on the unit's own page."),
    ),
    "secrets_unconfirmed": Message(
        _("It is not confirmed that nothing here is a state secret."),
        _("Check the material and tick the box. State secrets may not be entered."),
    ),
    "files_held": Message(
        _("The virus check has not passed these files: %(files)s."),
        _("Wait some minutes; replace a file that was refused."),
    ),
    "window_closed": Message(
        _("This call takes filings from %(opens)s until %(closes)s."),
        _("Wait for it to open, choose another call, or file without one."),
        {"opens": minute, "closes": minute},
    ),
}

VALIDITY = {
    "validity_too_long": Message(
        _("The last day would be %(last)s; three years end on %(limit)s."),
        _("Choose %(limit)s or an earlier day."),
        {"last": day, "limit": day},
    ),
    "validity_backwards": Message(
        _("The registration would end before it starts on %(start)s."),
        _("Choose a later last day."),
        {"start": day},
    ),
}

CODES = {
    "code_hidden": Message(
        _("The code holds a character that cannot be seen."), _("Type it by hand instead of pasting.")
    ),
    "code_length": Message(
        _("“%(value)s” has %(length)s characters; a credit code has %(needed)s."),
        _("Compare it with the licence."),
    ),
    "code_letter": Message(
        _(
            "Character %(place)s of “%(value)s” is “%(letter)s”. Codes use digits and letters without I, O, S, V, Z."
        ),
        _("I is often 1, O is 0, S is 5, Z is 2. Compare it with the licence."),
    ),
    "code_region": Message(
        _("Character %(place)s of “%(value)s” is “%(letter)s”; characters 3 to 8 are digits."),
        _("Compare it with the licence."),
    ),
    "code_organisation": Message(
        _("Character 17 of “%(value)s” is “%(found)s”; the eight before it give “%(expected)s”."),
        _("One of characters 9 to 17 is mistyped. Compare it with the licence."),
    ),
    "code_check": Message(
        _("Character 18 of “%(value)s” is “%(found)s”; the others give “%(expected)s”."),
        _("One character is mistyped. Compare it with the licence."),
    ),
}

STANDING = {
    "project_open": Message(
        _("Projects still open: %(count)s (%(projects)s). The consortium may not dissolve."),
        _("Close the projects first."),
    ),
    "change_without_project": Message(
        _("No approved project is named as the reason for the change."), _("Name the project.")
    ),
    "change_without_consent": Message(
        _("Members that have not consented to this text: %(count)s (%(units)s)."),
        _("Remind them; silence is no consent."),
    ),
    "change_without_supplement": Message(
        _("The supplement is not signed by: %(units)s."), _("Ask them to sign it.")
    ),
    "revocation_unsigned": Message(
        _("Only an unqualified result with a signed decision ends a registration."),
        _("Bring the case to decision."),
    ),
    "lead_failure_unproven": Message(
        _("The decision must state facts for both: failing to organise, and breaking the agreement."),
        _("Write the facts for each."),
    ),
    "credit_without_basis": Message(
        _("No basis is stated for the credit record."), _("Name the decision it rests on.")
    ),
    "referral_without_organ": Message(_("The receiving judicial organ is not named."), _("Name the organ.")),
}

LINKS = {
    "already_represents": Message(_("You act for %(unit)s already."), _("Open the page of your units.")),
    "link_used": Message(_("This link was used already."), _("Ask the unit's manager for a new one.")),
    "link_expired": Message(
        _("The time of this link is over (%(unit)s)."), _("Ask whoever sent it for a new one.")
    ),
    "link_for_another": Message(
        _("This link was sent to %(address)s."), _("Sign in with that address, or ask for a link to yours.")
    ),
    "link_of_other_side": Message(
        _(
            "You act for %(other)s, another party of this consortium, so you cannot be the first to act for %(unit)s."
        ),
        _("Pass the link on to somebody of the unit itself: each party answers and signs for itself."),
    ),
    "link_of_other_house": Message(
        _(
            "This link is for %(address)s (%(unit)s). Another address counts only within the unit's own domain."
        ),
        _("Ask the lead to correct the address, or claim the unit by its credit code."),
    ),
    "link_without_address": Message(
        _("No address of %(unit)s was given with this link, so nobody can be compared with it."),
        _("Ask the lead to enter the address, or claim the unit by its credit code."),
    ),
    "role_over": Message(
        _("The role of %(person)s has ended meanwhile."), _("Ask the unit's manager for a link of your own.")
    ),
    "handover_to_holder": Message(
        _("%(address)s is the address of the person who holds the role."),
        _("Name a colleague with another address."),
    ),
    "last_manager": Message(
        _("This is the unit's only manager."),
        _("Hand the role over to a colleague; it ends when the colleague accepts."),
    ),
    "unit_has_people": Message(
        _("%(unit)s already has people here: %(people)s."),
        _("Ask one of them to accept, or to add you as a colleague."),
    ),
}

MESSAGES = BASICS | LEAD | MEMBERS | PEOPLE | PAPERS | VALIDITY | CODES | STANDING

messages.register(MESSAGES)
messages.register(LINKS)


def message(refusal: Refusal) -> str:
    """What was found, in one sentence of the current language."""
    return messages.explain(refusal).text
