from django.apps import AppConfig


class ConsortiaConfig(AppConfig):
    name = "consortia"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from consortia import messages  # noqa: F401  registers the words for this room's refusals
