"""The questions of `copier.yml` gone through: which apply, their defaults, their checks.

They are evaluated here, by Copier's rules, so that a command can ask and check without the weight
of importing Copier; the tests hold every result to Copier's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from scaffold.choices import Loader, bad_choice, labelled, offered, refusals
from scaffold.errors import did_you_mean, listed
from scaffold.stated import AnswerError, Question, boolean, cast, read_questions

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment


@dataclass(frozen=True)
class Step:
    """A question that applies, with what is known of its answer."""

    question: Question
    help: str
    choices: Mapping[str, Any]
    default: Any
    value: Any
    given: bool
    problem: str
    refused: Mapping[Any, str] = field(default_factory=dict)  # value → why it can't be chosen

    @property
    def name(self) -> str:
        """Return the question's name."""
        return self.question.name

    @property
    def is_missing(self) -> bool:
        """Tell whether there is neither an answer nor a default."""
        return self.value is None


@dataclass
class Sheet:
    """Answers gone through, question by question."""

    steps: list[Step] = field(default_factory=list)
    context: dict[str, Any] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    complete: bool = True

    @property
    def answers(self) -> dict[str, Any]:
        """Return what goes into the answers file: name → value."""
        return {step.name: step.value for step in self.steps if not step.is_missing}

    @property
    def problems(self) -> list[Step]:
        """Return the steps whose answer can't be used, or is missing."""
        return [step for step in self.steps if step.problem or step.is_missing]


class Questionnaire:
    """The questions of one template release."""

    def __init__(self, root: Path) -> None:
        """Read `copier.yml` below `root`, which also holds the folder `templates`."""
        self.root = root
        self.settings, self.questions = read_questions(root / "copier.yml")
        self._compiled: dict[str, Template] = {}  # to compile takes longer than to render

    @property
    def asked(self) -> list[Question]:
        """Return the questions that a user can answer, in the order in which they are asked."""
        return [question for question in self.questions.values() if not question.is_computed]

    @cached_property
    def jinja(self) -> SandboxedEnvironment:
        """Return an environment like Copier's: its filters, no extension of ours."""
        import jinja2  # noqa: PLC0415 (a quarter of a second that `--help` can do without)
        from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

        options = dict(self.settings["_envops"])
        options["undefined"] = getattr(jinja2, options["undefined"].removeprefix("jinja2."))
        return SandboxedEnvironment(
            loader=jinja2.FileSystemLoader(self.root),
            extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
            keep_trailing_newline=True,
            **options,
        )

    def unknown(self, name: str) -> str:
        """Say that no question has this name, and which is near."""
        names = [question.name for question in self.asked]
        near = did_you_mean(name, names) or f"the questions are {listed(names)}"
        return f"There is no question `{name}` – {near}"

    def text(self, template: str, sheet: Sheet) -> str:
        """Return a text of the templates with the answers of `sheet` in it."""
        return str(self._text(template, sheet.context))

    def walk(self, given: Mapping[str, Any], folder_name: str) -> Sheet:
        """Go through all questions; `folder_name` is the project folder's, for defaults.

        For the questions after a bad answer its default stands in; where it has none, the walk
        ends early, with `complete` false.
        """
        sheet = Sheet(context={**given, "_folder_name": folder_name})
        for question in self.questions.values():
            if not self._applies(question, sheet):
                continue
            step = self._step(question, given, sheet)
            sheet.steps.append(step)
            value = step.default if step.problem else step.value
            if value is None:
                sheet.complete = False
                break
            sheet.context[question.name] = value
        return sheet

    def _applies(self, question: Question, sheet: Sheet) -> bool:
        """Tell whether to ask it; if not, put its default into the context as Copier does."""
        if question.when is True or boolean(self._text(question.when, sheet.context)):
            return True
        if question.name in sheet.context and not question.is_computed:
            sheet.unused.append(question.name)
            del sheet.context[question.name]
        if question.has_default:
            text = self._text(question.default, sheet.context)
            sheet.context[question.name] = cast(question, text)
        return False

    def _step(self, question: Question, given: Mapping[str, Any], sheet: Sheet) -> Step:
        choices, refused = self._choices(question, sheet.context)
        default = self._default(question, sheet.context)
        is_given = question.name in given
        value, problem = given.get(question.name, default), ""
        if value is not None:
            try:
                value = cast(question, value)
                problem = bad_choice(value, choices, refused)
                problem = problem or self._said(question, value, sheet.context)
            except AnswerError as error:
                problem = str(error)
        if question.type == "bool":
            said = {answer: self._said(question, answer, sheet.context) for answer in (True, False)}
            refused = {answer: reason for answer, reason in said.items() if reason}
        return Step(
            question=question,
            help=self._text(question.help, sheet.context),
            choices=choices,
            default=default,
            value=value,
            given=is_given,
            problem=problem,
            refused=refused,
        )

    def _default(self, question: Question, context: Mapping[str, Any]) -> Any:
        if not question.has_default:
            return None
        others = {name: value for name, value in context.items() if name != question.name}
        return cast(question, self._text(question.default, others))

    def _choices(
        self, question: Question, context: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[Any, str]]:
        """Return label → value, and value → reason of those that do not go with other answers."""
        choices = question.choices
        if isinstance(choices, str):
            choices = yaml.load(self._text(choices, context), Loader)  # noqa: S506 (a safe loader)
        refused = refusals(choices, lambda text: str(self._text(text, context)))
        return labelled(choices), refused

    def offered(self, question: Question) -> dict[str, Any]:
        """Return label → value of all choices, whatever the framework."""
        if isinstance(question.choices, str):
            return offered(self.root / "templates", question.name)
        return question.plain_choices

    def _said(self, question: Question, value: Any, context: Mapping[str, Any]) -> str:
        """Return what the question's check says of a value."""
        text = self._text(question.validator, {**context, question.name: value})
        return " ".join(text.split())

    def _text(self, template: Any, context: Mapping[str, Any]) -> Any:
        """Render a text; any other value stands for itself."""
        if not isinstance(template, str) or "{" not in template:
            return template
        if template not in self._compiled:
            self._compiled[template] = self.jinja.from_string(template)
        return self._compiled[template].render(**context)


@cache
def questionnaire(root: Path) -> Questionnaire:
    """Return the questions below `root`, read once."""
    return Questionnaire(root)
