"""What pages of a stored file say, for comparing and never for showing as the file itself."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from subprocess import SubprocessError

from documents import store
from documents.models import Blob
from documents.queries import is_released
from documents.reading import NotReadable, Paragraph, paragraphs
from documents.states import Kind

READER = Path(__file__).with_name("pdf_text.py")
LONGEST_WAIT = 120
"""Seconds until a reader that got no time of the processor is given up."""


def pages(blob: Blob, numbers: Iterable[int]) -> dict[int, str]:
    """Page to text of the wanted pages of a PDF, without those that hold no text; raises NotReadable."""
    if blob.kind != Kind.PDF or not is_released(blob):
        raise NotReadable
    command = [sys.executable, "-I", str(READER), *map(str, numbers)]
    try:
        with store.open_content(blob.sha256) as content:
            done = subprocess.run(
                command, stdin=content, capture_output=True, timeout=LONGEST_WAIT, check=True, env={}
            )
        return {int(number): text for number, text in json.loads(done.stdout).items()}
    except (OSError, SubprocessError, ValueError) as error:
        raise NotReadable from error


def word(blob: Blob) -> list[Paragraph]:
    """The paragraphs of a DOCX; raises NotReadable."""
    if blob.kind != Kind.DOCX or not is_released(blob):
        raise NotReadable
    try:
        with store.open_content(blob.sha256) as content:
            return paragraphs(content)
    except Exception as error:  # whatever a file from elsewhere makes its reader say
        raise NotReadable from error
