"""The public notice as a paper: what is printed, and making it once."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from documents import papers as printer
from documents.actions import store_paper
from workflow import office

from .models import PublicNotice


def notice_data(notice: PublicNotice) -> dict[str, Any]:
    """A notice as the template prints it; Chinese, as posted."""
    posted_on = timezone.localdate(notice.posted_at)
    items = list(notice.items.order_by("pk"))
    days = office.work_calendar().working_days_between(notice.starts_on, notice.ends_on) + 1
    data: dict[str, Any] = {
        "title": notice.title,
        "items": [
            {key: item.printed.get(key) or None for key in ("name", "lead", "authority", "track")}
            for item in items
        ],
        "posted_on": posted_on,
        "starts_on": notice.starts_on,
        "ends_on": notice.ends_on,
        "working_days": days,
        "accept_days": office.value("objection_accept_days", posted_on),
        "answer_days": office.value("objection_reply_days", posted_on),
        "channels": [{"label": "网上提交", "value": notice_url(notice)}],
        "desks": [
            {"name": "业务受理", "unit": "青岛市科学技术局业务处室"},
            {"name": "监督受理", "unit": "纪检监督部门，可以直接向其提出"},
        ],
        "notice_url": notice_url(notice),
        "is_sample": any(item.printed.get("is_sample") for item in items),
    }
    if notice.supersedes_id:
        data["corrects"] = (
            f"本公示更正{notice.supersedes.number}号公示：{notice.correction}" if notice.supersedes else ""
        )
    return data


def notice_url(notice: PublicNotice) -> str:
    """The public page of a notice."""
    return f"{settings.SITE_ORIGIN}/notices/{notice.pk}/"


def make_notice_paper(notice_id: int, *, now: datetime) -> PublicNotice:
    """Print a notice and keep it; asked again, it does nothing."""
    with transaction.atomic():
        notice = PublicNotice.objects.select_for_update(no_key=True).get(pk=notice_id)
        if notice.document_id is None:
            with override("zh-hans"):
                content = printer.render_pdf(
                    "public_notice", notice_data(notice), dated=timezone.localdate(notice.posted_at)
                )
            notice.document = store_paper(
                content, f"公示 {notice.number}.pdf", made_for_id=notice.posted_by_id, now=now
            )
            notice.save(update_fields=["document"])
        return notice
