"""Forms of the dossier. In a draft nothing but the name is demanded; the checklist says what is missing."""
