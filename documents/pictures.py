"""Pictures coming in: what the ending says, whole, and not larger than a scanned page needs."""

import warnings
import zipfile
from typing import BinaryIO

from PIL import Image

from documents.problems import FileProblem
from documents.states import Kind

MOST_MEGAPIXELS = 80

FORMATS = {Kind.JPG: ("JPEG",), Kind.PNG: ("PNG",)}


def check_picture(content: BinaryIO, name: str, kind: Kind) -> None:
    """Verify a JPG or PNG without decoding a picture that would not fit."""
    if zipfile.is_zipfile(content):
        raise FileProblem("two_in_one", name=name, kind=kind.value)
    content.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(content, formats=FORMATS[kind]) as picture:
                width, height = picture.size
                if width * height > MOST_MEGAPIXELS * 1_000_000:
                    raise FileProblem("picture_too_large", name=name, limit=MOST_MEGAPIXELS)
                picture.verify()
            content.seek(0)
            with Image.open(content, formats=FORMATS[kind]) as picture:
                picture.load()
        except Image.DecompressionBombError as error:
            raise FileProblem("picture_too_large", name=name, limit=MOST_MEGAPIXELS) from error
