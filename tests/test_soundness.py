"""A rendered project is looked over: each fault is found, and only faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.soundness import check, faults

FAULTS = {
    "site.py": ("def f(:\n", "is not Python"),
    "null.py": ("x = 1\x00\n", "is not Python"),
    "pyproject.toml": ("[project\n", "is not TOML"),
    "compose.yml": ("a: [1\n", "is not YAML"),
    "README.md": ("{% if example %}\n", "holds `{%`"),
    "settings.ini": ("<<<<<<< yours\n", "holds `<<<<<<<`"),
    "{{ name }}.md": ("", "its name was not rendered"),
}
SOUND = {
    "site.py": 'print(f"{{{1}}}", "100 %")\n',
    "base.html": "{% block main %}{% endblock %}\n",
    "logo.bin": "\udcff{%",
    "style.css": "a{color:red}\n",
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(tmp_path: Path, name: str) -> None:
    content, reason = FAULTS[name]
    (tmp_path / name).write_text(content, encoding="utf-8")

    [found] = faults(tmp_path, {})

    assert found.startswith(f"{name}: {reason}")


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(SOUND[name].encode("utf-8", "surrogateescape"))

    assert faults(tmp_path, {}) == []


def test_a_marker_that_the_user_typed_is_none(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# {% site %}\n")

    assert faults(tmp_path, {"project_name": "{% site %}"}) == []


def test_a_project_with_a_fault_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site.py").write_text("(")

    with pytest.raises(ScaffoldError, match="nothing was written"):
        check(tmp_path, {})
