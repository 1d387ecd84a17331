"""The years after registration: reports, evaluations, cases."""

from .campaigns import (
    Campaign,
    CampaignSeat,
    Evaluation,
    EvaluationSheet,
    EvaluatorStatement,
    Evidence,
    SupportSuggestion,
)
from .cases import Case
from .tracking import Difficulty, Report, ReportFigure

__all__ = [
    "Campaign",
    "CampaignSeat",
    "Case",
    "Difficulty",
    "Evaluation",
    "EvaluationSheet",
    "EvaluatorStatement",
    "Evidence",
    "Report",
    "ReportFigure",
    "SupportSuggestion",
]
