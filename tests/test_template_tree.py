"""Rules over the template tree, held without rendering a project."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

from scaffold.questions import Questionnaire
from tests.commands import ROOT

TEMPLATES = ROOT / "templates"
SHARED = TEMPLATES / "_shared"
STUB = "{% yield file from shared_files %}{{ file }}{% endyield %}.jinja"
STACK_KEYS = {
    "title",
    "documentation",
    "pythons",
    "port",
    "packages",
    "packages_dev",
    "commands",
    "overrides",
    "waived",
}
COMMANDS = {"start", "dev", "test", "prepare", "check", "serve"}


def template_files() -> list[Path]:
    ignored = {"__pycache__"}
    paths = (path for path in TEMPLATES.rglob("*") if path.is_file())
    return [path for path in paths if not ignored & set(path.parts)]


def stack(questions: Questionnaire, framework: str, *, example: bool = True) -> dict[str, object]:
    given = {"framework": framework, "example": example}
    found: dict[str, object] = questions.walk(given, "site").context["stack"]
    return found


def test_every_framework_has_a_folder_and_every_folder_a_choice(questions: Questionnaire) -> None:
    folders = {path.parent.name for path in TEMPLATES.glob("*/project")}

    assert folders == set(questions.questions["framework"].plain_choices.values())


def test_the_stub_is_the_same_in_every_framework() -> None:
    stubs = [path.read_bytes() for path in TEMPLATES.glob("*/project/*yield*")]

    assert len(stubs) == len(list(TEMPLATES.glob("*/project")))
    assert len(set(stubs)) == 1
    assert all((folder / STUB).is_file() for folder in TEMPLATES.glob("*/project"))


def test_names_of_files_hold_at_most_one_variable() -> None:
    names = [path.name for path in template_files() if path.name != STUB]
    folders = {part for path in template_files() for part in path.relative_to(TEMPLATES).parts[:-1]}

    assert [name for name in [*names, *folders] if name.count("{") > 2 or "{%" in name] == []


def test_names_of_files_are_legal_on_every_system() -> None:
    assert [path for path in template_files() if re.search(r'[<>:"|?*\\]|[. ]$', path.name)] == []


def test_the_manifest_names_what_is_on_disk_and_nothing_else(questions: Questionnaire) -> None:
    named: set[str] = set()
    for framework in questions.questions["framework"].plain_choices.values():
        for licence in questions.questions["license"].plain_choices.values():
            given = {"framework": framework, "license": licence}
            named |= set(questions.walk(given, "site").context["shared_files"].values())
    parts = {"questions", "names.jinja", "text.jinja"}
    on_disk = {
        path.relative_to(SHARED).as_posix().removesuffix(".jinja")
        for path in SHARED.rglob("*.jinja")
        if not parts & set(path.relative_to(SHARED).parts)
    }

    assert named == on_disk


def test_no_question_is_asked_twice() -> None:
    names = [
        line.partition(":")[0]
        for path in sorted((SHARED / "questions").glob("*.yml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"^\w+:", line)
    ]

    assert len(names) == len(set(names))


def test_every_question_file_is_included() -> None:
    included = set(re.findall(r"questions/\w+\.yml", (ROOT / "copier.yml").read_text()))

    assert included == {f"questions/{path.name}" for path in (SHARED / "questions").glob("*.yml")}


def test_no_template_needs_trust() -> None:
    settings, _, _ = (ROOT / "copier.yml").read_text().partition("\n---")

    for unsafe in ("_tasks", "_migrations", "_jinja_extensions"):
        assert unsafe not in settings


@pytest.mark.parametrize("example", [True, False])
def test_a_stack_states_every_fact(questions: Questionnaire, framework: str, example: bool) -> None:
    facts = stack(questions, framework, example=example)

    assert set(facts) >= STACK_KEYS
    assert set(facts) <= STACK_KEYS | {"script", "migrations"}
    assert set(facts["commands"]) == COMMANDS  # type: ignore[call-overload]


def test_every_package_has_a_version(questions: Questionnaire) -> None:
    versions = yaml.safe_load((SHARED / "versions.yml").read_text())
    used = {"mypy", "pytest", "pytest-cov", "ruff"}
    for framework in questions.questions["framework"].plain_choices.values():
        facts = stack(questions, framework)
        used |= {*facts["packages"], *facts["packages_dev"]}  # type: ignore[misc]

    assert used == set(versions)
    assert list(versions) == sorted(versions)


def test_no_version_is_pinned_to_a_patch_release() -> None:
    versions = yaml.safe_load((SHARED / "versions.yml").read_text())

    assert {name: text for name, text in versions.items() if "==" in text or "~=" in text} == {}


def test_names_of_the_standard_library_are_reserved(questions: Questionnaire) -> None:
    reserved = set(questions.walk({"framework": "x"}, "site").context.get("reserved_names", ()))
    reserved |= set(yaml.safe_load((SHARED / "reserved.yml").read_text()))
    importable = {
        name for name in sys.stdlib_module_names if re.fullmatch(r"[a-z][a-z0-9_]*", name)
    }

    assert importable - reserved == set()


def test_few_lines_of_a_template_are_tags() -> None:
    crowded = []
    for path in template_files():
        if path.suffix != ".jinja" or path.name == STUB or path.parent.name == "slots":
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        tags = [line for line in lines if line.lstrip().startswith("{%")]
        if len(lines) > 30 and len(tags) > len(lines) / 10 and path.parent != SHARED:
            crowded.append(f"{path.relative_to(TEMPLATES)}: {len(tags)} of {len(lines)}")

    assert crowded == []


def test_python_code_names_no_framework(questions: Questionnaire) -> None:
    frameworks = "|".join(questions.questions["framework"].plain_choices.values())
    named = [
        f"{path.name}:{number}"
        for path in sorted((ROOT / "scaffold").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(rf"\b({frameworks})\b", line, re.IGNORECASE)
    ]

    assert named == []
