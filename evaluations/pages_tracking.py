"""What the steps of tracking ask for on their page, and whose subjects somebody sees."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from consortia.registration import REGISTRATION
from consortia.states import RegistrationEvent

from . import forms_tracking as forms
from . import queries, steps
from .flow import DIFFICULTY, REPORT
from .forms import WithReason
from .states import DifficultyEvent, ReportEvent


def _exclusive(typed: Mapping[str, Any], _user: Any, _registration: Any, _now: datetime) -> dict[str, Any]:
    """The last day as people type it becomes the first day without validity."""
    last: date = typed["last_day_on"]
    return {**typed, "valid_until": last + timedelta(days=1)}


steps.register_flow(REGISTRATION, visible=queries.registrations)
steps.register_flow(REPORT, visible=queries.reports)
steps.register_flow(DIFFICULTY, visible=queries.difficulties)

steps.register_form("registration", RegistrationEvent.DATE, forms.DatesForm, prepare=_exclusive)
steps.register_form("report", ReportEvent.RETURN, WithReason)
steps.register_form("report", ReportEvent.NOTE, forms.RemarkForm)
steps.register_form("difficulty", DifficultyEvent.ASSIGN, forms.OwnerForm)
steps.register_form("difficulty", DifficultyEvent.ANSWER, forms.AnswerForm)
steps.register_form("difficulty", DifficultyEvent.REOPEN, WithReason)
