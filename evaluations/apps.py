from importlib import import_module

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make this room's roads, words, pages and sweeps known; each slice brings its own."""
        for module in (
            "messages",
            "notices",
            "flow",
            "board",
            "results",
            "pages_tracking",
            "sweeps_tracking",
            "files",
            "flow_campaigns",
            "campaign_messages",
            "campaign_notices",
            "campaign_files",
            "campaign_forms",
            "tasks_campaigns",
            "sweeps_campaigns",
            "flow_cases",
            "case_messages",
            "case_notices",
            "case_files",
            "case_forms",
            "case_tasks",
            "sweeps_cases",
        ):
            import_module(f"evaluations.{module}")
