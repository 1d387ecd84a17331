from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Record sign-ins from the first request on; make this room's notices known."""
        import_module("accounts.security_events")
        import_module("accounts.notices")
