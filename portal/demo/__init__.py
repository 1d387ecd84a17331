"""The demonstration: its people, its world, its clock. Exists only where ``settings.DEMO`` is set."""
