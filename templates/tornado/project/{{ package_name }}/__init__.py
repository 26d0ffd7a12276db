"""The web site: application.py says which address leads to which handler."""
