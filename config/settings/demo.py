"""The demonstration: production's code on embedded parts, a clock that can be moved, letters that can be read."""

# ruff: noqa: E402, F403, F405  (addresses must be known before base reads them; settings are one namespace)
from config.settings.parts import recall

recall()

from config.settings.base import *

DEMO = True
CLOCK_MOVABLE = True
DEMO_DIR = Path(os.environ.get("DEMO_DIR", VAR / "demo"))
DOCUMENT_ROOT = Path(os.environ.get("DOCUMENT_ROOT", DEMO_DIR / "documents"))
SECRET_KEY = SECRET_KEY or "demonstration-only-not-a-secret-demonstration-only"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["*"]
STATIC_ROOT = DEMO_DIR / "static"
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DOCUMENT_ROOT},
    },
    # hashed names as in production; compressing them too would take half a minute of the first start
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
EMAIL_BACKEND = "accounts.mail.LetterBackend"
