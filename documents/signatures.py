"""What the certificate signatures in a PDF are worth: whole, unaltered, over which text, by whom, trusted or not."""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
from asn1crypto import pem, x509
from django.conf import settings
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

FREE_IN_CATALOG = ("/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version")
FREE_IN_PAGE = ("/Annots",)
LARGEST = 20 * 1024 * 1024


class SignatureProblem(Exception):
    """A signed PDF that proves nothing; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Certified:
    """The newest certificate signature of a file. ``trust`` is trusted, no_list, not_listed or out_of_time."""

    signer: str
    issuer: str
    serial: str
    signed_at: datetime | None
    is_stamped: bool
    """Whether the time is a time stamp's, and not only the signer's own clock."""
    trust: str
    base: int
    """Which of the possible texts it stands under."""
    holder: tuple[str, ...] = ()
    """What the certificate's subject says of who holds it: common name, organisation, identifiers."""


def certified(content: bytes, texts: Sequence[bytes], *, now: datetime) -> Certified:
    """Check a signed PDF that was made from one of ``texts``. Raises SignatureProblem.

    Every signature must be intact, and the newest one cover the whole file; nothing but signatures may have
    been added to the text it was made from.
    """
    if len(content) > LARGEST:
        raise SignatureProblem("pdf_too_large")
    base = next((at for at, text in enumerate(texts) if text and content.startswith(text)), None)
    try:
        reader = PdfFileReader(io.BytesIO(content))
        signatures = list(reader.embedded_regular_signatures)
        if not signatures:
            raise SignatureProblem("pdf_unsigned")
        if base is None:
            raise SignatureProblem("pdf_of_other_text")
        context = ValidationContext(trust_roots=list(roots()), allow_fetching=False, moment=now)
        with ThreadPoolExecutor(
            1
        ) as apart:  # pyHanko starts a loop, which a thread with one of its own refuses
            checked = list(apart.map(lambda one: validate_pdf_signature(one, context, context), signatures))
        _whole(checked)
        _only_signatures_added(content, texts[base])
    except (
        PdfError,
        pikepdf.PdfError,
        SignatureValidationError,
        ValueError,
        KeyError,
        IndexError,
        AttributeError,
    ) as error:
        # Readers fed with damaged files fail in ways nobody lists; each of them means "cannot be read".
        raise SignatureProblem("pdf_unreadable") from error
    return _facts(checked[-1], base)


def _whole(checked: Sequence[PdfSignatureStatus]) -> None:
    """Refuse what was altered after signing, and a newest signature over a part only."""
    if not all(one.intact and one.valid for one in checked):
        raise SignatureProblem("pdf_altered")
    *earlier, newest = checked
    covers = newest.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not covers and newest.modification_level in (ModificationLevel.OTHER, None):
        raise SignatureProblem("pdf_altered")
    if not covers and newest.modification_level != ModificationLevel.LTA_UPDATES:
        raise SignatureProblem("pdf_partly_covered")
    if any(one.modification_level == ModificationLevel.OTHER for one in earlier):
        raise SignatureProblem("pdf_altered")


def _only_signatures_added(content: bytes, text: bytes) -> None:
    """Between the text as it was given out and the file that came back, only signatures may have been added."""
    with pikepdf.open(io.BytesIO(text)) as given, pikepdf.open(io.BytesIO(content)) as came:
        if len(given.pages) != len(came.pages):
            raise SignatureProblem("pdf_altered")
        pages = {page.obj.objgen for page in given.pages}
        free = {given.Root.objgen: FREE_IN_CATALOG, **dict.fromkeys(pages, FREE_IN_PAGE)}
        if "/Metadata" in given.Root:
            free[given.Root.Metadata.objgen] = None
        if "/Info" in given.trailer:
            free[given.trailer.Info.objgen] = None
        for was in given.objects:
            if getattr(was, "objgen", (0, 0)) == (0, 0) or free.get(was.objgen, ()) is None:
                continue
            now = came.get_object(was.objgen)
            if _read(was, free.get(was.objgen, ())) != _read(now, free.get(was.objgen, ())):
                raise SignatureProblem("pdf_altered")
        for page in came.pages:
            if any(str(one.get("/Subtype", "")) != "/Widget" for one in page.obj.get("/Annots", [])[:]):
                raise SignatureProblem("pdf_altered")


def _read(item: Any, free: Sequence[str] | None) -> Any:
    """What an object says, apart from the keys a signature may touch."""
    if isinstance(item, pikepdf.Stream):
        said = {
            key: value.unparse() if isinstance(value, pikepdf.Object) else value
            for key, value in item.items()
        }
        return said, bytes(item.read_raw_bytes())
    if isinstance(item, pikepdf.Dictionary):
        return {
            key: value.unparse() if isinstance(value, pikepdf.Object) else value
            for key, value in item.items()
            if key not in (free or ())
        }
    return item.unparse() if isinstance(item, pikepdf.Object) else item


def _facts(status: PdfSignatureStatus, base: int) -> Certified:
    certificate = status.signing_cert
    stamp = status.timestamp_validity
    return Certified(
        signer=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        serial=f"{certificate.serial_number:X}",
        signed_at=stamp.timestamp if stamp else status.signer_reported_dt,
        is_stamped=bool(stamp and stamp.valid and stamp.trusted),
        trust=_trust(status),
        base=base,
        holder=_holder(certificate.subject),
    )


def _trust(status: PdfSignatureStatus) -> str:
    if not roots():
        return "no_list"
    if status.trusted:
        return "trusted"
    problem = getattr(status.trust_problem_indic, "name", "")
    return "out_of_time" if "OUT_OF_BOUNDS" in problem or "EXPIRED" in problem else "not_listed"


def _name(name: Any) -> str:
    parts = name.native
    said = parts.get("common_name") or parts.get("organization_name") or name.human_friendly
    return str(said if isinstance(said, str) else said[0])[:120]


HOLDER = ("common_name", "organization_name", "organization_identifier", "serial_number")


def _holder(name: Any) -> tuple[str, ...]:
    said = (name.native.get(key) or () for key in HOLDER)
    listed = [value for one in said for value in ([one] if isinstance(one, str) else one)]
    return tuple(str(value)[:120] for value in dict.fromkeys(listed))


def roots() -> tuple[x509.Certificate, ...]:
    """The certificates of the authorities this office trusts, from the folder TRUSTED_ROOTS."""
    folder = str(settings.TRUSTED_ROOTS or "")
    return _read_roots(folder) if folder else ()


@lru_cache(maxsize=4)
def _read_roots(folder: str) -> tuple[x509.Certificate, ...]:
    found = []
    for path in sorted(Path(folder).glob("*")):
        if path.suffix.lower() in (".pem", ".crt", ".cer", ".der"):
            data = path.read_bytes()
            blocks = [one[2] for one in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
            found += [x509.Certificate.load(block) for block in blocks]
    return tuple(found)
