"""Addresses of units and claims."""

from django.urls import path

from .views import board, claims, seats, units

app_name = "consortia"

urlpatterns = [
    path("board/", board.listing, name="board"),
    path("board/new/", board.new, name="board_new"),
    path("board/mine/", board.mine, name="board_mine"),
    path("board/check/", board.check, name="board_check"),
    path("board/<int:pk>/", board.detail, name="posting"),
    path("board/<int:pk>/write/", board.write, name="posting_write"),
    path("board/<int:pk>/<slug:event>/", board.move, name="posting_move"),
    path("units/", units.mine, name="units"),
    path("units/claim/", units.claim, name="claim"),
    path("units/claims/<int:pk>/take-back/", units.take_back, name="take_back"),
    path("units/claims/<int:pk>/admit/", units.admit, name="admit"),
    path("units/roles/<int:pk>/end/", units.end_role, name="end_role"),
    path("units/roles/<int:pk>/hand-over/", units.hand_over, name="hand_over"),
    path("units/<int:pk>/", units.colleagues, name="colleagues"),
    path("units/<int:pk>/jointly/", units.sign_jointly, name="sign_jointly"),
    path("units/<int:pk>/signatory/", units.become_signatory, name="become_signatory"),
    path("colleague/<str:token>/", units.colleague, name="colleague"),
    path("units/by-code/<str:code>/", seats.seat, name="seat"),
    path("claims/", claims.queue, name="claims"),
    path("claims/<int:pk>/", claims.judge, name="judge"),
    path("claims/<int:pk>/confirm/", claims.confirm, name="confirm"),
    path("claims/<int:pk>/refuse/", claims.refuse, name="refuse"),
]
