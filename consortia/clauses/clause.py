"""The shape of one clause of the guideline. No clause text lives here."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.refusal import Force


@dataclass(frozen=True, slots=True)
class Clause:
    """One citable phrase of the guideline and what the system makes of it today."""

    id: str
    section: str
    """Where it stands in the paper, as printed: 三（二）."""
    text: str
    """The phrase itself, word for word; 「…」 stands for words left out."""
    gloss: str
    force: Force | None
    """None: the phrase asks nothing of anybody."""
    does_zh: str
    does_en: str
    checks: tuple[str, ...] = ()
    """Codes of the refusals that cite it."""
    step: tuple[str, ...] = ()
    """Events of the filing's road that rest on it."""
    window: str = ""
    """Where people meet it: a task of the dossier, a desk, or a public page; empty when nowhere."""


HUMAN = ("由人判断。", "Human judgement.")
NOTHING = ("无功能。", "No function.")
LATER = ("本版无功能。", "No function in this release.")


def clause(
    id: str,
    section: str,
    text: str,
    gloss: str,
    force: Force | None,
    does: tuple[str, str],
    *,
    checks: str = "",
    step: str = "",
    window: str = "",
) -> Clause:
    """A clause written on few lines: ``checks`` and ``step`` are words separated by spaces."""
    zh, en = does
    return Clause(
        id,
        section,
        text,
        gloss,
        force,
        zh,
        en,
        tuple(checks.split()),
        tuple(step.split()),
        window,
    )
