"""Addresses of members and of named persons."""

from django.urls import path

from .views import appointment, parties

app_name = "members"

urlpatterns = [
    path("join/<str:token>/", parties.join, name="join"),
    path("members/<int:pk>/", parties.detail, name="detail"),
    path("members/<int:pk>/accept/", parties.accept, name="accept"),
    path("members/<int:pk>/sign/", parties.sign, name="sign"),
    path("members/<int:pk>/leave/", parties.leave, name="leave"),
    path("appointment/<str:token>/", appointment.appointment, name="appointment"),
]
