"""Features: the questions that are answered by yes or no, or that one of the choices leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from scaffold.errors import InputError, did_you_mean, listed
from scaffold.questions import questionnaire
from scaffold.releases import newest
from scaffold.stated import Question

NONE = "none"


def switched_on(words: Sequence[str]) -> dict[str, str]:
    """Return the answers that switch features on; a feature with choices takes `NAME=CHOICE`."""
    settings = {}
    for word in words:
        name, separator, value = word.partition("=")
        feature = _feature(name)
        if feature.type == "bool" and not separator:
            value = "true"
        elif not separator:
            choices = [str(choice) for choice in feature.plain_choices.values() if choice != NONE]
            raise InputError(
                f"`{name}` is a feature of several kinds",
                f"it is one of {listed(choices)}",
                f"type `scaffold add {name}={choices[0]}`",
            )
        settings[feature.name] = value
    return settings


def switched_off(words: Sequence[str]) -> dict[str, str]:
    """Return the answers that switch features off."""
    features = [_feature(word) for word in words]
    return {feature.name: "false" if feature.type == "bool" else NONE for feature in features}


def _feature(word: str) -> Question:
    """Return the feature that was typed, with a dash or an underscore."""
    name = word.strip().replace("-", "_")
    features = {
        question.name: question
        for question in questionnaire(newest()).asked
        if question.type == "bool" or NONE in question.plain_choices.values()
    }
    if name in features:
        return features[name]
    for feature in features.values():
        if word in feature.plain_choices.values():
            raise InputError(f"There is no feature `{word}`", hint=f"type `{feature.name}={word}`")
    near = did_you_mean(name, features) or f"the features are {listed(features)}"
    raise InputError(f"There is no feature `{word}`", near)
