"""Pages that gather from everywhere. No models; nothing imports it."""
