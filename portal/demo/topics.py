"""What the sample consortia want to build: a few facts each, from which ``plans`` writes five chapters."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Topic:
    """One sample consortium. ``measure`` is its indicator with the present and the wanted value."""

    key: str
    lead: str
    name: str
    name_en: str
    industry: str
    track: str
    need: str
    product: str
    tasks: list[str]
    measure: list[str]
    result: str
    scene: str
    money: int
    """Three years' money in 万元."""
    members: list[str]
    """Keys of the sample units besides the lead."""


TOPICS: tuple[Topic, ...] = tuple(
    Topic(**row)
    for row in json.loads((Path(__file__).parent / "data" / "topics.json").read_text(encoding="utf-8"))
)
BY_KEY = {topic.key: topic for topic in TOPICS}
