"""The closed list of roles of office, what each may see without an object at hand, and which never merge."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

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
    ROLE_CONFIRM = "role.confirm"
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
    Role.SUPERVISOR: frozenset({P.OBJECTION_READ, P.LEDGER_READ, P.ROLE_CONFIRM}),
    Role.AUDITOR: frozenset({P.LEDGER_READ, P.LEDGER_VERIFY}),
    Role.SYSTEM_ADMIN: frozenset({P.STAFF_INVITE}),
    Role.SECURITY_ADMIN: frozenset({P.ROLE_GRANT, P.ROLE_CONFIRM}),
    Role.AUDIT_ADMIN: frozenset({P.LEDGER_VERIFY}),
}

# Pairs that one person may never hold together, each with the reason shown on the roles page.
NEVER_TOGETHER: tuple[tuple[Role, Role, object], ...] = (
    (Role.CITY_OFFICER, Role.APPROVER, _("Whoever posts or closes a notice may not register the result.")),
    (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, _("Whoever keeps accounts may not hand out rights.")),
    (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, _("Whoever keeps accounts may not check the record of it.")),
    (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, _("Whoever hands out rights may not check the record of it.")),
    *((admin, role, _("Administrators do no business.")) for admin in ADMINISTRATORS for role in BUSINESS),
    *(
        (admin, role, _("Administrators open no business data."))
        for admin in ADMINISTRATORS
        for role in WATCHERS
    ),
    (Role.AUDITOR, Role.CITY_OFFICER, _("Whoever checks may not have decided.")),
    (Role.AUDITOR, Role.APPROVER, _("Whoever checks may not have decided.")),
    (Role.SUPERVISOR, Role.CITY_OFFICER, _("Whoever supervises may not have decided.")),
    (Role.SUPERVISOR, Role.APPROVER, _("Whoever supervises may not have decided.")),
    (Role.EXPERT, Role.CITY_OFFICER, _("Whoever runs a review may not score in it.")),
)

# What full separation keeps apart besides; each pair merges only while its office parameter says so.
MERGEABLE: tuple[tuple[Role, Role, object, str], ...] = (
    (
        Role.DISTRICT_OFFICER,
        Role.DISTRICT_HEAD,
        _("Whoever drafts the opinion does not sign it."),
        "district_one_person",
    ),
    (
        Role.SUPERVISOR,
        Role.AUDITOR,
        _("Whoever supervises objections does not also check the record."),
        "supervisor_is_auditor",
    ),
)
SUPERVISOR_CONFIRMS = "supervisor_confirms_roles"
"""The office parameter that lets the supervisor be the second person where one security administrator is alone."""


def apart(office: Mapping[str, Any]) -> tuple[tuple[Role, Role, object], ...]:
    """The pairs that one person may not hold together under the office parameters, each with its reason."""
    return (*NEVER_TOGETHER, *(pair[:3] for pair in MERGEABLE if not office[pair[3]]))
