"""Asking in a template whether a part of the dossier is open to the reader."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def opens(page: Any, *address: Any) -> bool:
    """Whether the part at the joined address may change: ``{% opens page "tables." key "/" pk as may_change %}``."""
    return bool(page and page.opens("".join(map(str, address))))
