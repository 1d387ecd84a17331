"""Every citable clause of the guideline, in the order of the paper."""

from consortia.clauses import (
    conditions,
    opening,
    procedure,
    requirements,
    supervision,
    support,
)
from consortia.clauses.clause import Clause

ALL: tuple[Clause, ...] = (
    opening.CLAUSES
    + requirements.CLAUSES
    + conditions.CLAUSES
    + procedure.CLAUSES
    + support.CLAUSES
    + supervision.CLAUSES
)

__all__ = ["ALL", "Clause"]
