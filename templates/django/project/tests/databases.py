"""Which database the tests use: one in memory, or that of TEST_DATABASE_URL."""

import os

import pytest

SERVER = os.environ.get("TEST_DATABASE_URL", "")

about_sqlite = pytest.mark.skipif(bool(SERVER), reason="it is about SQLite")
