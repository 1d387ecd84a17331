"""Addresses of accounts that are not allauth's own."""

from django.urls import path

from . import views

urlpatterns = [
    path("invitation/<str:token>/", views.invitation, name="staff_invitation"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("stepup/", views.step_up, name="step_up"),
]
