"""Addresses of the years after registration. Each slice brings its own list."""

from django.urls import URLPattern, path

from evaluations import urls_campaigns
from evaluations.views import (
    cases,
    credit,
    difficulties,
    kept,
    registrations,
    reports,
    resolution,
    steps,
)

app_name = "years"

urlpatterns: list[URLPattern] = [
    path("registrations/", registrations.all_registrations, name="registrations"),
    path("registrations/<int:pk>/", registrations.detail, name="registration"),
    path("registrations/<int:pk>/projects/new/", kept.add_project, name="add_project"),
    path("registrations/<int:pk>/projects/<int:number>/close/", kept.close_project, name="close_project"),
    path("registrations/<int:pk>/promises/<slug:table>/new/", kept.promise, name="add_promise"),
    path("registrations/<int:pk>/promises/<slug:table>/<int:number>/", kept.promise, name="promise"),
    path(
        "registrations/<int:pk>/promises/<slug:table>/<int:number>/drop/",
        kept.drop_promise,
        name="drop_promise",
    ),
    path("registrations/<int:pk>/reapply/", kept.reapply, name="reapply"),
    path("registrations/<int:pk>/difficulties/new/", difficulties.raise_one, name="raise"),
    path("reports/", reports.all_reports, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("difficulties/", difficulties.all_difficulties, name="difficulties"),
    path("difficulties/<int:pk>/", difficulties.difficulty, name="difficulty"),
    path("registrations/<int:pk>/resolution/", resolution.resolution, name="resolution"),
    path("registrations/<int:pk>/resolution/propose/<slug:kind>/", resolution.propose, name="propose"),
    path("registrations/<int:pk>/resolution/consent/<int:number>/", resolution.consent, name="consent"),
    path("registrations/<int:pk>/resolution/take-back/", resolution.take_back, name="take_back"),
    path("sanctions/", cases.all_cases, name="cases"),
    path("sanctions/new/", cases.new_case, name="new_case"),
    path("sanctions/bans/", cases.bans, name="bans"),
    path("sanctions/<int:pk>/", cases.case, name="case"),
    path("sanctions/<int:pk>/facts/", cases.facts, name="case_facts"),
    path("sanctions/<int:pk>/owner/", cases.hand_over, name="hand_over"),
    path("credit/", credit.all_records, name="credit"),
    path("credit/<int:pk>/withdraw/", credit.withdraw, name="withdraw_credit"),
    *urls_campaigns.urlpatterns,
    path("steps/<slug:flow>/<int:pk>/<slug:event>/", steps.step, name="step"),
    path("steps/<slug:flow>/<int:pk>/<slug:event>/aside/", steps.set_aside, name="set_aside"),
]
