"""Two thousand plans that look like Chinese, and copies of them, put straight into their tables."""

import random
from collections.abc import Mapping, Sequence
from functools import partial

from django.db import connection

from consortia.models import Consortium
from filings import likeness_index
from filings.likeness import SECTIONS, kept_grams
from filings.models import Filing, ReadPlan, Submission
from tests.factories import NOW, UnitFactory

PLANS, COPIES, SENTENCES = 2_000, 100, 30
"""Sentences of a chapter of full length."""
SHORTEST, USUAL = 10, 20
"""Sentences of the chapters of a plan that is no copy and was not copied."""
Plan = list[list[str]]
"""The sentences of each chapter."""
Kept = dict[str, dict[str, object]]
"""The chapters of a submitted version."""


class Writer:
    """Writes sentences out of a few thousand words that all plans share, the same ones in every run."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        letters = [chr(code) for code in range(0x4E00, 0x4E00 + 1200)]
        word = partial(self.dice.choices, letters)
        self.words = ["".join(word(k=self.dice.choice((2, 2, 2, 3, 4)))) for _ in range(3_000)]
        self.phrases = [self.sentence() for _ in range(12)]
        """What everybody writes."""

    def sentence(self) -> str:
        return "".join(self.dice.choices(self.words, k=self.dice.randint(6, 12))) + "。"

    def chapter(self, length: int = SENTENCES) -> list[str]:
        own = [self.sentence() for _ in range(length - 4)]
        own[5:5] = self.dice.sample(self.phrases, k=4)
        return own

    def plan(self) -> Plan:
        return [self.chapter() for _ in SECTIONS]

    def plans(self, count: int, long: int) -> list[Plan]:
        """So many plans, the first ``long`` of them of full length, the others as long as it happens."""
        others = range(count - long)
        return [self.plan() for _ in range(long)] + [
            [self.chapter(self.dice.randint(SHORTEST, USUAL)) for _ in SECTIONS] for _ in others
        ]

    def copy(self, plan: Plan, rewritten: float) -> Plan:
        """The plan with that share of every chapter's sentences written anew."""
        return [self._rewritten(chapter, round(rewritten * len(chapter))) for chapter in plan]

    def _rewritten(self, chapter: list[str], count: int) -> list[str]:
        chosen = set(self.dice.sample(range(len(chapter)), k=count))
        return [self.sentence() if at in chosen else one for at, one in enumerate(chapter)]


def texts_of(plan: Plan) -> dict[str, str]:
    """Key of a chapter to its text."""
    return {key: "".join(chapter) for key, chapter in zip(SECTIONS, plan, strict=True)}


def pour(plans: Sequence[Plan], files: Mapping[int, Kept] = {}) -> list[int]:
    """One submitted filing for each plan, in the index; their ids in order. Triggers rest meanwhile.

    A plan whose place is in ``files`` was submitted with those chapters and read before files were.
    """
    lead = UnitFactory()
    kept: list[Kept] = [
        files.get(n) or {key: {"text": text} for key, text in texts_of(plan).items()}
        for n, plan in enumerate(plans)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("SET ROLE NONE; SET session_replication_role = replica")
    consortia = Consortium.objects.bulk_create(
        Consortium(formal_name=f"示例联合体{n}", lead=lead, is_sample=True, created_at=NOW)
        for n in range(len(plans))
    )
    filings = Filing.objects.bulk_create(
        Filing(
            serial=f"S-{n}", consortium=consortium, lead=lead, authority=lead.authority, edition="qingdao-2025",
            created_by_id=1, created_at=NOW, state="district_check", state_since=NOW, latest_version=1,
        )
        for n, consortium in enumerate(consortia)
    )  # fmt: skip
    submissions = Submission.objects.bulk_create(
        Submission(
            filing=filing, version=1, receipt_number=filing.serial, receipt_code=filing.serial, ledger_number=1,
            submitted_by_id=1, submitted_at=NOW,
            snapshot={"consortium": {"chapters": chapters}},
        )
        for filing, chapters in zip(filings, kept, strict=True)
    )  # fmt: skip
    ReadPlan.objects.bulk_create(
        ReadPlan(filing_id=one.filing_id, submission=one, way=1 if n in files else likeness_index.WAY)
        for n, one in enumerate(submissions)
    )
    likeness_index.write(
        (number, filing.pk, at)
        for n, (filing, plan) in enumerate(zip(filings, plans, strict=True))
        for at, text in enumerate(() if n in files else texts_of(plan).values())
        for number in kept_grams(text)
    )
    with connection.cursor() as cursor:
        cursor.execute(f'SET session_replication_role = origin; SET ROLE "{role}"')
    return [filing.pk for filing in filings]


def analyse() -> None:
    """What the database does by itself at night."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE; ANALYZE filings_gram; ANALYZE filings_readplan; RESET ROLE")
