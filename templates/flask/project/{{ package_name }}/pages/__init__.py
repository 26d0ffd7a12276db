"""Pages that need no data."""
