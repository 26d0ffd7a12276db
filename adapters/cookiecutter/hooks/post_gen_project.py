"""Puts the project that scaffold renders in the place of the empty one that Cookiecutter made."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

PLACEHOLDER = Path("placeholder.txt")
USUAL = "usual"  # what the framework has anyway: see derive.py
# Twice: JSON, as a string that Python reads; cookiecutter renders this line.
ANSWERS = json.loads({{ cookiecutter | jsonify | jsonify }})


def main() -> int:
    """Render into the current folder; return the exit status."""
    PLACEHOLDER.unlink()
    names = [name for name in ANSWERS if not name.startswith("_") and name != "folder"]
    names = [name for name in names if ANSWERS[name] != USUAL]
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder, "answers.json")
        answers.write_text(json.dumps({name: ANSWERS[name] for name in names}), encoding="utf-8")
        command = [sys.executable, "-m", "scaffold", "new", ".", "--defaults", "--answers"]
        return subprocess.run([*command, str(answers)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
