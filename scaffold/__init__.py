"""Recommends a web framework, generates a starter project for it, and updates it later."""

__version__ = "0.4.1"
