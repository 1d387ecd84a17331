"""What letters about units, memberships, appointments and the agreement say."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.notices import register
from consortia.states import Post, RepresentativeKind


def post(key: Any) -> str:
    """The name of a post."""
    return str(dict(Post.choices).get(str(key), key))


def role(key: Any) -> str:
    """The name of a role in a unit."""
    return str(dict(RepresentativeKind.choices).get(str(key), key))


def day(value: Any) -> str:
    """An ISO date in the reader's way of writing."""
    return date_format(date.fromisoformat(str(value)))


register(
    "claim.person_confirmed",
    _("You now act for %(unit)s"),
    _("An officer confirmed your claim of %(unit)s. You are its manager and may add colleagues."),
)
register(
    "claim.person_refused",
    _("Your claim of %(unit)s was refused"),
    _(
        "An officer refused your claim of %(unit)s. The page of your units gives the reason. You may claim again."
    ),
)
register(
    "claim.waiting",
    _("A unit to confirm: %(unit)s"),
    _("Somebody claims to act for %(unit)s. Compare the licence and confirm, or refuse with a reason."),
)
register(
    "claim.second",
    _("%(person)s would like to act for %(unit)s"),
    _(
        "%(person)s claims to act for %(unit)s, which you manage. Add the person as a colleague if that is right."
    ),
)
register(
    "colleague.invitation",
    _("%(unit)s makes you %(role)s"),
    _("Open the link to act for %(unit)s as %(role)s. The link works once, for this address."),
    role=role,
)
register(
    "colleague.handover",
    _("%(person)s hands you the role %(role)s of %(unit)s"),
    _(
        "Open the link to take over from %(person)s. You then act for %(unit)s as %(role)s, %(person)s no longer."
    ),
    role=role,
)
register(
    "colleague.accepted",
    _("%(person)s has joined %(unit)s"),
    _("%(person)s accepted your link and acts for %(unit)s as %(role)s."),
    role=role,
)
register(
    "membership.invitation",
    _("%(unit)s is invited to join %(name)s"),
    _(
        "%(lead)s leads %(name)s and invites %(unit)s to be a party. Open the link: it says who takes part and what "
        "your unit would do. Have at hand: an e-mail address of your unit to register with, and somebody who may "
        "sign for it. Accepting or declining takes five minutes; the agreement is signed once it is uploaded. The "
        "link works through %(until)s."
    ),
    until=day,
)
register(
    "membership.member_invited",
    _("Invitation to join %(name)s"),
    _(
        "%(lead)s leads %(name)s and invites %(unit)s to be a party. See what it would do and sign, then accept or "
        "decline."
    ),
)
register(
    "membership.lead_accepted",
    _("%(unit)s has accepted"),
    _("%(unit)s accepted the invitation to %(name)s."),
)
register(
    "membership.lead_declined",
    _("%(unit)s has declined"),
    _("%(unit)s declined the invitation to %(name)s."),
)
register(
    "membership.lead_left",
    _("%(unit)s has left"),
    _("%(unit)s has left %(name)s. All signatures are void; the parties sign anew."),
)
register(
    "membership.member_removed",
    _("%(unit)s is no longer a party"),
    _("The lead took %(unit)s off %(name)s. The reason is in the record."),
)
register(
    "membership.sign_reminder",
    _("To sign: the agreement of %(name)s"),
    _(
        "%(unit)s has not signed the present text of the agreement of %(name)s. Read it and sign; five minutes."
    ),
)
register(
    "membership.reminder",
    _("Waiting for %(unit)s: %(name)s"),
    _(
        "In %(name)s it is your unit's move. Points that wait for %(unit)s: %(n)s. Open the page; five minutes."
    ),
)
register(
    "membership.signature_taken_back",
    _("%(unit)s took its signature back"),
    _("%(unit)s took back its signature under the agreement of %(name)s. Reason: %(reason)s"),
)
register(
    "membership.delegated",
    _("%(person)s asks you to sign for %(unit)s"),
    _(
        "%(person)s hands the answer and signature of %(unit)s in %(name)s to you. Take it on, or hand it back."
    ),
)
register(
    "membership.delegation_taken",
    _("%(person)s signs for %(unit)s"),
    _("%(person)s took on the answer and signature of %(unit)s in %(name)s."),
)
register(
    "membership.delegation_declined",
    _("%(person)s handed it back"),
    _(
        "%(person)s does not take on the signature of %(unit)s in %(name)s. Sign yourself, or ask somebody else."
    ),
)
register(
    "membership.annex_changed",
    _("The part of %(unit)s reads differently"),
    _(
        "Facts or resources of %(unit)s in %(name)s changed; its confirmation is void. See what, and confirm anew."
    ),
)
register(
    "agreement.changed",
    _("The agreement changed: %(name)s"),
    _(
        "The agreement of %(name)s now reads differently (version %(version)s). Your signature is void; sign anew."
    ),
)
register(
    "agreement.ready",
    _("Ready to sign: the agreement of %(name)s"),
    _(
        "The agreement of %(name)s is uploaded (version %(version)s), and your unit can sign it now. "
        "Read it and sign; five minutes."
    ),
)
register(
    "agreement.signed_by_all",
    _("All have signed: %(name)s"),
    _(
        "Every party of %(name)s has signed the agreement as it now stands (version %(version)s). "
        "Next: see what is still missing in the list of parts, then submit."
    ),
)
register(
    "appointment.invitation",
    _("%(name)s asks you to be its %(post)s"),
    _(
        "%(lead)s leads %(name)s and names you as its %(post)s. Open the link, on a phone too: it says what is asked "
        "and for how long. Accept or decline; no account is needed. The link works through %(until)s."
    ),
    post=post,
    until=day,
)
register(
    "appointment.lead_accepted",
    _("The %(post)s has accepted"),
    _("The %(post)s named for %(name)s has accepted."),
    post=post,
)
register(
    "appointment.lead_declined",
    _("The %(post)s has declined"),
    _("The %(post)s named for %(name)s has declined. Name another person."),
    post=post,
)
