"""Tables from Excel and back: every row looked through first, all or nothing, and an answer to each bad workbook."""

import io
import re
import time
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from consortia.models import BudgetLine, Indicator, Milestone, ResearchTask
from consortia.queries import memberships
from consortia.tables import TABLES
from documents.models import StoredFile
from filings import actions, workbooks
from filings.states import Event
from tests.factories import NOW, representative
from tests.road import draft_without_rows, point_to_the_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


@pytest.fixture
def draft(signed_in):
    filing, who = draft_without_rows(now=NOW)
    return filing, signed_in(who.lead), who


def title(key):
    return str(TABLES[key].title)


def heads(key):
    return [str(column.label) for column in TABLES[key].columns]


def book(sheets, *, keep=lambda book: None):
    """A workbook of sheets by title, each a list of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    keep(made)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def send(client, filing, content, *, how="append", name="表.xlsx"):
    """Upload; the page that shows every row, and its address."""
    base = f"/filings/{filing.pk}/workbook/"
    answer = client.post(base, {"workbook": SimpleUploadedFile(name, content), "how": how})
    if answer.status_code != 302:
        return answer, ""
    return client.get(answer["Location"]), answer["Location"]


def confirm(client, page, where):
    return client.post(where, {"mark": page.context["preview"].mark}, follow=True)


def rows_of(page, key):
    return next(
        sheet.rows for sheet in page.context["preview"].sheets if sheet.table and sheet.table.key == key
    )


def rules(page):
    """Every sentence of disorder, with row and column."""
    return [
        *(error for sheet in page.context["preview"].sheets for error in sheet.errors),
        *(
            f"{row.number} {error.column}: {error.rule}"
            for sheet in page.context["preview"].sheets
            for row in sheet.rows
            for error in row.errors
        ),
    ]


def budget(*lines):
    return {title("budget"): [heads("budget"), *lines]}


def milestones(*lines):
    return {title("milestones"): [heads("milestones"), *lines]}


def line(*, amount: Any = 300, year: Any = 2027, payer="", source=None):
    source = source or str(TABLES["budget"].column("source").choices()[0][1])
    return [source, year, amount, payer, "试制"]


def test_the_template_offers_choices_members_help_and_clauses(draft):
    filing, client, _ = draft
    answer = client.get(f"/filings/{filing.pk}/workbook/template.xlsx")
    made = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert made.sheetnames[1:-1] == [str(table.title) for table in TABLES.values()]
    sheet = made[title("tasks")]
    assert [cell.value.rstrip(" *") for cell in sheet[1]] == heads("tasks")
    assert sheet["A1"].value.endswith("*")
    assert "G3.1c" in sheet["A2"].value
    assert len(sheet.data_validations.dataValidation) == 1
    lists = [cell.value for row in made[str(workbooks.LISTS)] for cell in row]
    assert {party.unit.name for party in filing.consortium.memberships.all()} <= set(lists)
    assert made[str(workbooks.LISTS)].sheet_state == "hidden"


def test_an_untouched_template_says_that_nothing_is_in_it(draft):
    filing, client, _ = draft
    page, _where = send(client, filing, client.get(f"/filings/{filing.pk}/workbook/template.xlsx").content)
    assert len(rules(page)) == 1


def test_rows_are_shown_first_and_written_together(draft):
    filing, client, _ = draft
    party = filing.consortium.memberships.filter(is_lead=False).first()
    lead = filing.consortium.memberships.get(is_lead=True)
    content = book(
        budget(line(source="成员单位自筹", payer=party.unit.name), line(amount="1,234.5"))
        | milestones(["样机", date(2027, 6, 30), ""])
    )
    page, where = send(client, filing, content)
    assert page.context["preview"].wrong == 0
    assert [row.fate for row in rows_of(page, "budget")] == ["new", "new"]
    assert not BudgetLine.objects.exists()
    assert not Milestone.objects.exists()
    confirm(client, page, where)
    found = BudgetLine.objects.order_by("position")
    assert [(one.amount, one.payer_id) for one in found] == [(300, party.pk), (Decimal("1234.5"), lead.pk)]
    assert Milestone.objects.get().due_on == date(2027, 6, 30)
    assert Milestone.objects.get().edited_by is not None


def test_whose_money_it_is_says_who_pays(draft):
    filing, client, _ = draft
    party = filing.consortium.memberships.filter(is_lead=False).first()
    lines = (
        line(payer=party.unit.name), line(source="成员单位自筹"), line(source="市、区财政资金"), line(source="贷款"),
    )  # fmt: skip
    page, _where = send(client, filing, book(budget(*lines)))
    assert [row.fate for row in rows_of(page, "budget")] == ["wrong", "wrong", "new", "new"]
    assert any(party.unit.name in rule and "牵头单位自筹" in rule for rule in rules(page))
    assert any("请选定出资的成员" in rule for rule in rules(page))


def test_one_wrong_row_keeps_all_others_out(draft):
    filing, client, _ = draft
    page, where = send(
        client, filing, book(budget(line(), line(amount="很多")) | milestones(["样机", "2027-06-30", ""]))
    )
    assert page.context["preview"].wrong == 1
    error = rows_of(page, "budget")[1].errors[0]
    assert (rows_of(page, "budget")[1].number, error.value) == (3, "很多")
    assert str(error.column) == str(TABLES["budget"].column("amount").label)
    confirm(client, page, where)
    assert not BudgetLine.objects.exists()
    assert not Milestone.objects.exists()


def test_what_is_exported_comes_back_as_already_there(draft):
    filing, client, _ = draft
    party = filing.consortium.memberships.first()
    first = {
        title("tasks"): [heads("tasks"), ["焊接", party.unit.name, "2026-03-01", "2027-03-01", "两行\n文字"]]
    }
    page, where = send(client, filing, book(budget(line(), line(), line(amount=0.0001)) | first))
    confirm(client, page, where)
    assert (BudgetLine.objects.count(), ResearchTask.objects.count()) == (3, 1)
    content = client.get(f"/filings/{filing.pk}/workbook/tables.xlsx").content
    for how in ("append", "replace"):
        page, where = send(client, filing, content, how=how)
        assert page.context["preview"].wrong == 0, rules(page)
        assert not page.context["preview"].does_something
        assert {row.fate for row in rows_of(page, "budget")} == {"there"}


def test_an_english_template_is_read_by_a_chinese_reader(draft):
    filing, client, _ = draft
    with translation.override("en"):
        content = workbooks.made(memberships(filing.consortium))
        source = str(TABLES["budget"].column("source").choices()[0][1])
    made = openpyxl.load_workbook(io.BytesIO(content))
    made["Money by source and year"].append([source, 2027, 12, "None of the members", "x"])
    buffer = io.BytesIO()
    made.save(buffer)
    page, where = send(client, filing, buffer.getvalue())
    assert rules(page) == []
    confirm(client, page, where)
    assert BudgetLine.objects.get().amount == 12


def test_adding_refuses_other_values_under_a_name_and_replacing_changes_and_takes_out(draft):
    filing, client, _ = draft
    page, where = send(
        client, filing, book(milestones(["样机", "2027-06-30", ""], ["量产", "2028-06-30", ""]))
    )
    confirm(client, page, where)
    kept = Milestone.objects.get(name="样机").pk
    other = book(milestones(["定型", "2028-01-31", ""], ["样机", "2027-09-30", ""]))
    page, where = send(client, filing, other)
    assert [row.fate for row in rows_of(page, "milestones")] == ["new", "wrong"]
    page, where = send(client, filing, other, how="replace")
    assert [row.fate for row in rows_of(page, "milestones")] == ["new", "changed"]
    assert [one.values["name"] for one in page.context["preview"].sheets[0].gone] == ["量产"]
    confirm(client, page, where)
    found = Milestone.objects.order_by("position").values_list("name", "due_on")
    assert list(found) == [("定型", date(2028, 1, 31)), ("样机", date(2027, 9, 30))]
    assert Milestone.objects.get(name="样机").pk == kept


def test_what_moved_on_since_it_was_looked_through_is_shown_again(draft):
    filing, client, _ = draft
    page, where = send(client, filing, book(milestones(["样机", "2027-06-30", ""])))
    row = {"name": "样机", "due_on": "2027-06-30"}
    client.post(f"/filings/{filing.pk}/tables/milestones/new/", row)
    answer = confirm(client, page, where)
    assert answer.status_code == 200
    assert Milestone.objects.count() == 1
    assert [row.fate for row in rows_of(answer, "milestones")] == ["there"]


def test_days_of_every_style(draft):
    filing, client, _ = draft
    clear = [
        "2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", "２０２６－０３－０１", date(2026, 3, 1), 46082,
    ]  # fmt: skip
    unclear = ["3/1/2026", "2026-02-30", "明年", 3.5, True]
    lines = [[f"里程碑{number}", written, ""] for number, written in enumerate([*clear, *unclear])]
    page, _where = send(client, filing, book(milestones(*lines)))
    fates = [row.fate for row in rows_of(page, "milestones")]
    assert fates == ["new"] * len(clear) + ["wrong"] * len(unclear)
    page, where = send(client, filing, book(milestones(*lines[: len(clear)])))
    confirm(client, page, where)
    assert [one.due_on for one in Milestone.objects.all()] == [date(2026, 3, 1)] * len(clear)


def test_amounts_of_every_style(draft):
    filing, client, _ = draft
    good = {"１２３．５": "123.5", "1,234.5": "1234.5", "１，２３４": "1234", 0.1 + 0.2: "0.3", 7: "7"}
    bad = ["三百", "", -1, date(2026, 3, 1), True, "1.00001"]
    lines = [line(amount=written) for written in [*good, *bad]]
    page, _where = send(client, filing, book(budget(*lines)))
    assert [row.fate for row in rows_of(page, "budget")] == ["new"] * len(good) + ["wrong"] * len(bad)
    page, where = send(client, filing, book(budget(*lines[: len(good)])))
    confirm(client, page, where)
    found = BudgetLine.objects.order_by("position").values_list("amount", flat=True)
    assert list(found) == [Decimal(read) for read in good.values()]


def test_full_width_years_are_read_and_half_years_are_not(draft):
    filing, client, _ = draft
    page, _where = send(client, filing, book(budget(line(year="２０２７年"), line(year=2027.5))))
    assert [row.fate for row in rows_of(page, "budget")] == ["new", "wrong"]


def test_a_formula_is_taken_by_its_result_and_refused_without_one(draft):
    filing, client, _ = draft
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer)
    sheet = made.add_worksheet(title("budget"))
    sheet.write_row(0, 0, heads("budget"))
    for number in (1, 2, 3):
        sheet.write_row(number, 0, line())
    sheet.write_formula(1, 2, "=100*3", None, 300)
    sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    made.close()
    page, _where = send(client, filing, buffer.getvalue())
    first, second, third = rows_of(page, "budget")
    assert (first.fate, len(first.remarks)) == ("new", 1)
    assert second.fate == "wrong"
    assert (third.fate, third.remarks) == ("new", [])
    page, _where = send(client, filing, book(budget(line(amount="=100*3"))))
    assert rows_of(page, "budget")[0].fate == "wrong"


def test_merged_cells_are_named_row_by_row(draft):
    filing, client, _ = draft
    merge = lambda made: made[title("budget")].merge_cells("B2:B3")  # noqa: E731
    page, _where = send(client, filing, book(budget(line(), line(), line()), keep=merge))
    assert [row.fate for row in rows_of(page, "budget")] == ["wrong", "wrong", "new"]


def long_book(count):
    """A workbook of that many equal lines: the first and the last are written, the rest copied in between."""
    buffer, longer = io.BytesIO(), io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = made.add_worksheet(title("budget"))
    sheet.write_row(0, 0, heads("budget"))
    sheet.write_row(1, 0, line())
    sheet.write_row(count, 0, line())
    made.close()
    name = "xl/worksheets/sheet1.xml"
    with (
        zipfile.ZipFile(buffer) as short,
        zipfile.ZipFile(longer, "w", zipfile.ZIP_DEFLATED, True, 1) as long,
    ):
        for part in short.namelist():
            text = short.read(part).decode()
            if part == name:
                first = re.search(r'<row r="2".*?</row>', text)[0]
                pattern = re.sub(r' r="([A-Z]*)2"', r' r="\g<1>§"', first)
                copies = "".join(pattern.replace("§", str(place)) for place in range(3, count + 1))
                text = text.replace(first, first + copies)
            long.writestr(part, text)
    return longer.getvalue()


def test_a_long_book_is_as_long_as_it_says():
    with zipfile.ZipFile(io.BytesIO(long_book(50))) as packed:
        text = packed.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<row r="(\d+)"', text) == [str(place) for place in range(1, 52)]
    rows = list(openpyxl.load_workbook(io.BytesIO(long_book(50))).active.values)
    assert len(rows) == 51
    assert set(rows[1:]) == {rows[-1]}


def test_a_hundred_thousand_rows_are_told_before_they_are_read(draft):
    filing, client, _ = draft
    content = long_book(100_000)
    began = time.perf_counter()
    page, _where = send(client, filing, content)
    assert time.perf_counter() - began < 5
    sheets = page.context["preview"].sheets
    assert [(len(one.rows), len(one.errors)) for one in sheets] == [(0, 1)]
    assert "500" in sheets[0].errors[0]


def test_one_cell_at_the_far_corner_costs_nothing(draft):
    filing, client, _ = draft
    far = lambda made: made[title("budget")].cell(1_048_576, 16_384, "x")  # noqa: E731
    page, _where = send(client, filing, book(budget(line()), keep=far))
    assert page.context["preview"].wrong == 1


@pytest.mark.parametrize("change", ["renamed", "missing", "unknown", "twice"])
def test_heads_in_disorder_are_named(draft, change):
    filing, client, _ = draft
    names = heads("budget")
    named = {"renamed": "钱数", "missing": names[2], "unknown": "备注", "twice": names[2]}[change]
    changed = {
        "renamed": [*names[:2], "钱数", *names[3:]],
        "missing": [*names[:2], "", *names[3:]],
        "unknown": [*names, "备注"],
        "twice": [*names, names[2]],
    }[change]
    page, _where = send(client, filing, book({title("budget"): [changed, line()]}))
    assert any(named in rule for rule in rules(page))
    assert rows_of(page, "budget") == []


def test_a_sheet_of_another_name_is_named_and_an_empty_one_is_not(draft):
    filing, client, _ = draft
    page, _where = send(client, filing, book(budget(line()) | {"我的表": [["随便"]], "Sheet1": []}))
    assert [one.name for one in page.context["preview"].sheets if one.errors] == ["我的表"]


def test_a_stranger_and_an_unknown_choice_are_named(draft):
    filing, client, _ = draft
    page, _where = send(client, filing, book(budget(line(payer="别家公司"), line(source="彩票"))))
    told = rules(page)
    assert "别家公司" in told[0]
    assert "彩票" in told[1]


def test_a_name_twice_in_one_sheet_is_refused(draft):
    filing, client, _ = draft
    page, _where = send(
        client, filing, book(milestones(["样机", "2027-06-30", ""], ["样机", "2027-07-31", ""]))
    )
    assert [row.fate for row in rows_of(page, "milestones")] == ["new", "wrong"]


def test_columns_may_stand_in_another_order_and_days_must_follow_each_other(draft):
    filing, client, _ = draft
    party = filing.consortium.memberships.first()
    names = heads("tasks")
    late = ["", "2026-01-01", "2027-01-01", party.unit.name, "焊接"]
    page, _where = send(client, filing, book({title("tasks"): [names[::-1], late]}))
    error = rows_of(page, "tasks")[0].errors[0]
    assert str(error.column) == names[3]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("表.xlsx", b"PK\x05\x06" + b"\0" * 18),
        ("表.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("表.xlsx", b""),
        ("表.csv", b"a,b"),
        ("表.pdf", b"%PDF-1.4"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_name(draft, name, content):
    filing, client, _ = draft
    answer, where = send(client, filing, content, name=name)
    assert where == ""
    assert answer.context["form"].errors["workbook"]
    assert not StoredFile.objects.filter(name=name).exists()


def test_nobody_else_may_read_or_confirm_an_upload(draft, signed_in):
    filing, client, who = draft
    page, where = send(client, filing, book(milestones(["样机", "2027-06-30", ""])))
    colleague = signed_in(representative(filing.lead))
    assert colleague.get(where).status_code == 404
    member = filing.consortium.memberships.filter(is_lead=False).first()
    other = signed_in(representative(member.unit))
    assert other.get(f"/filings/{filing.pk}/workbook/tables.xlsx").status_code == 200
    assert send(other, filing, book(milestones(["样机", "2027-06-30", ""])))[0].status_code == 200
    point_to_the_plan(filing, who.lead)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    confirm(client, page, where)
    assert not Milestone.objects.exists()


def test_questions_to_the_database_do_not_grow_with_the_rows(draft):
    filing, client, _ = draft
    party = filing.consortium.memberships.first().unit.name
    counts = []
    for many in (3, 60):
        lines = [[f"里程碑{many}-{n}", "2027-06-30", party] for n in range(many)]
        page, where = send(client, filing, book(milestones(*lines)))
        with CaptureQueriesContext(connection) as seen:
            client.get(where)
        with CaptureQueriesContext(connection) as written:
            confirm(client, page, where)
        counts.append((len(seen), len(written)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 15
    assert Milestone.objects.count() == 63
    assert not Indicator.objects.exists()
