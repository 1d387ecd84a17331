"""Evidence in a real browser: several files at once, the bad one named beside the good ones, dropped or chosen."""

import os

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from documents.models import StoredFile
from ledger import clock
from tests.browser import accessibility_violations
from tests.documents import makers
from tests.factories import NOW, city
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

DROP = """([place, names]) => {
  const carried = new DataTransfer();
  for (const name of names) carried.items.add(new File(["%PDF-1.4 nothing"], name, {type: "application/pdf"}));
  place.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: carried}));
}"""


@pytest.fixture
def opened(page, live_server, settings, tmp_path):
    """The evidence page of a draft, with its lead signed in."""
    settings.DOCUMENT_ROOT = tmp_path
    city()
    clock.move_to(NOW)
    filing, who = complete_draft()
    client = Client()
    client.force_login(who.lead)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"/filings/{filing.pk}/evidence/")
    return page, filing


def picture(page, name):
    """A picture for whoever looks, where ``PICTURES`` names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_files_go_one_by_one_and_a_bad_one_is_named(opened):
    page, filing = opened
    party, _ = member_of(filing)
    shelf = page.locator(f"[data-shelf='G4.2.2:{party.pk}']")
    files = [
        {"name": "检测能力.pdf", "mimeType": "application/pdf", "buffer": makers.pdf(pages=2)},
        {"name": "发票.exe.pdf", "mimeType": "application/pdf", "buffer": makers.pdf()},
        {"name": "空.pdf", "mimeType": "application/pdf", "buffer": b""},
        {"name": "照片.png", "mimeType": "image/png", "buffer": makers.picture("PNG")},
    ]

    with page.expect_file_chooser() as chosen:
        shelf.get_by_role("button").first.click()
    chosen.value.set_files(files)
    shelf.locator(".file-line").nth(1).wait_for()

    assert shelf.locator(".file-line a").all_inner_texts() == ["检测能力.pdf", "照片.png"]
    refused = shelf.locator(".upload[data-state=refused]").all_inner_texts()
    assert len(refused) == 2
    assert "发票.exe.pdf" in refused[0]
    assert "空.pdf" in refused[1]
    assert [one.party_id for one in filing.consortium.attachments.all()] == [party.pk] * 2
    shelf.locator("summary").last.click()
    picture(page, "evidence-1280")
    assert accessibility_violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    picture(page, "evidence-390")


def test_a_file_dropped_on_its_part_is_answered_there(opened):
    page, _ = opened
    shelf = page.locator("[data-shelf='G4.2.1a:']")

    page.evaluate(DROP, [shelf.element_handle(), ["坏.pdf"]])

    refused = shelf.locator(".upload[data-state=refused]")
    refused.wait_for()
    assert "坏.pdf" in refused.inner_text()


def test_a_file_of_a_form_goes_ahead_and_is_kept_on_saving(opened):
    page, filing = opened
    page.goto(f"/filings/{filing.pk}/plan/")
    file = {"name": "方案.pdf", "mimeType": "application/pdf", "buffer": makers.pdf(pages=7)}

    page.locator("input[type=file]").set_input_files(file)
    page.locator(".upload[data-state=taken]").wait_for()
    picture(page, "plan-sent-ahead")
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="保存", exact=True).click()

    assert StoredFile.objects.filter(name="方案.pdf").count() == 1
    assert filing.consortium.chapters.get(key="tasks").document.name == "方案.pdf"


def test_a_form_sent_while_its_file_is_on_the_way_goes_when_the_file_is_there(opened):
    page, filing = opened
    page.goto(f"/filings/{filing.pk}/plan/")
    held = []
    page.route(f"**{reverse('documents:take')}", lambda route: held.append(route))
    file = {"name": "方案.pdf", "mimeType": "application/pdf", "buffer": makers.pdf(pages=7)}

    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator("form[data-sending]").wait_for()
    with page.expect_event("domcontentloaded"):
        held[0].continue_()

    assert filing.consortium.chapters.get(key="tasks").document.name == "方案.pdf"
