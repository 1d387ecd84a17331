"""The task list of a dossier with 40 members, 100 files and 60 tasks, against one with 5 and nothing optional."""

import statistics
import time
from typing import Any

import pytest
from django.template.base import Template
from django.test import Client

from tests.filings.large import large_dossier
from tests.road import complete_draft

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
BUDGET_MS, BUDGET_RATIO, TIMES = 150, 4, 15


def _milliseconds(person: Any, path: str) -> float:
    client = Client()
    client.force_login(person)
    client.get(path)
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        assert client.get(path).status_code == 200
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def test_the_task_list_of_a_large_dossier_takes_at_most_four_times_that_of_a_small_one(
    capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Template, "_render", lambda self, context: self.nodelist.render(context)
    )  # as it is served
    (large, of_large), (small, of_small) = large_dossier(), complete_draft()
    slow = _milliseconds(of_large.lead, f"/filings/{large.pk}/")
    quick = _milliseconds(of_small.lead, f"/filings/{small.pk}/")
    with capsys.disabled():
        print(
            f"\ntask list: large {slow:.0f} ms (budget {BUDGET_MS}), small {quick:.0f} ms, ratio {slow / quick:.1f}"
        )
    assert slow / quick < BUDGET_RATIO
