"""Which files of tracking open to whom: a report's document to whoever may read the report."""

from typing import Any

from documents.access import register
from documents.models import StoredFile

from .queries import reports


@register
def may_read_report(user: Any, stored_file: StoredFile) -> bool:
    return bool(user.is_authenticated) and reports(user).filter(document=stored_file).exists()
