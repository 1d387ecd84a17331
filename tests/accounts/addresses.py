"""Every address of the project with an example of it: real rows where there are some, so that a no is a real no."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from accounts.middleware import guards_itself, policy_of

WORDS = {"str:token": "no-such-token", "str:number": "G3.2c", "slug:event": "endorse", "slug:place": "plan",
         "slug:code": "few_academic", "slug:kind": "dissolve", "slug:flow": "registration", "slug:table": "indicators",
         "slug:listing": "cases", "filing_event:event": "endorse"}  # fmt: skip
REGULAR = {"^objections/(?P<code>[Yy]-[0-9A-Za-z-]{4,20})/$": "objections/Y-AAAA-BBBB-CCCC/",
           "^verify/(?P<code>[A-Za-z0-9]{1,64})/$": "verify/abc123/"}  # fmt: skip


def addresses(rows: dict[str, int]) -> Iterator[tuple[str, str, str]]:
    """Pattern, policy and example of each address; a library's own pages have policy ``elsewhere``."""
    for pattern, view in _views(get_resolver().url_patterns):
        policy = policy_of(view)
        name = "elsewhere" if guards_itself(view) else policy.name if policy else "none"
        yield pattern, name, f"/{_example(pattern, rows)}"


def _views(patterns: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        path = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from _views(pattern.url_patterns, path)


def _example(pattern: str, rows: dict[str, int]) -> str:
    if pattern in REGULAR:
        return REGULAR[pattern]
    first = pattern.split("/")[0]
    if pattern.startswith("exports/"):
        return "exports/inbox/csv/"
    path = re.sub(r"<(int:filing)>", str(rows.get("filings", 1)), pattern)
    path = re.sub(r"<int:pk>", str(rows.get(first, 1)), path)
    path = re.sub(r"<int:\w+>", "1", path)
    return re.sub(r"<(\w+:\w+)>", lambda found: WORDS.get(found.group(1), "plan"), path)
