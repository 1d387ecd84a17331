"""The address book: each room brings its own list."""

from django.conf import settings
from django.urls import include, path

from accounts.views import language

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", language, name="set_language"),
    path("", include("documents.urls")),
    path("", include("consortia.urls")),
    path("", include("filings.urls")),
    path("", include("filings.urls_members")),
    path("", include("reviews.urls")),
    path("", include("evaluations.urls")),
    path("", include("portal.urls_cases")),
    path("", include("portal.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("portal.demo.urls"))]
