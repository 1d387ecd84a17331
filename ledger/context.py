"""Which request an entry belongs to: set by the middleware, read when something is recorded."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
