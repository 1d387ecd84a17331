"""One module per place the product runs in; each starts from ``base``."""
