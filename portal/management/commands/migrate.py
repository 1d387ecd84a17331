"""``manage.py migrate``; an empty database is migrated in a fraction of the time, to the very same schema.

Django draws up to a hundred related models anew after each operation, so that code in a migration may ask
through them. While an empty database is made there are no rows to ask for: only the changed model is drawn anew,
and before a ``RunPython`` Django draws all of them, as it does for every delayed state.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

PATCHED = "_find_reload_model"
_related = getattr(ProjectState, PATCHED)


def _drawn_anew(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> Any:
    """Which models are drawn anew after a change of one: itself, where nothing hangs on its old self."""
    key = (app_label, model_name)
    if not delay and not _only_grew(state, *key):
        return _related(state, *key, delay)
    state.is_delayed = True
    heirs = any(".".join(key) in model.bases for model in state.models.values())
    return _related(state, *key, delay) if heirs else {key}


def _only_grew(state: ProjectState, app_label: str, model_name: str) -> bool:
    """Whether a model is new or got one field more: no column of another table depends on that."""
    try:
        old = state.apps.get_model(app_label, model_name)
    except LookupError:
        return True
    before = {field.name for field in (*old._meta.local_fields, *old._meta.local_many_to_many)}
    return before < set(state.models[app_label, model_name].fields)


@contextlib.contextmanager
def light_states() -> Iterator[None]:
    """Within this block only changed models are drawn anew."""
    setattr(ProjectState, PATCHED, _drawn_anew)
    try:
        yield
    finally:
        setattr(ProjectState, PATCHED, _related)


class Command(migrate.Command):
    """Django's own, quicker where nothing has been migrated yet."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; lightly where the database is empty."""
        recorder = MigrationRecorder(connections[options["database"]])
        with contextlib.nullcontext() if recorder.has_table() else light_states():
            super().handle(*args, **options)
