"""A text of ten lines, as the user edits it, as the template changes it, and both."""

from __future__ import annotations

from tests.merge.world import lines

TEN = [f"line {number}" for number in range(10)]
TEXT = lines(*TEN)
TOP = lines("new top", *TEN)  # as the user edits it
END = lines(*TEN, "new end")  # as the template does
BOTH = lines("new top", *TEN, "new end")
MARKED = lines("<<<<<<< yours", "mine", "=======", "theirs", ">>>>>>> template v0.3.0")
