"""Tools around the product; run them with ``python -m scripts.NAME`` from the top folder."""
