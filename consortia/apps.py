from importlib import import_module

from django.apps import AppConfig


class ConsortiaConfig(AppConfig):
    name = "consortia"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make this room's roads known."""
        for module in (
            "messages",
            "notices",
            "validity_notices",
            "consent",
            "registration",
            "board",
            "files",
            "invitees",
        ):
            import_module(f"consortia.{module}")
