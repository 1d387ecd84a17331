"""A tiny address book for the live server's own test."""

from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.access import public


@public
def database(request: HttpRequest) -> HttpResponse:
    """Which database a request of the live server stands on, and what it finds there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database() || ' ' || current_user")
        (answer,) = cursor.fetchone()
    return HttpResponse(f"<!doctype html><title>t</title><p>{answer} {Session.objects.count()}</p>")


urlpatterns = [path("database/", database)]
