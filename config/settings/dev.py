"""The developer's place: the demo's parts, if they run, and pages that explain their errors."""

# ruff: noqa: E402, F403, F405  (addresses must be known before base reads them; settings are one namespace)
from config.settings.parts import recall

recall()

from config.settings.base import *

DEBUG = True
DEMO = True
CLOCK_MOVABLE = True
SECRET_KEY = SECRET_KEY or "development-only-not-a-secret-development-only"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "accounts.mail.LetterBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
