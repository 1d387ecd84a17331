"""Addresses of performance evaluation; part of the book ``evaluations.urls``."""

from django.urls import path

from evaluations.views import campaigns, evaluation, judging

urlpatterns = [
    path("campaigns/", campaigns.listing, name="campaigns"),
    path("campaigns/new/", campaigns.new, name="campaign_new"),
    path("campaigns/<int:pk>/", campaigns.board, name="campaign"),
    path("campaigns/<int:pk>/letter/", campaigns.letter, {"kind": "pdf"}, name="campaign_letter"),
    path("campaigns/<int:pk>/letter/docx/", campaigns.letter, {"kind": "docx"}, name="campaign_letter_docx"),
    path("campaigns/<int:pk>/evaluators/", campaigns.people, name="campaign_people"),
    path("campaigns/<int:pk>/evaluators/name/", campaigns.name_expert, name="name_evaluator"),
    path("campaigns/<int:pk>/evaluators/seat/", campaigns.seat, name="agency_seat"),
    path("campaigns/<int:pk>/evaluators/invite/", campaigns.invite, name="invite_evaluator"),
    path("campaigns/<int:pk>/evaluators/<int:seat>/remove/", campaigns.remove, name="remove_evaluator"),
    path("evaluations/mine/", judging.mine, name="judging"),
    path("evaluations/<int:pk>/", evaluation.detail, name="evaluation"),
    path("evaluations/<int:pk>/evidence/", evaluation.add_evidence, name="add_evidence"),
    path(
        "evaluations/<int:pk>/evidence/<int:evidence>/remove/",
        evaluation.remove_evidence,
        name="remove_evidence",
    ),
    path("evaluations/<int:pk>/ready/", evaluation.ready, name="evaluation_ready"),
    path("evaluations/<int:pk>/support/", evaluation.support, name="support"),
    path("evaluations/<int:pk>/sheet/", judging.sheet, name="sheet"),
    path("evaluations/<int:pk>/sheet/state/", judging.state, name="sheet_state"),
    path("evaluations/<int:pk>/sheet/draft/", judging.draft, name="sheet_draft"),
]
