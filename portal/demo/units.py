"""The sample units: all marked 示例, with well-formed codes that belong to nobody."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Authority, User
from consortia.codes import sample_code
from consortia.models import Unit

from .people import ALL_KINDS, MAIL, represent

SEATS = {
    "370212": "崂山区",
    "370211": "西海岸新区",
    "370214": "城阳区",
    "370203": "市北区",
    "370202": "市南区",
}


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """One sample unit. Without an authority it sits outside Qingdao."""

    key: str
    name: str
    name_en: str
    kind: str = "enterprise"
    authority: str = ""
    counting: str = "industry"


# fmt: off
UNITS: tuple[SampleUnit, ...] = (
    # leads
    SampleUnit("deepblue", "示例深蓝智能装备有限公司", "Sample Deep Blue Equipment", authority="370212"),
    SampleUnit("membrane", "示例膜科技有限公司", "Sample Membrane Technology", authority="370212"),
    SampleUnit("medicine", "示例海洋药业有限公司", "Sample Marine Pharma", authority="370212"),
    SampleUnit("display", "示例显示技术有限公司", "Sample Display Technology", authority="370212"),
    SampleUnit("steelwork", "示例海工钢构有限公司", "Sample Offshore Steelwork", authority="370212"),
    SampleUnit("hydrogen", "示例氢能科技有限公司", "Sample Hydrogen Technology", authority="370211"),
    SampleUnit("packaging", "示例集成电路有限公司", "Sample Integrated Circuits", authority="370211"),
    SampleUnit("harbour", "示例智慧港口科技有限公司", "Sample Smart Harbour", authority="370211"),
    SampleUnit("railway", "示例轨道交通装备有限公司", "Sample Railway Equipment", authority="370214"),
    SampleUnit("lowsky", "示例低空航空科技有限公司", "Sample Low-altitude Aviation", authority="370214"),
    SampleUnit("appliance", "示例智能家电有限公司", "Sample Smart Appliances", authority="370214"),
    SampleUnit("vehicle", "示例智能汽车有限公司", "Sample Intelligent Vehicles", authority="370214"),
    # members
    SampleUnit("robots", "示例水下机器人有限公司", "Sample Underwater Robots", authority="370212"),
    SampleUnit("sensors", "示例传感器有限公司", "Sample Sensors", authority="370212"),
    SampleUnit("software", "示例工业软件有限公司", "Sample Industrial Software", authority="370202"),
    SampleUnit("materials", "示例新材料有限公司", "Sample Advanced Materials", authority="370214"),
    SampleUnit("batteries", "示例动力电池有限公司", "Sample Batteries", authority="370211"),
    SampleUnit("logistics", "示例港航物流有限公司", "Sample Port Logistics", authority="370211"),
    SampleUnit("castings", "示例精密铸造有限公司", "Sample Precision Castings"),
    SampleUnit("banned", "示例受限企业有限公司", "Sample Company under a Ban", authority="370214"),
    SampleUnit("university", "示例海洋大学", "Sample Ocean University", "university", "370212", "academic"),
    SampleUnit("polytechnic", "示例理工大学", "Sample Polytechnic", "university", "370203", "academic"),
    SampleUnit("institute", "示例海工研究院", "Sample Offshore Institute", "institute", "370212", "academic"),
    SampleUnit("energy-institute", "示例能源研究所", "Sample Energy Institute", "institute", "370214", "academic"),
    SampleUnit("winches", "示例海工绞车有限公司", "Sample Offshore Winches", authority="370211"),
    SampleUnit("association", "示例产业协会", "Sample Industry Association", "association", "370202", "other"),
)
NEWCOMERS: tuple[SampleUnit, ...] = (
    SampleUnit("valves", "示例阀门制造有限公司", "Sample Valves", authority="370212"),
    SampleUnit("blades", "示例风电叶片有限公司", "Sample Wind Blades", authority="370211"),
    SampleUnit("coatings", "示例船舶涂料有限公司", "Sample Marine Coatings", authority="370214"),
)
"""Units that nobody acts for yet: somebody has claimed each."""
# fmt: on
BY_KEY = {unit.key: unit for unit in (*UNITS, *NEWCOMERS)}
BY_KEY = {unit.key: unit for unit in UNITS}
NEW_BY_KEY = {unit.key: unit for unit in NEWCOMERS}
PREFIXES = {"enterprise": "91", "university": "12", "institute": "12", "association": "51"}


def create() -> dict[str, Unit]:
    """Every sample unit, keyed as in ``UNITS``."""
    offices = {office.key: office for office in Authority.objects.all()}
    rows = []
    for number, sample in enumerate((*UNITS, *NEWCOMERS), 1):
        area = sample.authority or "310115"
        rows.append(
            Unit(
                code=sample_code(f"{PREFIXES[sample.kind]}{area}", f"MADEMX{number:02d}"),
                name=sample.name,
                name_en=sample.name_en,
                kind=sample.kind,
                authority=offices.get(sample.authority),
                seat=f"青岛市{SEATS[sample.authority]}" if sample.authority else "外地",
                is_in_qingdao=bool(sample.authority),
                is_sample=True,
            )
        )
    return dict(zip([*BY_KEY, *NEW_BY_KEY], Unit.objects.bulk_create(rows), strict=True))


def signatories(units: dict[str, Unit], *, now: datetime) -> dict[str, User]:
    """One person for each unit that no demo person acts for: they answer and sign in the background."""
    held = set(Unit.objects.filter(representatives__isnull=False).values_list("pk", flat=True))
    found = {}
    for sample in UNITS:
        unit = units[sample.key]
        if unit.pk in held:
            continue
        user = User(
            email=f"unit-{sample.key}{MAIL}",
            name=f"{sample.name}签字人",
            name_en=f"Signatory of {sample.name_en}",
            created_at=now,
        )
        user.set_unusable_password()
        user.save()
        represent(user, unit, *ALL_KINDS, now=now)
        found[sample.key] = user
    return found
