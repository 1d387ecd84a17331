"""Addresses of the years after registration. Each slice brings its own list."""

from django.urls import URLPattern

app_name = "years"

urlpatterns: list[URLPattern] = []
