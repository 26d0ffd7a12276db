"""Where the command begins: `scaffold`, or `python -m scaffold`."""

from __future__ import annotations

import gc

# New objects between two looks for garbage: a command makes many and ends soon, and looking takes
# a tenth of its time.
SELDOM = 100_000


def run() -> None:
    """Run the command line."""
    gc.set_threshold(SELDOM)
    from scaffold.cli import main  # noqa: PLC0415 (most objects are made by importing)

    main(prog_name="scaffold")


if __name__ == "__main__":
    run()
