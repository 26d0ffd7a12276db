"""The admin: what its pages in `handlers/admin.py` are made of."""
