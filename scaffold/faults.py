"""The log of a failure that nobody foresaw."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_log_path

from scaffold import __version__


def write_log(error: BaseException) -> Path:
    """Write what is known of a fault to a file, and return its path."""
    now = datetime.now(UTC)
    text = "".join(
        [
            f"scaffold {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
            f"{now.isoformat()}\n{sys.argv}\n\n",
            *traceback.format_exception(error),
        ]
    )
    name = f"fault-{now:%Y%m%d-%H%M%S-%f}.log"
    for folder in (user_log_path("scaffold"), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        except OSError:
            continue
        return folder / name
    return Path("no file: no folder could be written to")
