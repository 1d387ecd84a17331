"""Who may read a file: every room that links to files registers its own question; no yes means no."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from documents.models import StoredFile

MayRead = Callable[[Any, "StoredFile"], bool]

_questions: list[MayRead] = []


def register(question: MayRead) -> MayRead:
    """Add a room's question, once; call it in AppConfig.ready. It also works as a decorator."""
    if question not in _questions:
        _questions.append(question)
    return question


def forget(question: MayRead) -> None:
    """Take a question back, for tests."""
    _questions.remove(question)


def may_read(user: Any, stored_file: "StoredFile") -> bool:
    """Whether any room says yes. The uploader alone is no reason: rooms decide."""
    return any(question(user, stored_file) for question in _questions)
