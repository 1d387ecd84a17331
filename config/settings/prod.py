"""Production. Refuses to start while one of its variables is missing."""

# ruff: noqa: F403, F405  (settings are one namespace)
from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *

REQUIRED = (
    "SECRET_KEY",
    "DATABASE_URL",
    "BROKER_URL",
    "ALLOWED_HOSTS",
    "SITE_ORIGIN",
    "DOCUMENT_ROOT",
    "EMAIL_HOST",
    "DEFAULT_FROM_EMAIL",
)
if missing := [name for name in REQUIRED if not os.environ.get(name)]:
    raise ImproperlyConfigured(f"Set these variables: {', '.join(missing)}")
if not SITE_ORIGIN.startswith("https://"):
    raise ImproperlyConfigured(f"SITE_ORIGIN must start with https://, not {SITE_ORIGIN}")

CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/?$", r"^readyz/?$"]
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # the preview of a paper is a frame of our own
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
THEME_COOKIE_NAME = "__Host-theme"
REQUIRE_SCAN = os.environ.get("REQUIRE_SCAN", "1") == "1"  # without a verdict a paper stays in quarantine
X_ACCEL_LOCATION = os.environ.get("X_ACCEL_LOCATION", "/papers/")

EMAIL_HOST = os.environ["EMAIL_HOST"]
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
