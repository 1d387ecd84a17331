"""Lists as files: nothing in them runs, they hold what the page holds, they are counted, capped and on record."""

import csv
import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts import stepup
from accounts.models import User
from accounts.roles import ADMINISTRATORS, Role
from ledger import clock
from ledger.models import Entry
from portal import export_lists, export_record, export_years, exports
from portal.exports import Asked, as_csv, as_xlsx, harmless, lines, listing_of, listings, plain
from tests.desks.desks import at_district
from tests.desks.desks import browser as unconfirmed
from tests.factories import NOW, AuthorityFactory, UnitFactory, officer
from tests.road import complete_draft
from tests.road_reviews import at_publicity

pytestmark = pytest.mark.django_db

DECLARED = (export_lists, export_record, export_years)
"""The rooms whose import declares the lists."""
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", " =", "\t=", "＝", "＋", "－", "＠")
BODIES = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://example.test/"&A1,"x")',
    "2+5+cmd|'/C notepad'!'A1'",
    'DDE("cmd";"/C calc";"x")',
)
PAYLOADS = [start + body for start in STARTS for body in BODIES]


@pytest.fixture(autouse=True)
def _fresh(db):
    clock.move_to(NOW)
    cache.clear()


def browser(user, settings):
    """Past the second factor, and confirmed just now."""
    client = unconfirmed(user, settings)
    session = client.session
    session[stepup.KEY] = stepup._signer.sign(str(user.pk))
    session.save()
    return client


def read_csv(content: bytes):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_enough_payloads():
    assert len(PAYLOADS) >= 60


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_opens_as_text(payload):
    rows = [["名称"], [plain(payload)]]

    with as_xlsx(rows, "清单") as file:
        cell = load_workbook(file).active["A2"]
    (_head, (written,)) = read_csv(b"".join(as_csv(rows)))

    assert cell.data_type == "s"
    assert cell.value.startswith("'")
    assert written.startswith("'")


@pytest.mark.parametrize("text", ["示例联合体", "A-1", "a=b", "1", "（示例）", "", "　缩进"])
def test_harmless_words_stay_as_they_are(text):
    assert harmless(text) == text


def test_numbers_and_days_stay_numbers_and_days():
    rows = [["n", "on", "at"], [plain(-5), plain(NOW.date()), plain(NOW)]]

    with as_xlsx(rows, "x") as file:
        cells = next(load_workbook(file).active.iter_rows(min_row=2))

    assert [cell.data_type for cell in cells] == ["n", "d", "d"]
    assert cells[0].value == -5


def test_the_file_holds_what_the_page_holds(settings):
    filing, _who = at_district()
    filing.consortium.formal_name = '=HYPERLINK("http://example.test","x")'
    filing.consortium.save()
    city = browser(officer("city_officer"), settings)

    answer = city.get("/exports/cases/csv/?state=district_check")
    rows = read_csv(b"".join(answer.streaming_content))
    none = read_csv(b"".join(city.get("/exports/cases/csv/?state=city_check").streaming_content))

    assert answer["Content-Disposition"].startswith("attachment")
    assert [row[0] for row in rows[1:]] == [filing.serial]
    assert rows[1][1].startswith("'=")
    assert len(none) == 1


def test_a_foreign_district_and_a_draft_are_in_no_file(settings):
    at_district()
    complete_draft(unit=UnitFactory())
    other = officer("district_officer", AuthorityFactory(key="370211", name="黄岛区科技局", place="黄岛区"))

    theirs = read_csv(b"".join(browser(other, settings).get("/exports/cases/csv/").streaming_content))
    citys = read_csv(
        b"".join(browser(officer("city_officer"), settings).get("/exports/cases/csv/").streaming_content)
    )

    assert (len(theirs), len(citys)) == (1, 2)


def test_xlsx_comes_through_the_same_door(settings):
    at_district()

    answer = browser(officer("approver"), settings).get("/exports/cases/xlsx/")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active

    assert sheet.max_row == 2
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_gets_only_its_own_lists(role, settings):
    _filing, who = at_district()
    person = officer(role) if role else who.lead
    reader = browser(person, settings)
    for key, listing in listings().items():
        cache.clear()
        answer = reader.get(f"/exports/{key}/csv/")
        assert answer.status_code == (200 if listing.may(person) else 404), key
        if answer.status_code == 200:
            assert len(read_csv(b"".join(answer.streaming_content))) >= 1
    allowed = {key for key, listing in listings().items() if listing.may(person)}
    assert ("objections" in allowed) == (role in (Role.CITY_OFFICER, Role.APPROVER, Role.SUPERVISOR))
    assert ("acts" in allowed) == (role in (Role.AUDITOR, Role.AUDIT_ADMIN))


