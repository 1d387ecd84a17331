"""Addresses of the years after registration. Each slice brings its own list."""

from django.urls import URLPattern, path

from evaluations.views import steps

app_name = "years"

urlpatterns: list[URLPattern] = [
    path("steps/<slug:flow>/<int:pk>/<slug:event>/", steps.step, name="step"),
    path("steps/<slug:flow>/<int:pk>/<slug:event>/aside/", steps.set_aside, name="set_aside"),
]
