"""Pages that gather from everywhere."""
