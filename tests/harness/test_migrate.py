"""An empty database is migrated lightly: only the changed model is drawn anew, and the schema is the very same."""

import os
import subprocess

import pytest
from django.db import models
from django.db.migrations import AddConstraint, AddField, AlterField, CreateModel
from django.db.migrations.state import ProjectState

from portal.management.commands.migrate import light_states
from scripts.parts import postgres_binaries
from tests import databases


def _project():
    """Two rendered models, one pointing at the other."""
    state = ProjectState()
    for name, fields in (
        ("City", []),
        ("Street", [("city", models.ForeignKey("sample.City", models.CASCADE))]),
    ):
        CreateModel(name, [("id", models.AutoField(primary_key=True)), *fields]).state_forwards(
            "sample", state
        )
    assert state.apps.get_model("sample.Street")
    return state


CASES = {
    "new model": (CreateModel("Square", [("city", models.ForeignKey("sample.City", models.CASCADE))]), set()),
    "new relation": (AddField("city", "twin", models.ForeignKey("sample.City", models.CASCADE)), {"city"}),
    "constraint": (
        AddConstraint("city", models.CheckConstraint(condition=models.Q(id__gt=0), name="above_nought")),
        {"city"},
    ),
    "key of another type": (
        AlterField("city", "id", models.BigAutoField(primary_key=True)),
        {"city", "street"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_hangs_on_the_old_column_is_drawn_anew_and_nothing_else(case):
    operation, wanted = CASES[case]
    state = _project()
    before = {model._meta.model_name: model for model in state.apps.get_models()}

    with light_states():
        operation.state_forwards("sample", state)

    after = {model._meta.model_name: model for model in state.apps.get_models()}
    assert {name for name in before if before[name] is not after[name]} == wanted
    if "square" in after:
        assert after["square"]._meta.get_field("city").related_model is after["city"]


def test_code_in_a_migration_sees_all_models_drawn_anew():
    state = _project()

    with light_states():
        AddField("city", "name", models.TextField(default="")).state_forwards("sample", state)
        state.clear_delayed_apps_cache()  # what Django does before each RunPython

    city, street = state.apps.get_model("sample.City"), state.apps.get_model("sample.Street")
    assert street._meta.get_field("city").related_model is city
    assert city._meta.get_field("name")


@pytest.mark.drill
def test_both_ways_make_the_same_database(template_database):
    """The template was made lightly; beside it one is made as Django does it."""
    name = f"lianhe_test_slowly_{os.getpid()}"
    databases.drop(name)
    with databases._maintenance() as connection, connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        databases._manage(name, "migrate", "accounts", "0001")  # not empty any more
        databases._manage(name, "migrate")
        databases._manage(name, "grant_roles")
        assert _schema(name) == _schema(template_database)
    finally:
        databases.drop(name)


def _schema(database):
    done = subprocess.run(
        [postgres_binaries() / "pg_dump", "--schema-only", databases.owner_url(database)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]
