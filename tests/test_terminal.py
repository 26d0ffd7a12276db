"""The interview at a real terminal: answered, gone back in, interrupted."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from scaffold.questions import questionnaire
from scaffold.releases import newest
from tests.commands import environment
from tests.conftest import FRAMEWORKS

if sys.platform == "win32":
    pytest.skip("pseudo-terminals as used here are not there on Windows", allow_module_level=True)

import pexpect
import pyte

from tests.projects import OLDEST, make_site

ENTER, DOWN, CTRL_C = "\r", "\x1b[B", "\x03"
LINES, COLUMNS = 40, 110
PATIENCE = 30  # seconds


def options(framework: str, **given: Any) -> dict[str, tuple[str, Any]]:
    """Return what the newest release asks between example and Python: question → (text, default).

    The text is as much of it as stands on one line.
    """
    sheet = questionnaire(newest()).walk({"framework": framework, **given}, "site")
    names = [step.name for step in sheet.steps]
    between = sheet.steps[names.index("example") + 1 : names.index("python")]
    return {step.name: (step.help[:40], step.default) for step in between}


def texts(framework: str, **given: Any) -> list[str]:
    """Return the texts of these questions."""
    return [text for text, _ in options(framework, **given).values()]


def as_usual(framework: str, **given: Any) -> list[str]:
    """Return the words that answer these questions with their defaults."""
    pairs = {name: default for name, (_, default) in options(framework, **given).items()}
    return [word for name, value in pairs.items() for word in ("--set", f"{name}={value}".lower())]


class Terminal:
    """A command in a terminal; what stands on its screen is what a user sees."""

    def __init__(self, folder: Path, *words: str, command: str = "new") -> None:
        homes = {f"XDG_{name}_HOME": str(folder / ".home") for name in ("DATA", "STATE")}
        self.child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "scaffold", command, *words],
            cwd=str(folder),
            env=environment(TERM="xterm", NO_COLOR="1", PROMPT_TOOLKIT_NO_CPR="1", **homes),
            encoding="utf-8",
            dimensions=(LINES, COLUMNS),
        )
        self.screen = pyte.HistoryScreen(COLUMNS, LINES, history=1000)
        self.stream = pyte.Stream(self.screen)

    @property
    def lines(self) -> list[str]:
        """Return the lines on the screen, those above it included."""
        above = [
            "".join(line[column].data for column in range(COLUMNS)).rstrip()
            for line in self.screen.history.top
        ]
        return [*above, *(line.rstrip() for line in self.screen.display)]

    def read(self) -> None:
        """Take in what was printed meanwhile."""
        with contextlib.suppress(pexpect.TIMEOUT, pexpect.EOF):
            while True:
                self.stream.feed(self.child.read_nonblocking(4096, timeout=0.05))

    def waits_for(self, is_there: Callable[[], bool], what: str) -> None:
        """Wait until the screen shows it."""
        deadline = time.monotonic() + PATIENCE
        while not is_there():
            assert time.monotonic() < deadline, f"no {what} in:\n" + "\n".join(self.lines)
            self.read()

    def sees(self, text: str) -> None:
        """Wait for a text."""
        self.waits_for(lambda: text in "\n".join(self.lines), text)

    def asks(self, text: str) -> None:
        """Wait for a question that is still to be answered: it stands lowest."""
        self.waits_for(lambda: text in self.question, text)

    def is_asked(self, text: str) -> bool:
        """Wait for the next list to choose from, and tell whether it is this one."""
        self.waits_for(lambda: "(Use arrow keys)" in self.question, "list")
        return text in self.question

    @property
    def question(self) -> str:
        """Return the question that stands lowest."""
        return next((line for line in reversed(self.lines) if line.startswith("? ")), "")

    @property
    def arrow(self) -> str:
        """Return the entry that the arrow stands at."""
        found = [line for line in self.lines if line.startswith(" » ")]
        return found[-1].removeprefix(" » ") if found else ""

    def types(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            self.child.send(key)

    def picks(self, entry: str) -> None:
        """Go down the list until the arrow stands at an entry, and take it."""
        for _ in range(20):
            self.waits_for(lambda: bool(self.arrow), "list")
            if self.arrow == entry:
                self.types(ENTER)
                self.waits_for(lambda: not self.arrow or self.arrow != entry, "next question")
                return
            before = self.arrow
            self.types(DOWN)
            self.waits_for(lambda before=before: self.arrow != before, "next entry")  # type: ignore[misc]
        raise AssertionError(f"no {entry} in:\n" + "\n".join(self.lines))

    def status(self) -> int:
        """Wait for the end."""
        self.child.expect(pexpect.EOF, timeout=PATIENCE)
        self.child.close()
        return int(self.child.exitstatus)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Any]:
    opened: list[Terminal] = []

    def start(*words: str) -> Terminal:
        opened.append(Terminal(tmp_path, *words))
        return opened[-1]

    yield start
    for one in opened:
        one.child.close(force=True)


def answers(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / ".copier-answers.yml").read_text())
    return found


def test_it_asks_for_everything_and_makes_the_project(terminal: Any, tmp_path: Path) -> None:
    session = terminal()
    session.sees("Recommend one for me")
    session.types(DOWN, ENTER)
    session.sees("In which folder?")
    session.types("my-blog", ENTER)
    session.sees("Which web framework?")
    session.types(DOWN, ENTER)
    session.sees("as people read it")
    session.sees("My Blog")
    first = ("imports it by", "in one sentence", "the example")
    for text in (*first, *texts(FRAMEWORKS[1]), "oldest Python", "licence"):
        session.types(ENTER)
        session.asks(text)
    session.types(ENTER)
    session.sees("These are your answers")
    session.sees("Go on?")
    session.types(ENTER)
    session.sees("Made `my-blog`")

    assert session.status() == 0
    assert answers(tmp_path / "my-blog")["framework"] == FRAMEWORKS[1]
    assert answers(tmp_path / "my-blog")["package_name"] == "my_blog"


def test_back_goes_back_one_question(terminal: Any, tmp_path: Path) -> None:
    words = ["--framework", FRAMEWORKS[0], "--license", "none", "--example"]
    words += as_usual(FRAMEWORKS[0])
    session = terminal("blog", *words)
    session.asks("as people read it")
    session.types("\x15", "First", ENTER)
    session.asks("imports it by")
    session.types("\x15", "<", ENTER)
    session.asks("as people read it")
    session.types("\x15", "Second", ENTER)
    session.sees("by second")
    for text in ("in one sentence", "oldest Python", "Go on?"):
        session.types(ENTER)
        session.asks(text)
    session.types(ENTER)
    session.sees("Made `blog`")

    assert session.status() == 0
    assert answers(tmp_path / "blog")["project_name"] == "Second"


def test_a_bad_answer_is_told_before_the_next_question(terminal: Any) -> None:
    session = terminal("blog", "--framework", FRAMEWORKS[0], "--project-name", "Blog")
    session.asks("imports it by")
    session.types("\x15", "class", ENTER)
    session.sees("class_site")


def test_an_answer_is_changed_at_the_review(terminal: Any, tmp_path: Path) -> None:
    words = ["--framework", FRAMEWORKS[0], "--package-name", "blog", "--description", "x"]
    words += [*as_usual(FRAMEWORKS[0]), "--example", "--python", "3.12", "--license", "none"]
    session = terminal("blog", *words)
    session.asks("as people read it")
    session.types(ENTER)
    session.asks("Go on?")
    session.types(DOWN, DOWN, ENTER)
    session.asks("as people read it")
    session.types("\x15", "Other", ENTER)
    session.asks("Go on?")
    session.types(ENTER)
    session.sees("Made `blog`")

    assert session.status() == 0
    assert answers(tmp_path / "blog")["project_name"] == "Other"


def test_an_interrupt_writes_nothing(terminal: Any, tmp_path: Path) -> None:
    session = terminal("blog")
    session.sees("Recommend one for me")
    session.types(CTRL_C)
    session.sees("nothing was written")

    assert session.status() == 130
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_later_on_writes_nothing_either(terminal: Any, tmp_path: Path) -> None:
    session = terminal("blog", "--framework", FRAMEWORKS[0])
    session.asks("as people read it")
    session.types(ENTER)
    session.asks("imports it by")
    session.types(CTRL_C)
    session.sees("nothing was written")

    assert session.status() == 130
    assert list(tmp_path.iterdir()) == []


def test_a_framework_is_recommended_with_reasons_and_taken(terminal: Any, tmp_path: Path) -> None:
    session = terminal("blog", "--project-name", "Blog", "--package-name", "blog")
    session.asks("Which framework?")
    session.picks("Recommend one for me")
    session.asks("How big")
    session.picks("why do you ask?")
    session.asks("How big")
    session.picks("large")
    session.asks("What is to be built?")
    session.picks("back")
    session.asks("How big")
    session.picks("small")
    session.asks("What is to be built?")
    session.picks("content site")
    session.asks("connections")
    session.picks("ordinary")
    while not session.is_asked("Which one do you take?"):
        session.picks("skip")
    session.sees("Recommended: ")
    session.sees("What would change it")
    session.types(ENTER)
    first = ("in one sentence", "the example")
    for text in (*first, *texts(FRAMEWORKS[0]), "oldest Python", "licence", "Go on?"):
        session.asks(text)
        session.types(ENTER)
    session.sees("Made `blog`")

    assert session.status() == 0
    text = (tmp_path / "blog" / "docs/decisions/0001-web-framework.md").read_text()
    assert "- size: small" in text
    assert "which was recommended for these needs" in text


def test_the_last_answers_are_offered_again(terminal: Any, tmp_path: Path) -> None:
    answered = ["--framework", FRAMEWORKS[1], "--project-name", "A", "--description", "x"]
    answered += as_usual(FRAMEWORKS[1], example=False)
    first = terminal("one", *answered, "--package-name", "one", "--no-example", "--python", "3.12")
    first.sees("licence")
    first.types(ENTER)
    first.sees("Go on?")
    first.types(ENTER)
    first.sees("Made `one`")
    assert first.status() == 0

    second = terminal("two", "--project-name", "B", "--package-name", "two", "--description", "x")
    second.sees(f"As last time ({FRAMEWORKS[1]}")
    second.types(DOWN, DOWN, ENTER)
    second.sees("Go on?")
    second.types(ENTER)
    second.sees("Made `two`")

    assert second.status() == 0
    assert answers(tmp_path / "two")["framework"] == FRAMEWORKS[1]
    assert answers(tmp_path / "two")["example"] is False


def test_what_was_given_wrongly_is_refused_before_the_first_question(terminal: Any) -> None:
    session = terminal("blog", "--license", "MTI", "--framework", FRAMEWORKS[0])
    session.sees("did you mean `MIT`?")

    assert session.status() == 2


def test_an_update_asks_what_is_new_and_then_for_a_yes(tmp_path: Path) -> None:
    site = make_site(tmp_path / "blog", OLDEST, framework=FRAMEWORKS[0])
    before = site.state()

    session = Terminal(site.folder, command="update")
    session.sees("New questions; the default leaves all as it is:")
    for text in texts(FRAMEWORKS[0]):
        session.asks(text)
        session.types(ENTER)
    session.sees("Apply this plan? [y/N]:")
    session.types("n", ENTER)
    session.sees("Nothing was changed.")
    assert site.state() == before

    session = Terminal(site.folder, "--defaults", command="update")
    session.sees("Apply this plan? [y/N]:")
    session.types("y", ENTER)
    session.sees("`scaffold undo` takes it back.")
    session.child.wait()

    assert site.answers["docker"] is False
    assert site.scaffold("update", "--yes").out.count("is up to date") == 1
