"""Pages for ``docs/`` made from the tables and the clauses, in English; nobody edits them by hand."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.roles import GRANTED, NEVER_TOGETHER, Role
from consortia.clauses import Clause
from consortia.guideline import CLAUSES, QINGDAO_2025

from .clause_map import WINDOWS
from .flow_tables import flow_label, flows, lines, matrix, mermaid

HEAD = "<!-- Made by manage.py generate_docs. Do not edit. -->\n"


def pages() -> dict[str, str]:
    """File name to text. Call with English active."""
    return {"flow.md": flow_page(), "clauses.md": clause_page(), "permissions.md": permission_page()}


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _table(head: tuple[str, ...], rows: Iterator[str] | list[str]) -> list[str]:
    return [_row(*head), _row(*["---"] * len(head)), *rows]


def flow_page() -> str:
    """Every road: a diagram by keys, and the table in words."""
    parts = [
        HEAD,
        "# The roads",
        "",
        "Derived from the tables that the engine, the trigger and the buttons obey.",
    ]
    for flow in flows():
        parts += ["", f"## {flow_label(flow)} (`{flow.key}`)", "", "```mermaid", mermaid(flow), "```", ""]
        rows = [
            _row(one.source, one.event, one.target, one.who, one.first, one.due, one.clause, one.hold)
            for one in lines(flow)
        ]
        parts += _table(("From", "Step", "To", "By", "Drafted by", "Time", "Clause", "Under a hold"), rows)
    return "\n".join(parts) + "\n"


def clause_page() -> str:
    """Every clause with its force, the checks that cite it, the steps that rest on it, and what the system does."""
    parts = [
        HEAD,
        f"# {QINGDAO_2025.title_en} ({QINGDAO_2025.document_number})",
        "",
        f"Clauses: {len(CLAUSES)}. A clause without checks and steps says so under what the system does.",
        "",
    ]
    rows = [
        _row(
            one.id,
            one.force.value if one.force else "none",
            one.text,
            one.gloss,
            ", ".join(f"`{code}`" for code in one.checks),
            ", ".join(one.step),
            ", ".join(str(WINDOWS[key]) for key in one.window.split()),
            one.does_en,
        )
        for one in CLAUSES.values()
    ]
    head = ("Clause", "Force", "Text", "Gloss", "Checks", "Steps", "Where", "What the system does")
    return "\n".join([*parts, *_table(head, rows)]) + "\n"


def unmapped(clause: Clause) -> bool:
    """A clause that no check and no step serves and that does not say why."""
    return not (clause.checks or clause.step or clause.window) and not clause.does_en.strip()


def permission_page() -> str:
    """Role × event of every road, permissions without an object, and the pairs that never merge."""
    parts = [HEAD, "# Who may do what", "", "● takes the step; ○ drafts it for a second person."]
    marks = {"takes": "●", "drafts": "○", "": ""}
    for flow in flows():
        heads, rows = matrix(flow)
        made = [_row(name, *(marks[mark] for mark in held)) for name, held in rows]
        parts += ["", f"## {flow_label(flow)}", "", *_table(("Who", *heads), made)]
    granted = [
        _row(role.label, ", ".join(sorted(permission.value for permission in GRANTED[role]))) for role in Role
    ]
    pairs = [_row(one.label, other.label, reason) for one, other, reason in NEVER_TOGETHER]
    parts += ["", "## Permissions without a case at hand", "", *_table(("Role", "Permissions"), granted)]
    parts += ["", "## Never in one person", "", *_table(("Role", "Role", "Why"), pairs)]
    return "\n".join(parts) + "\n"
