"""Brings a project to newer templates, to other answers, or to both: one operation for all.

The project as its answers file describes it is rendered (the base), then as it shall be (theirs);
the difference between the two is merged into the project as it stands.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold import releases
from scaffold.answers import refuse_problems, set_values
from scaffold.consequences import Consequences, Sides, consequences
from scaffold.errors import InputError, ScaffoldError
from scaffold.merge import Labels, Plan, merge
from scaffold.migrations import keep_shipped
from scaffold.once import once_paths
from scaffold.project import ADOPT, RESTORE, Project, refuse_edited
from scaffold.questions import Questionnaire, Sheet, questionnaire
from scaffold.releases import Release
from scaffold.renames import moved_files, moves, renames
from scaffold.render import Template, render

SHORT = 20  # letters of an answer in the marker of a conflict

# Answers on which the whole project stands: a change of them would be another project.
LASTING = {
    "framework": "make a new project with `scaffold new` and move your code over",
    "package_name": "rename the package with your editor; the name in the answers file stays",
}


@dataclass(frozen=True)
class Wish:
    """What is asked of a project: another release, other answers, or both."""

    to: str | None = None  # a version; none stands for the newest
    stays: bool = False  # at its version
    settings: Mapping[str, str] = field(default_factory=dict)
    operation: str = "update"


@dataclass(frozen=True)
class Side:
    """One rendering: templates and answers."""

    template: Template
    answers: Mapping[str, Any]

    @classmethod
    def of(cls, release: Release, answers: Mapping[str, Any]) -> Side:
        """Return the rendering of a release at its usual address."""
        return cls(Template(releases.folder_of(release), release.version), dict(answers))


@dataclass(frozen=True)
class Step:
    """From where to where a project goes; nothing is rendered yet."""

    project: Project
    base: Side
    theirs: Side
    sheet: Sheet  # of the answers to be
    passed: Sequence[Release]  # the releases on the way, with the last
    renames: Mapping[str, str]
    moves: Sequence[tuple[str, str]]  # of places, by other answers
    operation: str

    @property
    def is_nothing(self) -> bool:
        """Tell whether version and answers stay as they are."""
        return self.base == self.theirs

    @property
    def changed_answers(self) -> dict[str, tuple[Any, Any]]:
        """Return name → (before, after) of the answers that differ; None stands for no answer."""
        before, after = self.base.answers, self.theirs.answers
        return {
            name: (before.get(name), after.get(name))
            for name in [*after, *(name for name in before if name not in after)]
            if before.get(name) != after.get(name)
        }


@dataclass(frozen=True)
class Proposal:
    """What would happen to a project, file by file, and what follows from it."""

    step: Step
    plan: Plan
    consequences: Consequences


class Draft:
    """A step whose answers are still open: new questions can be asked."""

    def __init__(self, project: Project, wish: Wish) -> None:
        """Look up both releases and check what is stored and what is wished for."""
        self.project = project
        self.wish = wish
        refuse_edited(project)
        self.origin = releases.made_from(project.version)
        self.goal = self._goal()
        self.stored = stored_answers(project, self.origin)
        self.questions = questionnaire(releases.folder_of(self.goal))
        self.settings = self._settings()

    @property
    def given(self) -> dict[str, Any]:
        """Return the answers that nobody needs to be asked for."""
        known = {question.name for question in self.questions.asked}
        kept = {name: value for name, value in self.stored.items() if name in known}
        return {**kept, **self.settings}

    def sheet(self) -> Sheet:
        """Return the answers to be, with defaults for what is new."""
        sheet = self.questions.walk(self.given, self.project.name)
        refuse_problems(sheet, self.settings)
        return sheet

    def step(self, sheet: Sheet) -> Step:
        """Return the step to the answers of `sheet`."""
        return Step(
            project=self.project,
            base=self._side(self.origin, self.stored),
            theirs=self._side(self.goal, sheet.answers),
            sheet=sheet,
            passed=releases.since(self.origin.version, self.goal.version),
            renames=renames(self.questions, self.origin, self.goal, sheet),
            moves=moves(self._as_it_is(), sheet),
            operation=self.wish.operation,
        )

    def _as_it_is(self) -> Sheet:
        """Return the answers of before, as the goal's questions take them."""
        return self.questions.walk(self.stored, self.project.name)

    def _side(self, release: Release, answers: Mapping[str, Any]) -> Side:
        root = releases.folder_of(release)
        is_origin = release == self.origin
        version = self.project.version if is_origin else release.version
        return Side(Template(root, version, self.project.address), dict(answers))

    def _goal(self) -> Release:
        if self.wish.stays:
            return self.origin
        goal = releases.find(self.wish.to or releases.newest_version())
        order = releases.releases()
        if order.index(goal) < order.index(self.origin):
            raise InputError(
                f"The project is at {self.origin.version}, which is newer than {goal.version}",
                "updates go forward alone",
                "`scaffold undo` takes the last one back",
            )
        return goal

    def _settings(self) -> dict[str, str]:
        newer = _known_later(self.questions, self.wish.settings)
        if newer:
            raise InputError(
                f"`{newer}` is a question of newer templates than the project's "
                f"({self.goal.version})",
                hint=f"type `scaffold update --set {newer}={self.wish.settings[newer]}`",
            )
        pairs = [f"{name}={value}" for name, value in self.wish.settings.items()]
        settings = set_values(self.questions, pairs)
        for name, way_out in LASTING.items():
            if name in settings and str(settings[name]) != str(self.stored[name]):
                is_now = f"it is `{self.stored[name]}`"
                raise InputError(f"`{name}` can't be changed ({is_now})", hint=way_out)
        return settings


