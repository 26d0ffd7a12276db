"""Answers from outside an interview: from `--set`, from a file; and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from scaffold.errors import InputError, listed
from scaffold.questions import Questionnaire, Sheet, Step


def set_values(questionnaire: Questionnaire, settings: Sequence[str]) -> dict[str, str]:
    """Return the answers of `KEY=VALUE` texts; of two for one key the last holds."""
    answers = {}
    for setting in settings:
        name, separator, value = setting.partition("=")
        if not separator:
            raise InputError(
                f"`--set {setting}` has no value", "it takes KEY=VALUE", f"type `--set {name}=…`"
            )
        answers[_known(questionnaire, name.strip())] = value
    return answers


def known_answers(questionnaire: Questionnaire, flags: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that were given as flags, which other templates may not ask for."""
    return {
        _known(questionnaire, name): value for name, value in flags.items() if value is not None
    }


def read_answers_file(questionnaire: Questionnaire, path: Path) -> dict[str, Any]:
    """Return the answers in a YAML or JSON file; names with an underscore are Copier's own."""
    try:
        content = _parsed(path.read_bytes())
    except OSError as error:
        raise InputError(f"`{path}` can't be read ({error.strerror})") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"`{path}` is neither YAML nor JSON ({reason})") from error
    if not isinstance(content, dict):
        raise InputError(f"`{path}` holds no answers", "it takes a mapping of names to answers")
    names = [str(name) for name in content if not str(name).startswith("_")]
    return {_known(questionnaire, name): content[name] for name in names}


def _parsed(text: bytes) -> Any:
    """Read JSON as JSON: YAML takes its escaped pairs for two broken letters."""
    try:
        return json.loads(text)
    except ValueError:
        return yaml.safe_load(text)


def _known(questionnaire: Questionnaire, name: str) -> str:
    if name not in [question.name for question in questionnaire.asked]:
        raise InputError(questionnaire.unknown(name))
    return name


def refuse_problems(sheet: Sheet, flags: Collection[str]) -> None:
    """Raise InputError when answers are missing, can't be used, or nobody asks for them.

    The last is wrong of `flags`, the names of the answers that were typed; a file of answers may
    serve several projects.
    """
    sentences = [_sentence(step) for step in sheet.problems]
    if sheet.complete:
        sentences += [_unused(name) for name in sheet.unused if name in flags]
    if sentences:
        raise InputError("\n".join(sentences))


def _sentence(step: Step) -> str:
    if step.is_missing:
        legal = f" – it is one of {listed(map(str, step.choices.values()))}" if step.choices else ""
        return f"`{step.name}` has no answer{legal} – pass `{step.question.flag} VALUE`"
    return f"`{step.name}` {step.problem}"


def _unused(name: str) -> str:
    return f"`{name}` is not asked for with these answers – leave it out"


def differing(sheet: Sheet) -> Mapping[str, Any]:
    """Return the answers that are not what the defaults would give."""
    return {step.name: step.value for step in sheet.steps if step.value != step.default}
