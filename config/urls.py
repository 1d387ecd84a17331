"""The address book: each room brings its own list."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("", include("documents.urls")),
    path("", include("portal.urls")),
]
