"""Addresses of accounts that are not allauth's own; they come before allauth's."""

from django.urls import path

from . import views

urlpatterns = [
    path("signup/", views.sign_up, name="account_signup"),
    path("invitation/<str:token>/", views.invitation, name="staff_invitation"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("stepup/", views.step_up, name="step_up"),
]
