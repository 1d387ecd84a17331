"""Every kind of notice that anything tells has words in both languages."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.notices import is_known, registered, render
from ledger.models import Notice
from portal.flow_tables import WHO, flows
from workflow.flow import FLOWS

TOLD = re.compile(r"""(?:ledger\.)?(?:tell|write_to)\(\s*f?"([a-z_]+\.[a-z_.]+)\"""")
MESSAGE = re.compile(r"""Message\(\s*f?"([a-z_]+\.[a-z_]+)\"""")
ABOUT = re.compile(r"""\babout\(\s*([A-Z]+),\s*\w+,\s*"([a-z_]+)\"""")
OF_A_FILING = re.compile(r"""\b_about\(\s*\w+,\s*"([a-z_]+)\"""")
ROOMS = ("accounts", "documents", "workflow", "consortia", "filings", "reviews", "portal")


def kinds_of_tables():
    for flow in FLOWS.values():
        for row in flow.rows:
            yield from (f"{flow.key}.{kind}" for kind in row.tell)
            if row.drafted_by:
                yield f"{flow.key}.{row.event}.drafted"


def kinds_in_code():
    for room in ROOMS:
        for path in Path(settings.ROOT, room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            yield from TOLD.findall(text)
            yield from MESSAGE.findall(text)
            yield from (f"{flow.lower()}.{kind}" for flow, kind in ABOUT.findall(text))
            if room == "filings":
                yield from (f"filing.{kind}" for kind in OF_A_FILING.findall(text))


def test_every_kind_of_the_tables_has_words():
    wanted = set(kinds_of_tables()) | {
        f"filing.{hold}" for hold in ("hold_asked", "hold_placed", "hold_lifted")
    }

    assert len(wanted) > 40
    assert sorted(kind for kind in wanted if not is_known(kind)) == []


def test_every_kind_named_in_code_has_words():
    wanted = set(kinds_in_code())

    assert {
        "account.invited",
        "filing.filer_reminder",
        "filing.city_window_ended",
        "claim.officer_overdue",
    } <= wanted
    assert sorted(kind for kind in wanted if not is_known(kind)) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_text_can_be_said_without_its_values(language):
    for kind in registered():
        said = render(Notice(kind=kind, params={}), language)
        assert said.subject, kind
        assert "%(" not in said.subject + said.body, kind


def test_names_follow_the_language():
    notice = Notice(
        kind="filing.district_inbox", params={"name": "示例联合体", "name_en": "Sample", "serial": "S-1"}
    )

    assert "示例联合体" in render(notice, "zh-hans").subject
    assert "Sample" in render(notice, "en").subject


def test_every_person_of_the_tables_has_a_name():
    unnamed = {
        getattr(by, "__name__", "")
        for flow in flows()
        for row in flow.rows
        for by in (row.by, row.drafted_by)
        if by is not None and getattr(by, "__name__", "") not in WHO
    }

    assert unnamed == set()
