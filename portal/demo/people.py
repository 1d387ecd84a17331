"""Who can be met in the demonstration: named by role and place, never invented by name."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import Authority, RoleGrant, User
from accounts.roles import Role
from consortia.models import Representative, Unit
from reviews.models import Expert
from reviews.states import Field

MAIL = "@demo.lianhe.example"
UNITS, OFFICES, REVIEW = "units", "offices", "review"
GROUPS = (
    (UNITS, _("Companies and member units")),
    (OFFICES, _("Government offices")),
    (REVIEW, _("Review and the public")),
)
ALL_KINDS = ("manager", "editor", "signatory")
CITY = "370200"
LAOSHAN, WEST, CHENGYANG = "370212", "370211", "370214"


@dataclass(frozen=True, slots=True)
class Character:
    """One demo person. ``key`` is stable: links, tests and pictures use it."""

    key: str
    group: str
    name: str
    name_en: str
    unit: str = ""
    kinds: tuple[str, ...] = ()
    role: str = ""
    office: str = ""
    field: str = ""
    specialty: str = ""
    employer: str = ""
    employer_code: str = ""
    note: str = ""
    """What this person is good for when nothing can be counted for them."""
    link: bool = False
    """Has no account: acts by a link."""

    @property
    def email(self) -> str:
        return f"{self.key}{MAIL}"


# fmt: off
PEOPLE: tuple[Character, ...] = (
    Character("lead-editor", UNITS, "牵头单位编辑", "Lead editor", "deepblue", ("manager", "editor")),
    Character("lead-signatory", UNITS, "牵头单位签字人", "Lead signatory", "deepblue", ("signatory",)),
    Character("lead-westcoast", UNITS, "牵头单位经办人（西海岸新区）", "Lead, West Coast", "hydrogen", ALL_KINDS),
    Character("lead-chengyang", UNITS, "牵头单位经办人（城阳区）", "Lead, Chengyang", "railway", ALL_KINDS),
    Character("member-signatory", UNITS, "成员单位签字人", "Member signatory", "robots", ALL_KINDS),
    Character("member-university", UNITS, "成员高校签字人", "University signatory", "university", ALL_KINDS),
    Character("chief-expert", UNITS, "首席专家", "Chief expert", link=True),
    Character("newcomer", UNITS, "刚注册的人", "Newcomer"),
    Character("laoshan-officer", OFFICES, "崂山区经办人", "District officer, Laoshan",
              role=Role.DISTRICT_OFFICER, office=LAOSHAN),
    Character("laoshan-head", OFFICES, "崂山区负责人", "District head, Laoshan",
              role=Role.DISTRICT_HEAD, office=LAOSHAN),
    Character("westcoast-officer", OFFICES, "西海岸新区经办人", "District officer, West Coast",
              role=Role.DISTRICT_OFFICER, office=WEST),
    Character("westcoast-head", OFFICES, "西海岸新区负责人", "District head, West Coast",
              role=Role.DISTRICT_HEAD, office=WEST),
    Character("chengyang-officer", OFFICES, "城阳区经办人", "District officer, Chengyang",
              role=Role.DISTRICT_OFFICER, office=CHENGYANG),
    Character("chengyang-head", OFFICES, "城阳区负责人", "District head, Chengyang",
              role=Role.DISTRICT_HEAD, office=CHENGYANG),
    Character("city-officer", OFFICES, "市级经办人", "City officer", role=Role.CITY_OFFICER, office=CITY),
    Character("city-officer-2", OFFICES, "市级经办人（二）", "Second city officer",
              role=Role.CITY_OFFICER, office=CITY),
    Character("approver", OFFICES, "审批人", "Approver", role=Role.APPROVER, office=CITY),
    Character("supervisor", OFFICES, "纪检监督", "Supervisor", role=Role.SUPERVISOR, office=CITY),
    Character("auditor", OFFICES, "审计员", "Auditor", role=Role.AUDITOR, office=CITY),
    Character("system-admin", OFFICES, "系统管理员", "System administrator", role=Role.SYSTEM_ADMIN, office=CITY),
    Character("security-admin", OFFICES, "安全保密管理员", "Security administrator",
              role=Role.SECURITY_ADMIN, office=CITY),
    Character("security-admin-2", OFFICES, "安全保密管理员（二）", "Second security administrator",
              role=Role.SECURITY_ADMIN, office=CITY),
    Character("audit-admin", OFFICES, "安全审计管理员", "Audit administrator", role=Role.AUDIT_ADMIN, office=CITY),
    Character("expert-1", REVIEW, "评审专家（海工）", "Expert, ocean engineering", role=Role.EXPERT, office=CITY,
              field=Field.TECHNOLOGY, specialty="海洋工程装备", employer="示例海洋大学（外地）"),
    Character("expert-2", REVIEW, "评审专家（材料）", "Expert, materials", role=Role.EXPERT, office=CITY,
              field=Field.TECHNOLOGY, specialty="材料与制造工艺", employer="示例材料研究所（外地）"),
    Character("expert-3", REVIEW, "评审专家（人工智能）", "Expert, artificial intelligence", role=Role.EXPERT,
              office=CITY, field=Field.TECHNOLOGY, specialty="人工智能与数据", employer="示例信息学院（外地）"),
    Character("expert-4", REVIEW, "评审专家（财务）", "Expert, finance", role=Role.EXPERT, office=CITY,
              field=Field.FINANCE, specialty="科研经费与审计", employer="示例会计师事务所"),
    Character("expert-5", REVIEW, "评审专家（管理）", "Expert, management", role=Role.EXPERT, office=CITY,
              field=Field.MANAGEMENT, specialty="产学研组织管理", employer="示例管理学院（外地）"),
    Character("expert-6", REVIEW, "评审专家（投资）", "Expert, investment", role=Role.EXPERT, office=CITY,
              field=Field.INVESTMENT, specialty="硬科技投资", employer="示例创业投资公司（外地）"),
    Character("expert-7", REVIEW, "评审专家（知识产权）", "Expert, intellectual property", role=Role.EXPERT,
              office=CITY, field=Field.LAW, specialty="知识产权与合同", employer="示例海洋大学",
              employer_code="university"),
    Character("evaluator", REVIEW, "评估机构人员", "Evaluator", role=Role.EVALUATOR, office=CITY),
    Character("visitor", REVIEW, "没有登录的人", "Visitor"),
)
# fmt: on
BY_KEY = {person.key: person for person in PEOPLE}
WITHOUT_ACCOUNT = frozenset({"visitor", "chief-expert"})


def exist() -> bool:
    """Whether anybody of the demo is there."""
    return User.objects.filter(demo_key__isnull=False).exists()


def create(units: dict[str, Unit], *, now: datetime) -> dict[str, User]:
    """Every demo person's account with roles, units and expertise; keyed as in ``PEOPLE``."""
    offices = {office.key: office for office in Authority.objects.all()}
    found: dict[str, User] = {}
    for person in PEOPLE:
        if person.key in WITHOUT_ACCOUNT:
            continue
        user = User(
            email=person.email, name=person.name, name_en=person.name_en, demo_key=person.key, created_at=now
        )
        user.set_unusable_password()
        user.save()
        found[person.key] = user
        if person.role:
            RoleGrant.objects.create(
                user=user, role=person.role, authority=offices[person.office], granted_at=now
            )
        if person.unit:
            represent(user, units[person.unit], *person.kinds, now=now)
        if person.role == Role.EXPERT:
            code = units[person.employer_code].code if person.employer_code else ""
            Expert.objects.create(
                user=user,
                employer=person.employer,
                employer_code=code or "",
                field=person.field,
                specialty=person.specialty,
            )
    return found


def represent(user: User, unit: Unit, *kinds: str, now: datetime) -> None:
    """Let ``user`` act for ``unit``, as an officer's confirmation once did."""
    Representative.objects.bulk_create(
        Representative(user=user, unit=unit, kind=kind, basis=Representative.Basis.CLAIM, since=now)
        for kind in kinds
    )
