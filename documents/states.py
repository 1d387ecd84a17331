"""The closed lists of this room: what kinds of file are taken and how a check for malware ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """File kinds that are taken in; the value is the usual extension in capitals."""

    PDF = "PDF", "PDF"
    OFD = "OFD", "OFD"
    DOCX = "DOCX", "DOCX"
    XLSX = "XLSX", "XLSX"
    DOC = "DOC", "DOC"
    WPS = "WPS", "WPS"
    JPG = "JPG", "JPG"
    PNG = "PNG", "PNG"


class ScanState(models.TextChoices):
    """How the virus check of one content ended; what is quarantined is never handed out."""

    QUARANTINED = "quarantined", _("Waiting for the virus check")
    CLEAN = "clean", _("Checked, no virus found")
    REFUSED = "refused", _("Refused by the virus check")
    NOT_SCANNED = "not_scanned", _("Not checked for viruses")
    MADE_HERE = "made_here", _("Made by this system")


PREVIEWED = frozenset({Kind.PDF, Kind.JPG, Kind.PNG})
"""Kinds a browser can show by itself; the others are downloaded and opened in their own program."""

CONTENT_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.OFD: "application/ofd",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.DOC: "application/msword",
    Kind.WPS: "application/vnd.ms-works",
    Kind.JPG: "image/jpeg",
    Kind.PNG: "image/png",
}
