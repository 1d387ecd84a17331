"""Public pages: open to everybody in both languages, honest about what is unknown, safe against odd input."""

import json
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortia.models import Consortium, Registration
from consortia.registration import REGISTRATION
from consortia.states import Origin
from ledger import clock
from portal.tasks import beat
from tests import road
from tests.factories import NOW, UnitFactory, UserFactory, city
from tests.road_reviews import at_registered
from workflow import engine
from workflow.models import Parameter

pytestmark = pytest.mark.django_db
PAGES = (
    "/", "/registry/", "/verify/", "/guideline/", "/guideline/clause/G4.1.1a/", "/guideline/clause/office/",
    "/parameters/", "/how/", "/prepare/", "/contacts/", "/roles/", "/help/", "/help/roads/", "/accessibility/",
    "/privacy/", "/open-data/", "/api/v1/openapi.json", "/api/v1/registrations", "/healthz",
)  # fmt: skip

ODD = ("q=%00", "q=%E2%80%AE", "before=-1", "industry=%00", "standing=%27", "authority=%E4%B8%AD")


@pytest.fixture
def reference(db):
    road.reference()


@pytest.fixture
def in_chinese(client):
    client.cookies["lianhe_language"] = "zh-hans"
    return client


def register(number: int, start: date, until: date) -> Registration:
    """A registration as the office makes it, without its filing."""
    consortium = Consortium.objects.create(
        formal_name=f"示例联合体{number}",
        name_en=f"Sample {number}",
        lead=UnitFactory(),
        is_sample=True,
        created_at=NOW,
    )
    registration = Registration(
        consortium=consortium, number=f"QDLH-T-{number:04d}", authority=city(), valid_from=start, valid_until=until,
        verification_code=f"{number:032x}", origin=Origin.FILED, registered_by=UserFactory(),
    )  # fmt: skip
    engine.begin(REGISTRATION, registration, actor=registration.registered_by, now=NOW)
    return registration


def today() -> date:
    return clock.now().date()


def test_everybody_may_read_in_both_languages(client, reference):
    for language in ("zh-hans", "en"):
        client.cookies["lianhe_language"] = language
        assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)


def test_the_published_ten_show_what_is_unknown_as_unknown(in_chinese, reference):
    first = Registration.objects.get(consortium__formal_name="低空综合管理服务创新联合体")

    page = in_chinese.get(f"/registry/{first.pk}/").content.decode()

    assert Registration.objects.filter(origin=Origin.PUBLISHED_LIST).count() == 10
    assert "未公布" in page
    assert "青岛日报 2025-07-23" in page
    assert "None" not in page


def test_reference_data_is_loaded_once(reference):
    before = Registration.objects.count()

    road.reference()

    assert Registration.objects.count() == before == 10


def test_filters_of_the_register(client, reference):
    day = today()
    register(1, day - timedelta(days=10), day + timedelta(days=700))
    register(2, day - timedelta(days=900), day + timedelta(days=30))
    register(3, day - timedelta(days=1095), day)

    def names(query):
        return [row["name"] for row in client.get(f"/api/v1/registrations?{query}").json()["items"]]

    assert names("standing=in_force") == ["示例联合体2", "示例联合体1"]
    assert names("standing=lapsing") == ["示例联合体2"]
    assert names("standing=lapsed") == ["示例联合体3"]
    assert len(names("standing=undated")) == 10
    assert len(names("authority=unknown")) == 10
    assert names("q=太赫兹") == ["太赫兹产业技术创新联合体"]
    assert len(names("industry=xd2")) == 2
    assert len(names("standing=nonsense&before=99999999999999999999999")) in (0, 13)


def test_odd_input_is_never_an_error(client, reference):
    for path in ("/registry/", "/api/v1/registrations"):
        for query in (*ODD, f"before={'9' * 40}", f"q={'x' * 500}"):
            assert client.get(f"{path}?{query}").status_code in (200, 422), query


@pytest.mark.parametrize(
    "path",
    ["/registry/999999/", "/registry/99999999999999999999/", "/guideline/clause/G99/", "/notices/999999/"],
)
def test_what_is_not_there_is_404(client, path):
    assert client.get(path).status_code == 404


def test_the_register_asks_as_often_for_one_row_as_for_fifty(client):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/registry/").status_code == 200
        return len(asked)

    register(1, today(), today() + timedelta(days=500))
    few = questions()
    for number in range(2, 51):
        register(number, today(), today() + timedelta(days=500))

    assert questions() == few