def test_objections_leave_without_the_objector():
    heads = [str(column.title) for column in listing_of("objections").columns(Asked(None, {}, NOW))]

    assert len(heads) == 6
    assert not {"Name", "Contact", "Text", "Facts and reasons", "Receipt"} & set(heads)


@pytest.mark.parametrize("key", ["cases", "register", "rounds", "lists", "notices", "experts", "roles"])
def test_a_file_costs_the_same_at_one_row_and_at_more(key):
    def cost():
        asked = Asked(reader, {}, clock.now())
        listing = listing_of(key)
        with CaptureQueriesContext(connection) as seen:
            rows = list(lines(listing, exports.rows_of(listing, asked), asked))
        return len(seen), len(rows)

    _filing, who, _notice = at_publicity()
    reader = User.objects.get(pk=who.city.pk)
    cost()  # the reader's own roles are read once
    few, some = cost()
    at_publicity()
    many, more = cost()

    assert few == many <= 6, (few, many)
    assert more > some or key == "register"


def test_an_export_is_on_record_without_what_was_searched(settings):
    at_district()
    city = officer("city_officer")

    browser(city, settings).get("/exports/cases/csv/?q=某人姓名")

    entry = Entry.objects.get(kind="list_exported")
    assert entry.actor_id == city.pk
    assert entry.payload == {"list": "cases", "format": "csv", "filters": ["q"]}


def test_a_list_of_the_office_asks_once_more_who_is_there(settings):
    at_district()
    city = officer("city_officer")
    client, path = unconfirmed(city, settings), "/exports/cases/csv/?state=district_check"

    asked = client.get(path, headers={"referer": "http://testserver/cases/"})
    assert asked.status_code == 302
    assert asked.url.startswith("/accounts/stepup/?next=%2Fexports%2Fcases%2Fcsv%2F%3Fstate")
    assert not Entry.objects.filter(kind="list_exported").exists()
    page = client.get(asked.url, headers={"referer": "http://testserver/cases/"}).content.decode()
    assert 'href="http://testserver/cases/"' in page

    file = client.post(asked.url, follow=True)
    assert file.redirect_chain == [(path, 302)]
    assert len(read_csv(b"".join(file.streaming_content))) == 2
    assert client.get("/exports/calls/csv/").status_code == 200, "one confirmation is good for five minutes"
    assert Entry.objects.filter(kind="list_exported").count() == 2


@pytest.mark.parametrize("role", [role for role in Role if role not in ADMINISTRATORS])
def test_each_role_of_office_confirms_apart_from_its_own_messages(role, settings):
    reader = unconfirmed(officer(role), settings)

    assert reader.get("/exports/inbox/csv/").status_code == 200
    for key in ("register", "registrations"):
        assert reader.get(f"/exports/{key}/csv/").url.startswith("/accounts/stepup/")


def test_a_lead_confirms_nothing_for_its_own_lists(settings):
    _filing, who = at_district()

    assert unconfirmed(who.lead, settings).get("/exports/filings/csv/").status_code == 200


def test_the_eleventh_in_an_hour_waits(settings):
    reader = browser(officer("city_officer"), settings)

    answers = [reader.get("/exports/calls/csv/").status_code for _number in range(11)]

    assert answers == [200] * 10 + [429]


def test_too_many_rows_are_a_sentence_not_a_file(settings, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 0)
    at_district()
    reader = browser(officer("city_officer"), settings)

    answer = reader.get("/exports/cases/csv/", headers={"referer": "http://testserver/cases/"}, follow=True)

    assert answer.redirect_chain == [("http://testserver/cases/", 302)]
    assert "先缩小筛选范围" in answer.content.decode()
    assert not Entry.objects.filter(kind="list_exported").exists()


@pytest.mark.parametrize("path", ["/exports/nothing/csv/", "/exports/cases/pdf/", "/exports/staff/csv/"])
def test_what_is_no_list_of_mine_is_404(path, settings):
    assert browser(officer("city_officer"), settings).get(path).status_code == 404


def test_a_stranger_signs_in_first(client):
    assert client.get("/exports/register/csv/").status_code == 302


def test_every_list_page_offers_its_files(settings):
    at_publicity()
    city = browser(officer("city_officer"), settings)
    pages = {
        "/cases/": "cases", "/registry/": "register", "/claims/": "claims", "/rounds/": "rounds",
        "/experts/": "experts", "/lists/": "lists", "/notices/": "notices", "/objections/": "objections",
        "/calls/": "calls", "/parameters/manage/": "parameters", "/inbox/": "inbox",
    }  # fmt: skip

    for path, key in pages.items():
        html = city.get(path).content.decode()
        assert f"/exports/{key}/csv/" in html, path
        assert f"/exports/{key}/xlsx/" in html, path
