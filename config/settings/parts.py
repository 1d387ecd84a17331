"""The addresses of the embedded parts that ``scripts/parts.py`` wrote down when it started them."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def recall() -> None:
    """Fill missing addresses from ``parts.json`` in the demo's data folder, if the parts were started."""
    folder = Path(os.environ.get("DEMO_DIR", ROOT / "var" / "demo"))
    try:
        known = json.loads((folder / "parts.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    given = {name for name in known if os.environ.get(name)}
    if "DATABASE_URL" in given:  # a foreign database: our owner's address would be another server's
        known.pop("DATABASE_OWNER_URL", None)
    for name, value in known.items():
        os.environ.setdefault(name, value)
