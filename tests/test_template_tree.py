"""Rules over the template tree, held without rendering a project."""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path

import pytest
import yaml

from scaffold.questions import Questionnaire
from tests.commands import ROOT
from tests.matrix.rows import rows

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
    "migration_folders",
    "overrides",
    "by_name",
    "template_lint",
    "type_lint",
    "waived",
}
# Options that are refused without another one.
NEEDS = {
    "admin": {"accounts": True},
    "cms": {"accounts": True, "admin": True},
    "orm": {"example": False},
    "social_login": {"accounts": True},
    "websockets_library": {"websockets": True},
}
COMMANDS = {"start", "dev", "test", "prepare", "check", "serve", "merge_migrations"}


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
        for question in questions.asked:
            offered = [True] if question.type == "bool" else questions.offered(question).values()
            for value in offered:
                for database in questions.questions["database"].plain_choices.values():
                    given = {"framework": framework, "database": database, question.name: value}
                    given |= NEEDS.get(question.name, {})
                    named |= set(questions.walk(given, "site").context["shared_files"].values())
        together = {"framework": framework, "accounts": True, "social_login": True, "admin": True}
        named |= set(questions.walk(together, "site").context["shared_files"].values())
    parts = {"questions", "partials", "marks.jinja", "names.jinja", "text.jinja"}
    on_disk = {
        path.relative_to(SHARED).as_posix().removesuffix(".jinja")
        for path in SHARED.rglob("*.jinja")
        if not parts & set(path.relative_to(SHARED).parts)
        and not path.name.startswith(("readme", "agents"))  # included by README.md and AGENTS.md
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
    assert set(facts) <= STACK_KEYS | {"script", "migrations", "image_commands"}
    assert set(facts["commands"]) == COMMANDS  # type: ignore[call-overload]


def test_every_package_has_a_version(questions: Questionnaire) -> None:
    versions = yaml.safe_load((SHARED / "versions.yml").read_text())
    used = {"mypy", "pre-commit", "pytest", "pytest-cov", "ruff"}
    for framework in questions.questions["framework"].plain_choices.values():
        for row in rows(questions, framework):
            facts = questions.walk(row.answers, "site").context["stack"]
            used |= {*facts["packages"], *facts["packages_dev"]}

    assert used == set(versions)
    assert list(versions) == sorted(versions)


def test_no_text_stands_twice_in_a_catalogue(questions: Questionnaire, framework: str) -> None:
    for row in rows(questions, framework):
        texts = questions.walk(row.answers, "site").context["texts"] or []
        ids = [text["id"] for text in texts]
        assert sorted(set(ids)) == sorted(ids), row.name


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


# Where options meet: each of them has a line or two of its own there (docs/decisions/0008).
JOINTS = {
    "__init__.py.jinja",
    "app.py.jinja",
    "application.py.jinja",
    "base.py.jinja",
    "config.py.jinja",
    "conftest.py.jinja",
    "env.py.jinja",
    "environment.py.jinja",
    "models.py.jinja",
    "notes.py.jinja",
    "restful_init.py.jinja",
    "routes.py.jinja",
    "server.py.jinja",
    "settings.py.jinja",
    "site_case.py.jinja",
    "smorest_init.py.jinja",
    "urls.py.jinja",
    "{{ places.notes }}.jinja",
}


# To take a part from elsewhere, or to name a value, is plain to read; what branches is not.
BRANCH = re.compile(r"\s*\{%-?\s*(if|elif|else|endif|for|endfor)\b")


def test_few_lines_of_a_template_are_tags() -> None:
    crowded = []
    for path in template_files():
        if path.suffix != ".jinja" or path.name == STUB or path.parent.name == "slots":
            continue
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        # What is raw are the tags of the project's own templates.
        ours = re.sub(r"\{%\+? raw -?%\}.*?\{% endraw %\}", "", text, flags=re.DOTALL)
        tags = [line for line in ours.splitlines() if BRANCH.match(line)]
        most = math.ceil(len(lines) / (5 if path.name in JOINTS else 10))
        if len(lines) > 30 and len(tags) > most and path.parent != SHARED:
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


def test_a_binary_file_is_the_same_in_every_framework() -> None:
    icons = [path.read_bytes() for path in TEMPLATES.rglob("apple-touch-icon.png")]

    assert len(icons) == len(list(TEMPLATES.glob("*/project")))
    assert len(set(icons)) == 1


def test_every_option_says_what_to_know_of_it(questions: Questionnaire, framework: str) -> None:
    for question in questions.asked:
        if question.type == "bool" and question.name != "example":
            needs = NEEDS.get(question.name, {})
            given = {"framework": framework, **needs, question.name: True}
            sheet = questions.walk(given, "site")
            asked = {step.name for step in sheet.steps}
            hints = set(sheet.context["hints"] or ()) - set(needs)
            assert question.name not in asked or question.name in hints
            assert question.name in asked or not hints
