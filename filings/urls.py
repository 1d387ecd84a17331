"""Addresses of the lead's pages."""

from django.urls import path

from .views import (
    board,
    evidence,
    intentions,
    members,
    opening,
    places,
    precheck,
    printing,
    road,
    signatures,
    tables,
)

app_name = "filings"

urlpatterns = [
    path("precheck/", precheck.check, name="precheck"),
    path("precheck/paper/", precheck.paper, name="precheck_paper"),
    path("precheck/carry/", precheck.carry, name="precheck_carry"),
    path("precheck/drop/", precheck.drop, name="precheck_drop"),
    path("intentions/", intentions.listing, name="intentions"),
    path("intentions/new/", intentions.new, name="intention_new"),
    path("intentions/<int:pk>/", intentions.detail, name="intention"),
    path("intentions/<int:pk>/<slug:event>/", intentions.move, name="intention_move"),
    path("filings/", opening.mine, name="list"),
    path("filings/new/", opening.new, name="new"),
    path("filings/tracks/", places.tracks, name="tracks"),
    path("filings/lookup/", members.lookup, name="lookup"),
    path("filings/<int:pk>/", opening.detail, name="detail"),
    path("filings/<int:pk>/receipt/<int:version>/", road.receipt, name="receipt"),
    path("filings/<int:pk>/dossier/<int:version>/", printing.dossier, name="dossier"),
    path("filings/<int:pk>/dossier/<int:version>/state/", printing.dossier_state, name="dossier_state"),
    path("filings/<int:pk>/answers/", road.answers, name="answers"),
    path("filings/<int:pk>/steps/submit/", road.submit, name="submit"),
    path("filings/<int:pk>/steps/withdraw/", road.withdraw, name="withdraw"),
    path("filings/<int:pk>/steps/second_look/", road.second_look, name="second_look"),
    path("filings/<int:pk>/pledge/sign/", places.sign_pledge, name="sign_pledge"),
    path("filings/<int:pk>/board/", board.whole, name="board"),
    path("filings/<int:pk>/board/remind/", board.remind, name="remind_all"),
    path("filings/<int:pk>/signatures/remind/", signatures.remind, name="remind"),
    path("filings/<int:pk>/members/invite/", members.invite, name="invite"),
    path("filings/<int:pk>/members/<int:number>/", members.party, name="party"),
    path("filings/<int:pk>/members/<int:number>/take-off/", members.take_off, name="take_off"),
    path("filings/<int:pk>/tables/<slug:table>/new/", tables.row, name="add_row"),
    path("filings/<int:pk>/tables/<slug:table>/<int:number>/", tables.row, name="row"),
    path("filings/<int:pk>/tables/<slug:table>/<int:number>/drop/", tables.drop, name="drop_row"),
    path("filings/<int:pk>/tables/<slug:table>/<int:number>/move/", tables.move, name="move_row"),
    path("filings/<int:pk>/evidence/files/", evidence.add_file, name="evidence_file"),
    path("filings/<int:pk>/<slug:place>/", places.place, name="place"),
    path("filings/<int:pk>/<slug:place>/autosave/", places.autosave, name="autosave"),
]
