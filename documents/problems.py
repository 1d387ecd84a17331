"""What can be wrong with a file or a paper: a code and values; the words are in `messages`."""

from collections.abc import Mapping
from typing import Any

from documents.messages import sentence


class FileProblem(Exception):
    """A file was not taken, or a paper could not be made; `str()` gives the sentence for people."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Any] = params

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """The sentence in the reader's language: names the file, the reason and what to do."""
        return sentence(self.code, self.params)