def test_pages_of_the_register_miss_nobody(client):
    for number in range(1, 71):
        register(number, today(), today() + timedelta(days=500))
    seen, path = [], "/api/v1/registrations"
    while path:
        page = client.get(path).json()
        seen += [row["id"] for row in page["items"]]
        path = f"/api/v1/registrations?before={page['next_before']}" if page["next_before"] else ""

    assert len(seen) == len(set(seen)) == 70


def test_verification_says_how_it_stands_now(in_chinese):
    cache.clear()
    day = today()
    good = register(1, day - timedelta(days=10), day + timedelta(days=700))
    over = register(2, day - timedelta(days=1000), day)

    valid = in_chinese.get(f"/verify/{good.verification_code}/")
    lapsed = in_chinese.get(f"/verify/{over.verification_code}/")
    unknown = in_chinese.get("/verify/00ff00ff/")

    assert (valid.status_code, lapsed.status_code, unknown.status_code) == (200, 200, 404)
    assert "今天有效" in valid.content.decode()
    assert "有效期已过" in lapsed.content.decode()
    assert "没有发过" in unknown.content.decode()


def test_the_typed_code_leads_to_the_answer_and_a_bad_one_is_named(in_chinese):
    assert in_chinese.get("/verify/?code=00ff 00ff").url == "/verify/00ff00ff/"
    bad = in_chinese.get("/verify/?code=%E4%B8%AD%00")
    assert bad.status_code == 400
    assert "不是核验码" in bad.content.decode()


def test_a_registration_number_is_told_from_a_verification_code(in_chinese):
    held = register(1, today() - timedelta(days=10), today() + timedelta(days=700))

    page = in_chinese.get("/verify/", {"code": held.number.lower()})

    assert page.status_code == 400
    assert "是备案编号" in page.content.decode()
    assert f'href="/registry/{held.pk}/"' in page.content.decode()


def test_thirty_verifications_a_minute(client):
    cache.clear()

    answers = [client.get("/verify/00ff00ff/").status_code for _ in range(31)]

    assert answers[29:] == [404, 429]
    cache.clear()


def test_members_are_shown_as_the_office_parameter_says(in_chinese, reference):
    terahertz = Registration.objects.get(consortium__formal_name="太赫兹产业技术创新联合体")
    path = f"/registry/{terahertz.pk}/"
    assert "中国工程物理研究院流体物理研究所" in in_chinese.get(path).content.decode()

    Parameter.objects.create(
        key="public_members", value=False, valid_from=today(), version=1, reason="示例", proposed_by=UserFactory(),
        proposed_at=NOW, confirmed_by=UserFactory(), confirmed_at=NOW,
    )  # fmt: skip

    assert "中国工程物理研究院流体物理研究所" not in in_chinese.get(path).content.decode()


def test_a_changed_parameter_shows_value_version_and_history(in_chinese):
    Parameter.objects.create(
        key="publicity_days", value=7, valid_from=today(), version=1, reason="听取意见后延长",
        proposed_by=UserFactory(),
        proposed_at=NOW, confirmed_by=UserFactory(), confirmed_at=NOW,
    )  # fmt: skip

    page = in_chinese.get("/parameters/").content.decode()

    assert "7 个工作日" in page
    assert "听取意见后延长" in page
    assert "无条款：办公选择" in page


def test_the_drawer_gets_a_fragment_and_a_reader_without_scripts_a_page(client):
    assert b"<html" in client.get("/guideline/clause/G3.2c/").content
    assert b"<html" not in client.get("/guideline/clause/G3.2c/", headers={"HX-Request": "true"}).content


def test_the_interface_describes_itself(client):
    described = json.loads(client.get("/api/v1/openapi.json").content)

    assert "/api/v1/registrations" in described["paths"]


def test_readiness_names_the_part_that_is_not_fine(client):
    cache.clear()
    early = client.get("/readyz")
    assert early.status_code == 503
    assert early.json()["parts"] == {
        "database": "ok", "migrations": "ok", "broker": "ok", "worker": "none yet", "mail": "ok", "outbox": "ok",
    }  # fmt: skip

    beat()

    assert client.get("/readyz").status_code == 200


def test_a_consortium_registered_by_the_whole_road_is_public_and_verifiable(in_chinese):
    cache.clear()
    filing, _who, _now = at_registered()
    registration = Registration.objects.get(filing=filing)

    page = in_chinese.get(f"/registry/{registration.pk}/").content.decode()

    assert registration.number in page
    assert page.count("<tr>") == 1 + 6  # the head, the lead and its five members
    assert "首席专家" in page
    assert in_chinese.get(f"/verify/{registration.verification_code}/").status_code == 200
