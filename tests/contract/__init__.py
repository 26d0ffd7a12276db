"""The promises that every starter keeps, over HTTP and over its process: docs/contract.md."""

import pytest

pytest.register_assert_rewrite("tests.contract.checks", "tests.contract.forms")
