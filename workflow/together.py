"""Several small questions in one round trip: a page of a large dossier asks once, whatever it shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

_ONE = "SELECT %s::text AS name, row_number() OVER () AS place, to_jsonb(one)::text FROM ({question}) one"
"""One of several: the rest is the queryset's own statement, its name and all values are parameters."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question put into words once and asked many times: to word it takes Django longer than to answer it."""

    model: type[Model]
    statement: str
    params: tuple[Any, ...]

    def about(self, values: Mapping[Any, Any]) -> Prepared:
        """The same question with these values wherever it was prepared with their marks."""
        return replace(self, params=tuple(values.get(one, one) for one in self.params))


def prepare(rows: QuerySet[Any]) -> Prepared:
    """A queryset as a question to keep. Raises EmptyResultSet for one that no row can answer."""
    statement, params = rows.query.sql_with_params()
    return Prepared(rows.model, statement, tuple(params))


def together(**questions: QuerySet[Any] | Prepared) -> dict[str, list[Any]]:
    """The rows of each queryset under its name, in its order, read by one statement.

    The querysets are plain ones: no ``select_related``, no annotations, no ``values``; ``only`` is honoured.
    """
    found: dict[str, list[Any]] = {name: [] for name in questions}
    statements: list[str] = []
    params: list[Any] = []
    for name, rows in questions.items():
        try:
            question = rows if isinstance(rows, Prepared) else prepare(rows)
        except EmptyResultSet:
            continue
        statements.append(_ONE.replace("{question}", question.statement))
        params += (name, *question.params)
    if not statements:
        return found
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(statements)} ORDER BY name, place", params)
        for name, _place, content in cursor.fetchall():
            found[name].append(_row(questions[name].model, json.loads(content, parse_float=Decimal)))
    return found


def _row(model: type[Model], content: dict[str, Any]) -> Model:
    """An instance as the database holds it; columns that were not asked for stay deferred."""
    fields = [field for field in model._meta.concrete_fields if (field.column or "") in content]
    values = [field.to_python(content[field.column or ""]) for field in fields]
    return model.from_db(connection.alias, [field.attname for field in fields], values)


def attach(rows: list[Any], name: str, others: list[Any]) -> None:
    """Give each row the one of ``others`` its foreign key ``name`` points to, as ``select_related`` would."""
    by_pk = {other.pk: other for other in others}
    for row in rows:
        field = row._meta.get_field(name)
        pk = getattr(row, field.attname)
        if pk is None or pk in by_pk:
            field.set_cached_value(row, by_pk.get(pk))
