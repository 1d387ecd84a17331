"""Addresses of the demonstration, included only where ``settings.DEMO`` is set."""

from django.urls import path

from . import views

app_name = "demo"

urlpatterns = [
    path("", views.home, name="home"),
    path("become/<slug:key>/", views.become, name="become"),
    path("time/", views.move_time, name="time"),
    path("happened/", views.happenings, name="happened"),
    path("mail/", views.mail, name="mail"),
    path("mail/<int:pk>/", views.letter, name="letter"),
    path("mail/<int:pk>/open/", views.open_letter, name="open_letter"),
    path("tour/<int:number>/", views.walk, name="walk"),
    path("reset/", views.start_over, name="reset"),
]
