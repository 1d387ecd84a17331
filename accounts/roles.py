"""The closed list of roles of office, what each may see without an object at hand, and which never merge."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    DISTRICT_OFFICER = "district_officer", _("District officer")
    DISTRICT_HEAD = "district_head", _("District head")
    CITY_OFFICER = "city_officer", _("City officer")
    APPROVER = "approver", _("Approver")
    EXPERT = "expert", _("Expert")
    EVALUATOR = "evaluator", _("Evaluator")
    SUPERVISOR = "supervisor", _("Supervisor")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


DISTRICT = (Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD)
CITY = (Role.CITY_OFFICER, Role.APPROVER)
WATCHERS = (Role.SUPERVISOR, Role.AUDITOR)
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
BUSINESS = (*DISTRICT, *CITY, Role.EXPERT, Role.EVALUATOR)


class Permission(StrEnum):
    """What needs a role but no object. Named ``resource.action``."""

    CALL_MANAGE = "call.manage"
    CLAIM_JUDGE = "claim.judge"
    DESK_CITY = "desk.city"
    DESK_DISTRICT = "desk.district"
    EXPERT_MANAGE = "expert.manage"
    LEDGER_READ = "ledger.read"
    LEDGER_VERIFY = "ledger.verify"
    NOTICE_POST = "notice.post"
    OBJECTION_READ = "objection.read"
    PARAMETER_CONFIRM = "parameter.confirm"
    PARAMETER_PROPOSE = "parameter.propose"
    REVIEW_DO = "review.do"
    ROLE_GRANT = "role.grant"
    ROUND_MANAGE = "round.manage"
    STAFF_INVITE = "staff.invite"


P = Permission
GRANTED: dict[str, frozenset[Permission]] = {
    Role.DISTRICT_OFFICER: frozenset({P.DESK_DISTRICT, P.CLAIM_JUDGE}),
    Role.DISTRICT_HEAD: frozenset({P.DESK_DISTRICT}),
    Role.CITY_OFFICER: frozenset(
        {
            P.DESK_CITY,
            P.CALL_MANAGE,
            P.CLAIM_JUDGE,
            P.EXPERT_MANAGE,
            P.ROUND_MANAGE,
            P.NOTICE_POST,
            P.OBJECTION_READ,
            P.PARAMETER_PROPOSE,
        }
    ),
    Role.APPROVER: frozenset({P.DESK_CITY, P.PARAMETER_CONFIRM, P.OBJECTION_READ}),
    Role.EXPERT: frozenset({P.REVIEW_DO}),
    Role.EVALUATOR: frozenset(),
    Role.SUPERVISOR: frozenset({P.OBJECTION_READ, P.LEDGER_READ}),
    Role.AUDITOR: frozenset({P.LEDGER_READ, P.LEDGER_VERIFY}),
    Role.SYSTEM_ADMIN: frozenset({P.STAFF_INVITE}),
    Role.SECURITY_ADMIN: frozenset({P.ROLE_GRANT}),
    Role.AUDIT_ADMIN: frozenset({P.LEDGER_VERIFY}),
}

# Pairs that one person may never hold together, each with the reason shown on the roles page.
NEVER_TOGETHER: tuple[tuple[Role, Role, object], ...] = (
    (Role.CITY_OFFICER, Role.APPROVER, _("Whoever posts or closes a notice may not register the result.")),
    (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, _("Whoever keeps accounts may not hand out rights.")),
    (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, _("Whoever keeps accounts may not check the record of it.")),
    (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, _("Whoever hands out rights may not check the record of it.")),
    *((admin, role, _("Administrators do no business.")) for admin in ADMINISTRATORS for role in BUSINESS),
    (Role.AUDITOR, Role.CITY_OFFICER, _("Whoever checks may not have decided.")),
    (Role.AUDITOR, Role.APPROVER, _("Whoever checks may not have decided.")),
    (Role.SUPERVISOR, Role.CITY_OFFICER, _("Whoever supervises may not have decided.")),
    (Role.SUPERVISOR, Role.APPROVER, _("Whoever supervises may not have decided.")),
    (Role.EXPERT, Role.CITY_OFFICER, _("Whoever runs a review may not score in it.")),
)
