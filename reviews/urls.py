"""Addresses of reviews, lists, notices and objections."""

from django.urls import path, re_path

from .views import experts, lists, notices, objections, records, rounds, stages, work

app_name = "reviews"

urlpatterns = [
    path("review/", work.mine, name="work"),
    path("review/<int:pk>/", work.page, name="sheet"),
    path("review/<int:pk>/declare/", work.declare, name="declare"),
    path("review/<int:pk>/draft/", work.draft, name="draft"),
    path("rounds/", rounds.listing, name="rounds"),
    path("rounds/open/", rounds.open_round, name="open_round"),
    path("rounds/<int:pk>/", rounds.detail, name="round"),
    path("rounds/<int:pk>/panel/", rounds.panel, name="panel"),
    path("rounds/<int:pk>/name/", rounds.name_expert, name="name_expert"),
    path("rounds/<int:pk>/seats/<int:seat>/lead/", rounds.choose_lead, name="choose_lead"),
    path("rounds/<int:pk>/seats/<int:seat>/remove/", rounds.remove_expert, name="remove_expert"),
    path("rounds/<int:pk>/recuse/", rounds.recuse, name="recuse"),
    path("rounds/<int:pk>/close/", rounds.close, name="close_round"),
    path("rounds/<int:pk>/filings/<int:filing>/", stages.board, name="board"),
    path("rounds/<int:pk>/filings/<int:filing>/conclude/", stages.conclude, name="conclude"),
    path("rounds/<int:pk>/filings/<int:filing>/steps/<slug:event>/", stages.step, name="stage_step"),
    path("visits/new/<int:filing>/", records.new_visit, name="new_visit"),
    path("visits/<int:pk>/", records.visit, name="visit"),
    path("visits/<int:pk>/sign/", records.sign_visit, name="sign_visit"),
    path("defences/new/<int:filing>/", records.new_defence, name="new_defence"),
    path("defences/<int:pk>/", records.defence, name="defence"),
    path("experts/", experts.pool, name="experts"),
    path("experts/new/", experts.new, name="new_expert"),
    path("experts/<int:pk>/", experts.change, name="expert"),
    path("lists/", lists.listing, name="lists"),
    path("lists/new/", lists.new, name="new_list"),
    path("lists/<int:pk>/", lists.detail, name="list"),
    path("lists/<int:pk>/countersign/", lists.countersign, name="countersign"),
    path("lists/<int:pk>/post/", lists.post, name="post_notice"),
    path("notices/", notices.listing, name="notices"),
    path("notices/<int:pk>/", notices.detail, name="notice"),
    path("notices/<int:pk>/paper/", notices.paper, name="notice_paper"),
    path("notices/<int:pk>/object/", notices.give_objection, name="object"),
    path("objections/", objections.desk, name="objections"),
    path("objections/find/", objections.find, name="find_objection"),
    path("objections/<int:pk>/", objections.detail, name="objection"),
    path("objections/<int:pk>/decide/", objections.decide, name="decide_objection"),
    path("objections/<int:pk>/reveal/", objections.reveal, name="reveal_objector"),
    re_path(r"^objections/(?P<code>[Yy]-[0-9A-Za-z-]{4,20})/$", objections.follow, name="follow"),
]
