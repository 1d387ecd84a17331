from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make this room's roads, words and answers about files known."""
        for module in ("messages", "notices", "files", "flow", "sweeps", "tasks"):
            import_module(f"reviews.{module}")
