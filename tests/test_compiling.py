"""Equal sources are compiled once, and give what Jinja and Copier would give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, TemplateSyntaxError

from scaffold import compiling
from scaffold.compiling import compiled_once
from scaffold.render import Template, render
from tests.commands import tree


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    """Begin with nothing compiled; return what is kept."""
    kept: dict[Any, Any] = {}
    monkeypatch.setattr(compiling, "_compiled", kept)
    return kept


def jinja(**settings: Any) -> Environment:
    return Environment(**settings)  # noqa: S701 (projects are no pages)


def said(environment: Environment, source: str) -> str:
    with compiled_once():
        return environment.from_string(source).render(name="<b>")


def test_an_equal_source_is_compiled_once(compiled: dict[Any, Any]) -> None:
    assert said(jinja(), "{{ name }}") == said(jinja(), "{{ name }}") == "<b>"
    assert len(compiled) == 1


def test_other_settings_give_other_code() -> None:
    source = "{% if name %}\n{{ name }}\n{% endif %}\n[[ name ]]"
    settings: list[dict[str, Any]] = [
        {},
        {"autoescape": True},
        {"trim_blocks": True},
        {"keep_trailing_newline": True, "lstrip_blocks": True},
        {"variable_start_string": "[[", "variable_end_string": "]]"},
        {"finalize": str.upper},
    ]
    for given in settings:
        alone = jinja(**given).from_string(source).render(name="<b>")
        assert said(jinja(**given), source) == alone, given


def test_what_is_wrong_is_said_each_time() -> None:
    for _ in range(2):
        with pytest.raises(TemplateSyntaxError):
            said(jinja(), "{% if %}")


def test_outside_the_block_jinja_is_as_it_was(compiled: dict[Any, Any]) -> None:
    before = Environment.compile
    with pytest.raises(ZeroDivisionError), compiled_once():
        raise ZeroDivisionError
    assert Environment.compile is before
    jinja().from_string("{{ name }}")
    assert not compiled


def test_a_template_that_yields_gives_its_files_every_time(tmp_path: Path) -> None:
    """Copier remembers its tag `yield` by environment while it is parsed."""
    root = tmp_path / "root"
    (root / "templates").mkdir(parents=True)
    (root / "copier.yml").write_text("_subdirectory: templates\nx: {type: int, default: 2}\n")
    name = "{% yield item from [1, 2] %}{{ item }}{% endyield %}.txt"
    (root / "templates" / name).write_text("fixed")
    (root / "templates" / "{{ _copier_conf.answers_file }}.jinja").write_text(
        "{{ _copier_answers|to_nice_yaml }}"
    )

    for number in range(2):
        render(Template(root, "v0.0.0"), {"x": 1}, tmp_path / f"made-{number}")

    made = [tree(tmp_path / f"made-{number}") for number in range(2)]
    assert made[0] == made[1]
    assert {"1.txt", "2.txt"} <= set(made[0])
