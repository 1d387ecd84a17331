"""The tests' place: real PostgreSQL, tasks run at once, nothing leaves the process."""

# ruff: noqa: F403, F405  (settings are one namespace)
from config.settings.base import *

CLOCK_MOVABLE = True
SECRET_KEY = "tests-only-not-a-secret-tests-only-not-a-secret"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"]["CONN_MAX_AGE"] = 0  # live-server threads must not outlive their test's database
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]  # nothing is collected here
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
ACCOUNT_RATE_LIMITS = False
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "ERROR"}}
