"""Addresses of the desks: the day, the cases and their steps, letters, calls, parameters."""

from django.urls import path

from portal.views import (
    calls,
    cases,
    check,
    compare,
    deputies,
    desk,
    history,
    holds,
    likeness,
    parameters,
    questions,
    recommendations,
    sheet,
    steps,
    tickets,
)

app_name = "cases"

urlpatterns = [
    path("desk/", desk.day, name="desk"),
    path("desk/deputy/", deputies.deputy, name="deputy"),
    path("cases/", cases.all_cases, name="list"),
    path("cases/<int:pk>/", cases.detail, name="detail"),
    path("cases/<int:pk>/check/", check.check, name="check"),
    path("cases/<int:pk>/steps/<slug:event>/", steps.step, name="step"),
    path("cases/<int:pk>/steps/<slug:event>/set-aside/", steps.set_aside, name="set_aside"),
    path("cases/<int:pk>/tickets/", tickets.add, name="tickets"),
    path("cases/<int:pk>/tickets/<int:number>/", tickets.edit, name="ticket"),
    path("cases/<int:pk>/tickets/<int:number>/late/", tickets.confirm_late, name="ticket_late"),
    path("cases/<int:pk>/tickets/<int:number>/<slug:event>/", tickets.move, name="ticket_move"),
    path("cases/<int:pk>/ticks/", tickets.tick, name="tick"),
    path("cases/<int:pk>/questions/", questions.ask, name="ask"),
    path("cases/<int:pk>/compare/", compare.compare, name="compare"),
    path("questions/", questions.listed, name="questions"),
    path("questions/<int:pk>/", questions.one, name="question"),
    path("questions/<int:pk>/<slug:event>/", questions.move, name="question_move"),
    path("cases/<int:pk>/reasons/<slug:code>/", tickets.judge, name="judge"),
    path("cases/<int:pk>/hold/", holds.hold, name="hold"),
    path("cases/<int:pk>/sheet/", sheet.sheet, name="sheet"),
    path("cases/<int:pk>/sheet/pdf/", sheet.sheet_pdf, name="sheet_pdf"),
    path("cases/<int:pk>/likeness/<int:other_pk>/", likeness.compare, name="likeness"),
    path("cases/<int:pk>/history/", history.history, name="history"),
    path("recommendations/", recommendations.listed, name="recommendations"),
    path("recommendations/letter/", recommendations.letter, name="recommendation_letter"),
    path("recommendations/summary/", recommendations.summary, name="recommendation_summary"),
    path("calls/", calls.listed, name="calls"),
    path("calls/new/", calls.new, name="call_new"),
    path("calls/<int:pk>/", calls.one, name="call"),
    path("calls/<int:pk>/<slug:event>/", calls.move, name="call_move"),
    path("parameters/manage/", parameters.listed, name="parameters"),
    path("parameters/manage/<slug:key>/", parameters.propose, name="parameter"),
    path("parameters/manage/<int:pk>/confirm/", parameters.confirm, name="parameter_confirm"),
]
