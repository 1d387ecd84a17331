"""Shares and money as people write them. Pure."""

from decimal import Decimal

CENT = Decimal("0.01")
YUAN = Decimal("0.0001")
"""One yuan, in 10,000 yuan."""


def plain(amount: Decimal) -> str:
    """An amount without idle zeros; where it has decimals, at least two of them."""
    text = f"{amount.quantize(YUAN):,f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}" if decimals else whole
