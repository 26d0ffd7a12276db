"""The pages of a framework's template engines do not drift apart: their HTML is the same.

Held by their sources, which takes no server: what stands outside of the engines' tags.
What is made of them is compared in `contract/test_template_engines.py`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import FRAMEWORKS
from tests.harness.facts import engines, offered
from tests.harness.rendered import rendered

ENGINES = [(framework, engine) for framework in FRAMEWORKS for engine in engines(framework)]
FOLDERS = ("templates", "jinja2")
TAG = re.compile(r"\{([%{#]).*?[%}#]\}", re.DOTALL)
PAGES = {"accounts": True, "rest_api": True, "websockets": True}
WHERE_OFFERED = ("social_login", "admin", "cms")
NONE = {"example": False}


def html(template: Path) -> str:
    """Return what a template holds besides tags, as one line."""
    return " ".join(TAG.sub(" ", template.read_text(encoding="utf-8")).split())


def templates(project: Path) -> dict[str, str]:
    """Return the HTML of all templates, by the path below their folder, and the app's."""
    found = {}
    for path in sorted((project / "my_site").rglob("*")):
        parts = path.relative_to(project).parts
        if path.is_file() and set(FOLDERS) & set(parts):
            found["/".join(part for part in parts if part not in FOLDERS)] = html(path)
    return found


def answers(framework: str, **more: object) -> dict[str, object]:
    """Return the answers that bring every page."""
    there = {name: True for name in WHERE_OFFERED if offered(framework, name)}
    return {**PAGES, **there, **more}


@pytest.mark.parametrize("pair", ENGINES, ids="-".join)
@pytest.mark.parametrize("bare", [False, True], ids=["full", "bare"])
def test_every_page_is_there_for_each_engine_with_the_same_html(
    pair: tuple[str, str], bare: bool
) -> None:
    framework, engine = pair
    given = NONE if bare else answers(framework)
    usual = templates(rendered(framework, **given, package_name="my_site"))
    other = templates(rendered(framework, **given, package_name="my_site", template_engine=engine))
    both = set(usual) & set(other)
    # Parts that an engine has a way of its own to share, such as modules and macros.
    rest = [[pages[name] for name in sorted(set(pages) - both)] for pages in (usual, other)]

    assert {"my_site/base.html", "my_site/error.html"} <= both
    for name in sorted(both):
        assert other[name] == usual[name].replace("/templates/", "/jinja2/"), name
    assert rest[1] == rest[0]


@pytest.mark.parametrize("pair", ENGINES, ids="-".join)
def test_a_project_has_the_pages_of_one_engine(pair: tuple[str, str]) -> None:
    framework, engine = pair
    # An editor's pages are those of the package that it comes from.
    given = {name: value for name, value in answers(framework).items() if name != "cms"}
    packages = {}
    for name in (offered(framework, "template_engine")[0], engine):
        project = rendered(framework, **given, template_engine=name)
        # An admin's pages are those of the package that it comes from.
        pages = [path for path in project.rglob("*.html") if path.parent.name != "admin"]
        folders = {part for path in pages for part in path.relative_to(project).parts}
        assert len(folders & set(FOLDERS)) == 1
        packages[name] = "jinja2>=" in (project / "pyproject.toml").read_text(encoding="utf-8")

    assert list(packages.values()) == [False, True]
