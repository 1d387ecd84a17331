"""Addresses of accounts that are not allauth's own."""

urlpatterns: list[object] = []
