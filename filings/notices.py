"""What letters about filings say. One text for each kind a row, a hold or a ticket tells."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.notices import register

Text = tuple[Any, Any]

TEXTS: dict[str, Text] = {
    "district_inbox": (
        _("To check: %(name)s"),
        _("%(name)s (%(serial)s) was submitted. Open it to check the dossier."),
    ),
    "members_submitted": (
        _("Submitted: %(name)s"),
        _("The lead has submitted %(name)s (%(serial)s). You can follow it on its page."),
    ),
    "filer_returned": (
        _("To correct: %(name)s"),
        _("%(name)s (%(serial)s) came back for correction. All points are on its page; answer each, then submit."),
    ),
    "city_inbox": (
        _("Form check: %(name)s"),
        _("%(name)s (%(serial)s) is with the city. Open it to check its form."),
    ),
    "filer_endorsed": (
        _("Recommended: %(name)s"),
        _("The district recommends %(name)s (%(serial)s). It is now with the city."),
    ),
    "city_not_recommended": (
        _("Not recommended: %(name)s"),
        _("The district does not recommend %(name)s (%(serial)s). The lead may ask you for a second look."),
    ),
    "filer_not_recommended": (
        _("Not recommended: %(name)s"),
        _("The district does not recommend %(name)s (%(serial)s). Its page gives the reason and the clause. "
          "You may ask the city for a second look."),
    ),
    "city_second_look_asked": (
        _("Second look asked for: %(name)s"),
        _("The lead of %(name)s (%(serial)s) asks for a second look. Open it to decide."),
    ),
    "filer_second_look": (
        _("A second look begins: %(name)s"),
        _("The city takes a second look at %(name)s (%(serial)s)."),
    ),
    "district_second_look": (
        _("Second look by the city: %(name)s"),
        _("The city takes a second look at %(name)s (%(serial)s), which you did not recommend."),
    ),
    "filer_sent_back": (
        _("Back with the district: %(name)s"),
        _("The city sent %(name)s (%(serial)s) back to the district. You need do nothing now."),
    ),
    "filer_accepted": (
        _("Accepted for review: %(name)s"),
        _("%(name)s (%(serial)s) is accepted for review. The experts read it next."),
    ),
    "round_inbox": (
        _("A filing for your panel: %(name)s"),
        _("%(name)s (%(serial)s) joined the round you lead."),
    ),
    "city_visit": (
        _("Site visit to arrange: %(name)s"),
        _("The panel asks for a visit to %(name)s (%(serial)s). Arrange the day."),
    ),
    "filer_visit": (
        _("A site visit is coming: %(name)s"),
        _("The panel will visit %(name)s (%(serial)s). The day follows."),
    ),
    "city_defence": (
        _("Defence to arrange: %(name)s"),
        _("%(name)s (%(serial)s) goes on to the defence. Arrange the day."),
    ),
    "filer_defence": (
        _("A defence is coming: %(name)s"),
        _("%(name)s (%(serial)s) goes on to the defence. The day follows."),
    ),
    "city_selection": (
        _("For the meeting: %(name)s"),
        _("The review of %(name)s (%(serial)s) is concluded. Put it on a list for the meeting."),
    ),
    "filer_publicity": (
        _("On public notice: %(name)s"),
        _("%(name)s (%(serial)s) is on public notice. Its page shows both dates."),
    ),
    "members_publicity": (
        _("On public notice: %(name)s"),
        _("%(name)s (%(serial)s), which you belong to, is on public notice."),
    ),
    "district_publicity": (
        _("On public notice: %(name)s"),
        _("%(name)s (%(serial)s), which you recommended, is on public notice."),
    ),
    "city_corrected": (
        _("Notice corrected: %(name)s"),
        _("The approver corrected the public notice of %(name)s (%(serial)s). It runs anew."),
    ),
    "filer_reconsidered": (
        _("Back to the meeting: %(name)s"),
        _("An objection was upheld. %(name)s (%(serial)s) goes back to the meeting."),
    ),
    "approver_inbox": (
        _("To decide: %(name)s"),
        _("The public notice of %(name)s (%(serial)s) is closed. Register it or decline."),
    ),
    "filer_registered": (
        _("Registered: %(name)s"),
        _("%(name)s (%(serial)s) is registered. The letter and the certificate are on its page."),
    ),
    "members_registered": (
        _("Registered: %(name)s"),
        _("%(name)s (%(serial)s), which you belong to, is registered."),
    ),
    "district_registered": (
        _("Registered: %(name)s"),
        _("%(name)s (%(serial)s), which you recommended, is registered."),
    ),
    "filer_declined": (
        _("Not registered: %(name)s"),
        _("%(name)s (%(serial)s) is not registered. Its page gives the reason and the clause."),
    ),
    "district_declined": (
        _("Not registered: %(name)s"),
        _("%(name)s (%(serial)s) is not registered. The reason is on its page."),
    ),
    "members_discarded": (
        _("Draft put away: %(name)s"),
        _("The lead has put the draft of %(name)s (%(serial)s) into the trash. Nothing is left for you to do."),
    ),
    "members_restored": (
        _("Draft taken up again: %(name)s"),
        _("The lead has taken the draft of %(name)s (%(serial)s) out of the trash. What you had done still stands."),
    ),
    "members_withdrawn": (
        _("Withdrawn: %(name)s"),
        _("The lead has withdrawn %(name)s (%(serial)s). Nothing is left for you to do."),
    ),
    "district_withdrawn": (
        _("Withdrawn: %(name)s"),
        _("The lead has withdrawn %(name)s (%(serial)s)."),
    ),
    "filer_lapsed": (
        _("Correction lapsed: %(name)s"),
        _("%(name)s (%(serial)s) was not corrected in time and has lapsed. A new filing is possible."),
    ),
    "members_lapsed": (
        _("Correction lapsed: %(name)s"),
        _("%(name)s (%(serial)s), which you belong to, was not corrected in time and has lapsed."),
    ),
    "district_lapsed": (
        _("Correction lapsed: %(name)s"),
        _("%(name)s (%(serial)s) was not corrected in time and has lapsed."),
    ),
    "hold_asked": (
        _("A hold is asked for: %(name)s"),
        _("A city officer asks to stop the clocks of %(name)s (%(serial)s). The approver decides."),
    ),
    "hold_placed": (
        _("On hold: %(name)s"),
        _("The clocks of %(name)s (%(serial)s) stand still. Its page gives the reason."),
    ),
    "hold_lifted": (
        _("Hold lifted: %(name)s"),
        _("The clocks of %(name)s (%(serial)s) run again. The lost working days are given back."),
    ),
    "draft_set_aside": (
        _("Your draft was not used: %(name)s"),
        _("%(name)s (%(serial)s) moved on without your draft. It is kept in the record."),
    ),
    **{
        f"{who}_party_left": (
            _("A party has left: %(name)s"),
            _("%(unit)s has left %(name)s (%(serial)s). The signatures are void; its page says what follows."),
        )
        for who in ("filer", "district", "city")
    },
    **{
        f"{event}.drafted": (
            _("For your signature: %(name)s"),
            _("A colleague drafted a step on %(name)s (%(serial)s). Read the draft, then decide."),
        )
        for event in (
            "endorse", "not_recommend", "refuse", "decline", "uphold_reject", "correct", "terminate", "withdraw",
        )
    },
    **{
        f"{who}_{what}": (subject, body)
        for who in ("filer", "district", "city", "approver")
        for what, subject, body in (
            (
                "due_soon",
                _("Due soon: %(name)s"),
                _("%(name)s (%(serial)s) is with you and due within two working days."),
            ),
            ("due_today", _("Due today: %(name)s"), _("%(name)s (%(serial)s) is with you and due today.")),
            (
                "overdue",
                _("Overdue: %(name)s"),
                _("%(name)s (%(serial)s) is with you and overdue. Act, or say why not."),
            ),
        )
    },
}  # fmt: skip

for kind, (subject, body) in TEXTS.items():
    register(f"filing.{kind}", subject, body)

for kind, subject, body in (
    ("holder_handed", _("Handed to you: a part of %(name)s"),
     _("The lead of %(name)s (%(serial)s) asks you to write a part of the dossier. Its page says what, by when.")),
    ("lead_ready", _("Ready for your look: a part of %(name)s"),
     _("%(unit)s hands its part of %(name)s (%(serial)s) back as ready. Look at it: take it as done, or ask again.")),
    ("holder_redo", _("Please redo: a part of %(name)s"),
     _("The lead of %(name)s (%(serial)s) asks you to go over your part again. Its page says why.")),
    ("holder_accepted", _("Done: your part of %(name)s"),
     _("The lead of %(name)s (%(serial)s) takes your part as done. You need do nothing more.")),
    ("holder_withdrawn", _("Taken back: a part of %(name)s"),
     _("The lead of %(name)s (%(serial)s) took the part back. You need do nothing more.")),
):  # fmt: skip
    register(f"handoff.{kind}", subject, body)


for kind, subject, body in (
    ("name_asked", _("A name to correct: %(unit)s"),
     _("People of %(unit)s say that it is called %(after)s. Compare it with the register, then correct it or not.")),
    ("name_corrected", _("The name is corrected: %(unit)s"),
     _("An officer corrected the name of your unit to %(unit)s. Agreements that name it are signed again.")),
    ("name_refused", _("The name stays: %(unit)s"),
     _("An officer compared the name of %(unit)s and left it. The reason: %(reason)s")),
):  # fmt: skip
    register(f"unit.{kind}", subject, body)


TICKETS: dict[str, Text] = {
    "ticket.filer_withdrawn": (
        _("Ticket %(number)s withdrawn: %(name)s"),
        _("The office withdrew ticket %(number)s of %(name)s (%(serial)s). It stays on record; no answer is needed."),
    ),
    "filing.late_point": (
        _("A point told late: %(name)s"),
        _("A ticket on %(name)s (%(serial)s) asks for something that the first return could have told. "
          "Confirm the reason, or leave it."),
    ),
    "question.unit_asked": (
        _("A question to %(unit)s: %(name)s"),
        _("The office asks %(unit)s about %(name)s (%(serial)s). Nothing is returned; please answer in time."),
    ),
    "question.filer_copy": (
        _("The office asks %(unit)s: %(name)s"),
        _("A copy for the lead: the office asks %(unit)s about %(name)s (%(serial)s). Nothing is returned."),
    ),
    "question.unit_again": (
        _("Asked again: %(name)s"),
        _("The office read the answer to question %(number)s about %(name)s (%(serial)s) and asks again."),
    ),
    "question.unit_withdrawn": (
        _("Question withdrawn: %(name)s"),
        _("The office withdrew question %(number)s about %(name)s (%(serial)s). You need not answer it."),
    ),
    "question.desk_answered": (
        _("Answered, to read: %(name)s"),
        _("Question %(number)s about %(name)s (%(serial)s) is answered. The filing stayed with you."),
    ),
}  # fmt: skip

for kind, (subject, body) in TICKETS.items():
    register(kind, subject, body)
