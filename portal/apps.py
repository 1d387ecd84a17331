from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what ``check --deploy`` asks of this room, and which notices a person may mute."""
        import_module("portal.checks")
        import_module("portal.notices")
        import_module("portal.notice_groups")