def stored_answers(project: Project, release: Release) -> dict[str, Any]:
    """Return the project's answers as its own release takes them; raise ScaffoldError if it can't.

    Without this check a choice that is not offered would be replaced by a default, silently.
    """
    questions = questionnaire(releases.folder_of(release))
    sheet = questions.walk(project.answers, project.name)
    wrong = [f"`{step.name}` {step.problem or 'is missing'}" for step in sheet.problems]
    unknown = sorted(set(project.answers) - set(sheet.answers))
    wrong += [f"`{name}` is not asked for" for name in unknown]
    if wrong:
        raise ScaffoldError(
            f"The answers of `{project.folder}` do not fit {release.version}: {'; '.join(wrong)}",
            RESTORE,
            ADOPT,
        )
    return sheet.answers


@contextmanager
def proposed(step: Step) -> Iterator[Proposal]:
    """Render both sides and plan the merge; nothing of the project changes."""
    with (
        tempfile.TemporaryDirectory(prefix="scaffold-update-") as folder,
        planned(step, render_sides(step, Path(folder))) as proposal,
    ):
        yield proposal


def render_sides(step: Step, folder: Path) -> Sides:
    """Render the base and theirs below `folder`."""
    base, theirs = folder / "base", folder / "theirs"
    render(step.base.template, step.base.answers, base)
    render(step.theirs.template, step.theirs.answers, theirs)
    return Sides(base, theirs, keep_shipped(step.sheet, base, theirs))


@contextmanager
def planned(step: Step, sides: Sides) -> Iterator[Proposal]:
    """Plan the merge of two rendered folders."""
    plan = merge(
        step.project.folder,
        sides.base,
        sides.theirs,
        labels=labels(step),
        renames={**moved_files(step.moves, sides.base, sides.theirs), **step.renames},
        once=once_paths(step.theirs.template.root, step.sheet, sides.theirs),
    )
    with plan:
        yield Proposal(step, plan, consequences(step.sheet, step.project.folder, sides))


def labels(step: Step) -> Labels:
    """Return the names of the sides in the markers of a conflict."""
    version = step.theirs.template.version
    if step.base.template.version != version:
        return Labels(theirs=f"template {version}", yours="yours", operation=step.operation)
    changed = (f"{name}={_word(new)}" for name, (_, new) in step.changed_answers.items())
    label = f"template {version} with {', '.join(changed)}"
    return Labels(theirs=label, yours="yours", operation=step.operation)


def _word(value: Any) -> str:
    text = {True: "yes", False: "no", None: "(none)"}.get(value, str(value))
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


def _known_later(questions: Questionnaire, settings: Mapping[str, str]) -> str:
    """Return a name that these questions lack and the newest release's have, or nothing."""
    known = {question.name for question in questions.asked}
    later = {question.name for question in questionnaire(releases.newest()).asked} - known
    return next((name for name in settings if name in later), "")
