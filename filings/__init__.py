"""The dossier and its road from draft to registration."""
