"""Addresses of members and of named persons."""

from django.urls import path

from .views import annex, appointment, parties, signing

app_name = "members"

urlpatterns = [
    path("join/<str:token>/", parties.join, name="join"),
    path("members/of/<int:pk>/", parties.own, name="own"),
    path("members/<int:pk>/", parties.detail, name="detail"),
    path("members/<int:pk>/accept/", parties.accept, name="accept"),
    path("members/<int:pk>/sign/", parties.sign, name="sign"),
    path("members/<int:pk>/pledge/", parties.pledge, name="pledge"),
    path("members/<int:pk>/annex/", annex.annex, name="annex"),
    path("members/<int:pk>/annex/confirm/", annex.confirm, name="confirm"),
    path("members/<int:pk>/data-page/", signing.sheet, name="data_page"),
    path("members/<int:pk>/sign-by-file/", signing.by_file, name="by_file"),
    path("members/<int:pk>/take-back/", signing.take_back, name="take_back"),
    path("members/<int:pk>/delegate/", signing.delegate, name="delegate"),
    path("members/<int:pk>/delegate/answer/", signing.answer_delegation, name="answer_delegation"),
    path("members/<int:pk>/leave/", parties.leave, name="leave"),
    path("appointment/<str:token>/", appointment.appointment, name="appointment"),
    path("appointment/<str:token>/<slug:kind>/", appointment.paper, name="appointment_paper"),
]
