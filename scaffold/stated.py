"""One question of `copier.yml` as that file states it, and the reading of that file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scaffold.choices import Loader, labelled

TRUE = ("true", "yes", "on", "y", "1")
FALSE = ("false", "no", "off", "n", "0")


class AnswerError(ValueError):
    """An answer that its question can't take; the text completes "`name` …"."""


@dataclass(frozen=True)
class Question:
    """One question as `copier.yml` states it; texts may be Jinja templates."""

    name: str
    type: str = "yaml"
    help: str = ""
    choices: Any = ()
    default: Any = None
    has_default: bool = False
    validator: str = ""
    when: Any = True

    @classmethod
    def read(cls, name: str, fields: Mapping[str, Any]) -> Question:
        """Make a question from its mapping in `copier.yml`."""
        kind = fields.get("type") or _type_of(fields.get("default"))
        return cls(
            name=name,
            type=kind,
            has_default="default" in fields,
            **{key: fields[key] for key in FIELDS if key in fields},
        )

    @property
    def is_computed(self) -> bool:
        """Tell whether it is a fact for the templates and never asked."""
        return self.when is False

    @property
    def flag(self) -> str:
        """Return its option on the command line, such as `--project-name`."""
        return "--" + self.name.replace("_", "-")

    @property
    def plain_choices(self) -> dict[str, Any]:
        """Return label → value where the choices need no other answers to be known."""
        return labelled(self.choices) if isinstance(self.choices, dict) else {}


FIELDS = ("help", "choices", "default", "validator", "when")


def _type_of(default: Any) -> str:
    name = type(default).__name__
    return name if name in ("bool", "int", "float", "str") else "yaml"


def boolean(value: Any) -> bool:
    """Read a yes or a no; raise AnswerError for anything else."""
    word = str(value).strip().lower()
    if word not in TRUE + FALSE:
        raise AnswerError(f"must be `true` or `false`, not `{value}`")
    return word in TRUE


def cast(question: Question, value: Any) -> Any:
    """Convert an answer to its question's type."""
    if question.type == "bool":
        return boolean(value)
    if question.type == "str":
        if isinstance(value, (dict, list)):
            raise AnswerError("must be one text, not a list or a mapping")
        return str(value)
    return yaml.load(value, Loader) if isinstance(value, str) else value  # noqa: S506


def read_questions(path: Path) -> tuple[dict[str, Any], dict[str, Question]]:
    """Return the settings (names with an underscore) and the questions of a `copier.yml`."""
    settings: dict[str, Any] = {}
    questions: dict[str, Question] = {}
    for name, value in _entries(path):
        if name.startswith("_"):
            settings[name] = value
        else:
            fields = value if isinstance(value, dict) else {"default": value}
            questions[name] = Question.read(name, fields)
    return settings, questions


def _entries(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the entries of all documents of a file, in order, with `!include` followed."""

    class Including(Loader):  # type: ignore[misc]  # Loader is chosen at run time
        pass

    def include(_loader: Any, node: yaml.ScalarNode) -> dict[str, Any]:
        return dict(_entries(path.parent / node.value))

    Including.add_constructor("!include", include)
    for document in yaml.load_all(path.read_bytes(), Including):
        yield from (document or {}).items()
