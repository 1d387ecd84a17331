"""The address book as the demonstration has it."""

from django.urls import include, path

from config.urls import urlpatterns as everywhere

urlpatterns = [*everywhere, path("demo/", include("portal.demo.urls"))]
