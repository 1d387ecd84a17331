"""Figures that benchmarks, drills and browser tests report: printed as a table at the end and written under ``var``."""

import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest

from scripts.parts import ROOT

FIGURES = pytest.StashKey[dict[str, dict[str, dict[str, Any]]]]()
Report = Callable[..., None]


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """``report("what", seconds=1.2)`` keeps figures of one thing for the table."""
    kind = next((kind for kind in ("bench", "e2e") if request.node.get_closest_marker(kind)), "drill")
    kept = request.config.stash.setdefault(FIGURES, {}).setdefault(kind, {})

    def keep(what: str, **figures: Any) -> None:
        kept.setdefault(what, {}).update(figures)

    return keep


def timed(move: Callable[[], object], times: int) -> dict[str, float]:
    """Median and 95th percentile of ``times`` repetitions in milliseconds; a first one warms up unmeasured."""
    move()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        move()
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    p95 = taken[min(times - 1, int(times * 0.95))]
    return {"median_ms": round(statistics.median(taken), 1), "p95_ms": round(p95, 1), "times": times}


def print_figures(terminalreporter: Any) -> None:
    """The table, and ``var/bench.json``, ``var/drill.json`` or ``var/e2e.json``."""
    for kind, figures in terminalreporter.config.stash.get(FIGURES, {}).items():
        terminalreporter.section(f"{kind}, {os.cpu_count()} cores")
        for what, values in figures.items():
            told = "  ".join(f"{name} {value}" for name, value in values.items())
            terminalreporter.line(f"{what:44}  {told}")
        note = ROOT / "var" / f"{kind}.json"
        note.write_text(json.dumps({"cores": os.cpu_count(), "figures": figures}, indent=1), encoding="utf-8")
