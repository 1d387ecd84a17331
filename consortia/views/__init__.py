"""Pages of units: mine, claiming one, colleagues, and the officer's queue of claims."""
