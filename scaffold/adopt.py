"""Finds the release and the answers that a project without an answers file was made from.

Candidates are rendered and compared with what stands there, line by line: one that the project
has counts for a candidate, one that it lacks counts against it. Each framework is tried with its
default answers, then every other choice, and the best answers in every release; the closest one is
then searched itself. Texts (a name, a sentence) are read out of the project's own lines: they stand
where a rendering has its own.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold import releases
from scaffold.errors import ScaffoldError
from scaffold.generate import project_files
from scaffold.questions import Sheet, questionnaire
from scaffold.releases import Release
from scaffold.render import ADDRESS, ANSWERS_FILE, Template, render
from scaffold.stated import Question

# Stand-ins for texts: legal answers that no file of a template holds by chance.
MARKS = "Zq{number}jx"
SHOWN_AT_LEAST = 0.3  # a smaller share of lines says that the project is none of ours
ROUNDS = 3  # of trying each choice: one may show only once another is right


@dataclass(frozen=True)
class Match:
    """How many of the rendered lines stand in the project, and how many do not."""

    there: int = 0
    missing: int = 0

    @property
    def weight(self) -> int:
        """Return what counts for a candidate: a share alone would prefer whoever renders less."""
        return self.there - self.missing

    @property
    def share(self) -> float:
        """Return the share of the rendered lines that the project has, 0 to 1."""
        return self.there / (self.there + self.missing) if self.there else 0.0


NOTHING = Match()


@dataclass(frozen=True)
class Candidate:
    """A release and answers, and how much of what they give stands in the project."""

    release: Release
    answers: Mapping[str, Any]
    match: Match


class Search:
    """The search for one project's release and answers."""

    def __init__(self, project: Path, fixed: Mapping[str, Any], scratch: Path) -> None:
        """Take what is known: answers in `fixed` are not tried otherwise."""
        self.project = project
        self.fixed = fixed
        self.scratch = scratch
        self.seen: dict[str, Match] = {}

    def best(self) -> Candidate:
        """Return the best candidate over all releases; of equal ones the newest.

        Each release is tried with the answers that are best so far, and only the closest one with
        every other choice: a search in all of them would take longer with each release.
        """
        best = self._refined(self._framework(releases.releases()[-1]))
        refined = {best.release}
        while (closest := self._closest_release(best)).release not in refined:
            best = self._refined(closest)
            refined.add(best.release)
        return max(best, closest, key=_weight)

    def _closest_release(self, best: Candidate) -> Candidate:
        """Return the same answers with the release that they fit best with."""
        every = [self._tried(release, best.answers) for release in releases.releases()[::-1]]
        return max(every, key=_weight)

    def _framework(self, release: Release) -> Candidate:
        """Return the best over the frameworks and the folders that may be the package."""
        questions = questionnaire(releases.folder_of(release))
        frameworks = questions.questions["framework"].plain_choices.values()
        tried = [
            self._tried(release, {"framework": framework, "package_name": package, **self.fixed})
            for framework in frameworks
            if self.fixed.get("framework", framework) == framework
            for package in self._packages()
        ]
        return max(tried, key=_weight)

    def _packages(self) -> list[str]:
        """Return the folders that can be the project's package."""
        if "package_name" in self.fixed:
            return [self.fixed["package_name"]]
        folders = sorted(path.parent.name for path in self.project.glob("*/__init__.py"))
        return [name for name in folders if name != "tests"] or ["site"]

    def _refined(self, start: Candidate) -> Candidate:
        """Return the best that single other answers lead to."""
        best = self._tried(start.release, start.answers)
        for _ in range(ROUNDS):
            before = best
            for question in questionnaire(releases.folder_of(start.release)).asked:
                tried = [self._tried(best.release, new) for new in self._variants(best, question)]
                best = max([best, *tried], key=_weight)
            best = self._with_texts(best)
            if best == before:
                break
        return best

    def _variants(self, best: Candidate, question: Question) -> Iterator[dict[str, Any]]:
        """Yield the answers with each other choice of one question."""
        if question.name in {*self.fixed, "framework"}:
            return
        sheet = self._sheet(best.release, best.answers)
        step = next((step for step in sheet.steps if step.name == question.name), None)
        if step is None:
            return
        every = [True, False] if question.type == "bool" else step.choices.values()
        values = [value for value in every if value not in step.refused]
        yield from ({**best.answers, question.name: value} for value in values)

    def _with_texts(self, best: Candidate) -> Candidate:
        """Return the candidate with the texts that stand in the project."""
        texts = self._texts(best)
        found = self._tried(best.release, {**best.answers, **texts})
        return max([best, found], key=_weight)

    def _texts(self, best: Candidate) -> dict[str, str]:
        """Read the free texts out of the project, by a rendering that has marks in their place."""
        sheet = self._sheet(best.release, best.answers)
        names = [
            step.name
            for step in sheet.steps
            if step.question.type == "str" and not step.choices
            if step.name not in {*self.fixed, "package_name"}
        ]
        marks = {name: MARKS.format(number=number) for number, name in enumerate(names)}
        folder = self._render(best.release, {**sheet.answers, **marks})
        votes: dict[str, Counter[str]] = {name: Counter() for name in names}
        if folder is None:
            return {}
        for path in project_files(folder):
            for name, text in _read_out(folder / path, self.project / path, marks):
                votes[name][text] += 1
        return {name: found.most_common(1)[0][0] for name, found in votes.items() if found}

    def _sheet(self, release: Release, answers: Mapping[str, Any]) -> Sheet:
        questions = questionnaire(releases.folder_of(release))
        known = {question.name for question in questions.asked}
        given = {name: value for name, value in answers.items() if name in known}
        return questions.walk(given, self.project.name or "website")

    def _tried(self, release: Release, answers: Mapping[str, Any]) -> Candidate:
        """Render one set of answers, and measure; the same set only once."""
        sheet = self._sheet(release, answers)
        key = f"{release.version} {sorted(sheet.answers.items())}"
        if key not in self.seen:
            folder = self._render(release, answers)
            self.seen[key] = match(folder, self.project) if folder else NOTHING
        return Candidate(release, sheet.answers, self.seen[key])

    def _render(self, release: Release, answers: Mapping[str, Any]) -> Path | None:
        """Render the answers; return None when they can't be used."""
        sheet = self._sheet(release, answers)
        if sheet.problems or not sheet.complete:
            return None
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        render(Template(releases.folder_of(release), release.version), sheet.answers, folder)
        return folder


