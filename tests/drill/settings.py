"""The demonstration's settings with a real mail server's address and one more page: for the kill drill only."""

# ruff: noqa: F403, F405  (settings are one namespace)
from config.settings.demo import *

ROOT_URLCONF = "tests.drill.urls"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
CACHES["default"]["OPTIONS"] = {"socket_timeout": 1}
