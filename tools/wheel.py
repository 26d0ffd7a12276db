"""Puts into the wheel what is not in the tree: the newest release as a plain folder, and the
knowledge as JSON, which is read faster than YAML.

The working tree may be ahead of the newest release: then it comes out of the history.
https://hatch.pypa.io/latest/plugins/build-hook/custom/
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NewestRelease(BuildHookInterface):  # type: ignore[misc]  # has no type hints here
    """Adds `scaffold/release/` to the files of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to add; an editable installation finds them by itself."""
        if version == "editable":
            return
        root = Path(self.root)
        compiled = _compiled(root / "scaffold" / "knowledge", root / "build" / "compiled.json")
        build_data["force_include"][str(compiled)] = "scaffold/knowledge/compiled.json"
        sys.path.insert(0, str(root))
        from scaffold.trees import ROOTS, tree_id  # noqa: PLC0415 (importable from here on)
        from scaffold.unpacking import unpack  # noqa: PLC0415

        history = root / "scaffold" / "history"
        newest = json.loads((history / "releases.json").read_bytes())[-1]
        source = root
        if tree_id(root) != newest["tree"]:
            source = root / "build" / newest["version"]
            unpack(history / "templates.bundle", newest["commit"], source)
        for name in ROOTS:
            build_data["force_include"][str(source / name)] = f"scaffold/release/{name}"


def _compiled(knowledge: Path, target: Path) -> Path:
    """Write the first document of each file as JSON, by its stem."""
    documents = {
        path.stem: next(yaml.safe_load_all(path.read_text(encoding="utf-8")))
        for path in sorted(knowledge.glob("*.yml"))
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(documents, ensure_ascii=False, default=str)  # dates as text
    target.write_text(text, encoding="utf-8")
    return target
