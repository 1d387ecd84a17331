from importlib import import_module

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "filings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make this room's roads known."""
        for module in (
            "messages",
            "notices",
            "reminders",
            "files",
            "flow",
            "tickets",
            "handoffs",
            "questions",
            "calls",
            "intentions",
            "tasks",
        ):
            import_module(f"filings.{module}")