def search(project: Path, fixed: Mapping[str, Any]) -> Candidate:
    """Return the closest release and answers; raise ScaffoldError when nothing comes near."""
    with tempfile.TemporaryDirectory(prefix="scaffold-adopt-") as scratch:
        found = Search(project, fixed, Path(scratch)).best()
    if found.match.share < SHOWN_AT_LEAST:
        raise ScaffoldError(
            f"`{project}` looks like no project of ours: of the closest answers' lines "
            f"{found.match.share:.0%} stand in it",
            "pass what you know, such as `--set framework=…`, or make a new project and move your "
            "code over",
        )
    return found


def match(rendered: Path, project: Path) -> Match:
    """Compare a rendering with the project, file by file, as bags of lines.

    Blank lines and the answers file do not count.
    """
    there = total = 0
    for path in project_files(rendered):
        if path == ANSWERS_FILE:
            continue
        wanted, found = Counter(_lines(rendered / path)), Counter(_lines(project / path))
        there += (wanted & found).total()
        total += wanted.total()
    return Match(there, total - there)


def answers_file(project: Path, found: Candidate, address: str = ADDRESS) -> bytes:
    """Return the answers file that belongs to a candidate."""
    template = Template(releases.folder_of(found.release), found.release.version, address)
    with tempfile.TemporaryDirectory(prefix="scaffold-adopt-") as folder:
        made = Path(folder, project.name or "website")
        render(template, found.answers, made)
        return (made / ANSWERS_FILE).read_bytes()


def _weight(candidate: Candidate) -> int:
    return candidate.match.weight


def _read_out(marked: Path, own: Path, marks: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (name, text) for what stands in a file's lines where the marked ones have a mark.

    A line with several marks, or nothing else than one, says nothing for sure.
    """
    lines = _lines(own)
    for line in _lines(marked):
        inside = [name for name, mark in marks.items() if mark in line]
        if len(inside) != 1 or line.strip() == marks[inside[0]]:
            continue
        before, _, after = line.partition(marks[inside[0]])
        pattern = f"{re.escape(before)}(.+){re.escape(after)}"
        found = (re.fullmatch(pattern, own_line) for own_line in lines)
        yield from ((inside[0], one[1]) for one in found if one)


def _lines(path: Path) -> list[str]:
    """Return the lines of a text that are not blank; of anything else none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    return [line for line in text.splitlines() if line.strip()]
