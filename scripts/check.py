"""Every gate before a change is good: ``make check``, or ``make check ARGS="lint types"`` for some of them."""

import os
import subprocess
import sys
import time
from pathlib import Path

from scripts.parts import ROOT
from tests import databases

PURE = (
    "*/guards.py",
    "*/rules.py",
    "consortia/guideline.py",
    "workflow/calendar.py",
    "workflow/lateness.py",
    "workflow/engine.py",
    "ledger/chain.py",
    "reviews/draw.py",
    "reviews/assignment.py",
    "reviews/scoring.py",
    "evaluations/deadlines.py",
)
"""Typed strictly: what decides."""
PYTHON = [sys.executable]
MANAGE = [sys.executable, "manage.py"]


def _tool(name: str, *arguments: str) -> list[str]:
    return [str(Path(sys.executable).parent / name), *arguments]


def gates() -> dict[str, list[str]]:
    """The gates in the order in which they fail fastest."""
    pure = sorted(str(path.relative_to(ROOT)) for pattern in PURE for path in ROOT.glob(pattern))
    return {
        "format": _tool("ruff", "format", "--check", "."),
        "lint": _tool("ruff", "check", "."),
        "house": [*PYTHON, "-m", "scripts.gates"],
        "types": _tool("mypy", *pure),
        "imports": _tool("lint-imports"),
        "words": [*PYTHON, "-m", "scripts.messages", "--check"],
        "templates": _tool("djlint", "templates", "--lint", "--quiet"),
        "django": [*MANAGE, "check", "--fail-level", "WARNING"],
        "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
        "triggers": [*MANAGE, "flow_trigger", "--check"],
        "documents": [*MANAGE, "generate_docs", "--check"],
    }


def _environment(database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": databases.owner_url(database),
        "LIANHE_DB_AS": "owner",
    }


def main(wanted: list[str]) -> int:
    """Run the wanted gates, or all, against a freshly migrated database; 1 when one fails."""
    chosen = {name: command for name, command in gates().items() if not wanted or name in wanted}
    if unknown := set(wanted) - set(chosen):
        print(f"No such gate: {', '.join(sorted(unknown))}. There are: {', '.join(gates())}")
        return 1
    if not os.environ.get("DATABASE_URL"):
        databases.serve()
    failed = []
    with databases.clone(databases.template()) as database:
        environment = _environment(database)
        for name, command in chosen.items():
            started = time.monotonic()
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            verdict = "failed" if done.returncode else "good"
            print(f"{name}: {verdict}, {time.monotonic() - started:.1f} s", flush=True)
            if done.returncode:
                failed.append(name)
                print(f"{done.stdout}{done.stderr}", flush=True)
    print(f"Gates: {len(chosen)}. Failed: {', '.join(failed) or 'none'}.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
