"""Addresses of the years after registration. Each slice brings its own list."""

from django.urls import URLPattern, path

from evaluations.views import difficulties, kept, registrations, reports, steps

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
    path("steps/<slug:flow>/<int:pk>/<slug:event>/", steps.step, name="step"),
    path("steps/<slug:flow>/<int:pk>/<slug:event>/aside/", steps.set_aside, name="set_aside"),
]
