"""The index by which plans are compared: what was read of each filing, and the grams kept of its chapters."""

from django.db import models


class ReadPlan(models.Model):
    """The version of a filing's plan that is in the index; a new version takes its place.

    A chapter that is answered by pages of a file is kept here as far as its file could be read.
    """

    filing = models.OneToOneField(
        "filings.Filing", on_delete=models.PROTECT, primary_key=True, related_name="read_plan"
    )
    submission = models.OneToOneField("filings.Submission", on_delete=models.PROTECT, related_name="+")
    way = models.PositiveSmallIntegerField()
    """How it was read, see ``likeness_index.WAY``; what was read in an older way is read again."""
    texts = models.JSONField(default=dict)
    """Key of a chapter to what was read of it in its file."""
    pages = models.JSONField(default=dict)
    """The same keys to the pages read, such as 3–7, 9; empty for a Word file, read under its heading."""


class Gram(models.Model):
    """One kept gram of one chapter; its number is that of the chapter in ``likeness.SECTIONS``."""

    number = models.BigIntegerField()
    plan = models.ForeignKey(ReadPlan, on_delete=models.CASCADE, related_name="grams")
    section = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "plan", "section"], name="gram_once")]
