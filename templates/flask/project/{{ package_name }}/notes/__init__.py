"""The notes: list, form and page."""
