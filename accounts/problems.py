"""Why an act on accounts is refused: a code with values, and the sentence for people."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "own_role": _("Nobody grants or ends a role of their own. Another administrator does it."),
    "never_together": _("%(person)s already holds %(held)s. The two never meet in one person: %(reason)s"),
    "role_held": _("%(person)s already holds this role at this authority."),
    "wrong_place": _("%(role)s is a role of another kind of authority than %(authority)s."),
    "role_ended": _("This role has ended already."),
    "account_closed": _("This account is closed."),
    "account_open": _("This account is open already."),
    "proposed_already": _("This is proposed for %(person)s already and waits for a second person."),
    "not_second": _("This needs another security administrator than the one who proposed it."),
    "proposer_gone": _("Whoever proposed this is no security administrator any more. Turn it down."),
    "address_taken": _("%(email)s already has an account. Grant the role to that account instead."),
    "invitation_used": _("This invitation was used already. Sign in instead."),
    "invitation_over": _("This invitation has expired. Ask for a new one."),
    "past_day": _("%(day)s is past. Choose a day from today on."),
    "administrators_exist": _("There are administrators already: they invite whoever comes after."),
    "one_security_admin": _(
        "Two security administrators are needed: one proposes a role, the other confirms it."
    ),
    "deputy_self": _("Nobody is their own deputy."),
}


class AccountProblem(Exception):
    """An act on accounts that was refused; ``str()`` gives the sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        return str(SENTENCES[self.code]) % self.params
