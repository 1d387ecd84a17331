"""Members from Excel and back: every row looked through first, all or none, through the same door as the form."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from consortia.models import LeadBan, Membership, Unit
from consortia.queries import agreement_of, memberships, valid_signatures
from filings.bringing_members import LAYOUT, MOST_MEMBERS, made
from filings.edits import signatures_count
from ledger.models import Entry
from tests.factories import NOW, UnitFactory, representative
from tests.road import complete_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


@pytest.fixture
def draft(signed_in):
    filing, who = complete_draft(now=NOW)
    return filing, signed_in(who.lead)


def heads():
    return [str(column.label) for column in LAYOUT.columns]


def row(code="", name="", **more):
    """One row of the sheet; what is not given is in order."""
    given = {"tier": "core", "duty": "试制", "email": "unit@example.com"} | more
    return [{"code": code, "name": name, **given}.get(column.name, "") for column in LAYOUT.columns]


def book(*rows, name=None, first=None):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = name or str(LAYOUT.title)
    for line in (first or heads(), *rows):
        sheet.append(line)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def send(client, filing, content):
    """Upload; the page that shows every row, and its address."""
    base = f"/filings/{filing.pk}/members/workbook/"
    answer = client.post(base, {"workbook": SimpleUploadedFile("成员.xlsx", content)})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return client.get(answer["Location"]), answer["Location"]


def confirm(client, page, where):
    return client.post(where, {"mark": page.context["sheet"].mark}, follow=True)


def fates(page):
    return [str(one.fate) for one in page.context["sheet"].rows]


def spare_unit(**more):
    """A unit that is known here and in no consortium."""
    return UnitFactory(**more)


def free_codes(count):
    """Codes that are in order and of nobody."""
    units = [UnitFactory() for _ in range(count)]
    codes = [unit.code for unit in units]
    Unit.objects.filter(pk__in=[unit.pk for unit in units]).delete()
    return codes


def test_rows_are_shown_first_and_listed_together_by_the_forms_own_door(draft):
    filing, client = draft
    before, known, (new,) = len(memberships(filing.consortium)), spare_unit(), free_codes(1)
    content = book(
        row(known.code, "", share=12.5, contribution="120.0001"),
        row(new.lower(), "示例新单位", tier="General layer", kind="university"),
        row("", "示例境外单位", kind="overseas", tier="close"),
    )

    page, where = send(client, filing, content)

    assert fates(page) == ["new", "new", "new"], page.context["sheet"].rows
    assert len(memberships(filing.consortium)) == before
    confirm(client, page, where)
    listed = {party.unit.name: party for party in memberships(filing.consortium)}
    assert len(listed) == before + 3
    assert listed[known.name].unit_id == known.pk
    assert (listed[known.name].share, listed[known.name].contribution) == (
        Decimal("12.5"),
        Decimal("120.0001"),
    )
    fresh = listed["示例新单位"]
    assert (fresh.unit.code, fresh.tier, fresh.counting, fresh.state) == (
        new,
        "general",
        "academic",
        "listed",
    )
    assert listed["示例境外单位"].unit.code is None
    edits = Entry.objects.filter(
        subject=filing.ledger_subject, kind="filing.edited", payload__place="members"
    )
    assert edits.count() == 3


def test_one_wrong_row_keeps_all_others_out_and_every_fault_is_named(draft):
    filing, client = draft
    good, (free,) = spare_unit(), free_codes(1)
    wrong = good.code[:-1] + ("1" if good.code[-1] != "1" else "2")
    before = Membership.objects.count()

    page, where = send(client, filing, book(
        row(good.code), row(wrong, "错码"), row(free, ""), row("", "示例无代码企业", kind="enterprise"),
        row(spare_unit().code, email="没有邮箱"), row(spare_unit().code, tier="主力层"), row(good.code),
        row(spare_unit().code, duty=""), row(spare_unit().code, share=101),
    ))  # fmt: skip

    assert fates(page) == ["new", *["wrong"] * 8]
    label = {column.name: str(column.label) for column in LAYOUT.columns}
    named = [{error.column for error in one.errors} for one in page.context["sheet"].rows]
    assert named == [
        set(), {label["code"]}, {label["name"]}, {label["code"]}, {label["email"]}, {label["tier"]},
        {label["code"]}, {label["duty"]}, {label["share"]},
    ]  # fmt: skip
    confirm(client, page, where)
    assert Membership.objects.count() == before


def test_a_unit_under_a_ban_is_refused_as_core_and_taken_as_ordinary(draft):
    filing, client = draft
    unit = spare_unit()
    day = NOW.date()
    LeadBan.objects.create(
        code=unit.code, from_on=day - timedelta(days=9), until_on=day + timedelta(days=900)
    )

    page, _where = send(client, filing, book(row(unit.code)))
    assert fates(page) == ["wrong"]
    assert unit.name in page.context["sheet"].rows[0].errors[0].rule

    page, where = send(client, filing, book(row(unit.code, tier="general")))
    confirm(client, page, where)
    assert unit.pk in {party.unit_id for party in memberships(filing.consortium)}


def test_who_is_listed_stays_and_the_export_comes_back_with_nothing_to_write(draft):
    filing, client = draft
    parties = memberships(filing.consortium)

    content = client.get(f"/filings/{filing.pk}/members/workbook/members.xlsx").content
    page, _where = send(client, filing, content)

    assert fates(page) == ["there"] * (len(parties) - 1)
    assert page.context["sheet"].in_disorder == 0
    assert 'name="mark"' not in page.content.decode()
    again, _where = send(client, filing, book(row(parties[0].unit.code, duty="别的分工")))
    assert fates(again) == ["there"]


def test_new_parties_void_the_signatures_and_the_page_says_so_before(draft):
    filing, client = draft
    signed = signatures_count(filing)
    assert signed > 0

    page, where = send(client, filing, book(row(spare_unit().code)))
    assert 'class="notice notice-warn"' in page.content.decode()
    answer = confirm(client, page, where)

    assert len(valid_signatures(agreement_of(filing.consortium))) == 0
    assert str(signed) in answer.content.decode()


def test_what_moved_on_since_it_was_looked_through_is_shown_again(draft):
    filing, client = draft
    first, second = spare_unit(), spare_unit()
    page, where = send(client, filing, book(row(first.code), row(second.code)))
    other, there = send(client, filing, book(row(first.code)))
    confirm(client, other, there)
    count = len(memberships(filing.consortium))

    answer = confirm(client, page, where)

    assert fates(answer) == ["there", "new"]
    assert len(memberships(filing.consortium)) == count


@pytest.mark.parametrize("change", ["other_sheet", "head_renamed", "empty", "too_many"])
def test_a_sheet_in_disorder_is_named_and_nothing_read(draft, change):
    filing, client = draft
    content = {
        "other_sheet": lambda: book(row("", "x"), name="我的表"),
        "head_renamed": lambda: book(row("", "x"), first=["代号", *heads()[1:]]),
        "empty": lambda: client.get(f"/filings/{filing.pk}/members/workbook/template.xlsx").content,
        "too_many": lambda: book(*([row("", "x")] * (MOST_MEMBERS + 5))),
    }[change]()

    page, _where = send(client, filing, content)

    assert page.context["sheet"].errors
    assert page.context["sheet"].rows == []


def test_the_template_of_one_language_is_read_in_the_other(draft):
    filing, client = draft
    unit = spare_unit()
    with translation.override("en"):
        content = made()
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    workbook["Members"].append(row(unit.code, tier="Core layer"))
    buffer = io.BytesIO()
    workbook.save(buffer)

    page, _where = send(client, filing, buffer.getvalue())

    assert fates(page) == ["new"]


def test_looking_through_asks_as_often_for_forty_units_as_for_two(draft):
    filing, client = draft
    units = [spare_unit() for _ in range(40)]
    counts = []
    for some in (units[:2], units):
        _page, where = send(client, filing, book(*[row(unit.code) for unit in some]))
        with CaptureQueriesContext(connection) as asked:
            client.get(where)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 20


def test_only_the_leads_editor_brings_members_in(draft, signed_in):
    filing, client = draft
    unit = spare_unit()
    _page, where = send(client, filing, book(row(unit.code)))
    member = memberships(filing.consortium)[1].unit.representatives.order_by("id")[0].user

    assert signed_in(member).get(where).status_code == 404
    assert signed_in(representative(UnitFactory())).get(where).status_code == 404
    base = f"/filings/{filing.pk}/members/workbook/"
    page = signed_in(member).get(base).content.decode()
    assert 'type="file"' not in page
    assert base in client.get(f"/filings/{filing.pk}/members/").content.decode()
