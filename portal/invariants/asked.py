"""How an invariant is asked: one statement that counts what it looked at and names the first faults."""

from dataclasses import dataclass

from django.db import connection

MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """How much was looked at, and the places where it does not hold."""

    examined: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """``examined`` selects what is looked at, ``faults`` selects one text per fault; ``given`` are shared CTEs."""

    examined: str
    faults: str
    given: str = ""

    @property
    def sql(self) -> str:
        given = f"WITH {self.given}" if self.given else ""
        return f"""
            {given} SELECT (SELECT count(*) FROM ({self.examined}) looked_at),
            ARRAY(SELECT place FROM ({self.faults}) AS found(place) ORDER BY place LIMIT {MOST_FAULTS})
        """  # noqa: S608

    def __call__(self) -> Finding:
        with connection.cursor() as cursor:
            cursor.execute(self.sql)
            examined, faults = cursor.fetchone()
        return Finding(examined, tuple(faults))
