"""The database: notes outlive the process, and the site outlives the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.checks import check_error_page, check_headers, check_problem
from tests.contract.clauses import clause
from tests.contract.forms import NEW, listed, open_form, titles, unique, write
from tests.contract.running import Running, ask_database, in_production, on_database
from tests.harness.launch import PROXY, prepare
from tests.harness.workshop import Project

DOWN = {"status": "unavailable", "database": "unavailable", "migrations": "unknown"}
PENDING = {"status": "unavailable", "database": "ok", "migrations": "pending"}
READY = {"status": "ok", "database": "ok", "migrations": "ok"}


@clause("database.empty", example=True)
def test_a_list_without_notes_is_one_page_that_says_so(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path) as running:
        browser = running.site.visitor()
        for path in ("/notes", "/notes?page=1"):
            answer = browser.get(path)
            assert listed(answer) == []
            assert "No notes yet." in [p.text for p in answer.page.one("main").all("p")]
            assert answer.page.all("nav", css_class="pagination") == []
        check_error_page(browser.get("/notes?page=2"), 404, running.site)


@clause("database.restart", example=True)
def test_notes_are_there_after_a_restart(starter: Project, tmp_path: Path) -> None:
    title = unique()
    with in_production(starter, tmp_path) as running:
        path = write(running.site.visitor(), title, "🦉")
        running.server.stop()
    with in_production(starter, tmp_path) as running:
        page = running.site.visitor().get(path).page
        assert page.heading == title
        assert page.one("div", css_class="note-text").text == "🦉"
        assert titles(running.site) == [title]


@pytest.fixture(scope="module")
def without_database(
    starter: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """Serve with a folder in the place of the database file."""
    work = tmp_path_factory.mktemp("down")
    database = work / "folder.sqlite3"
    database.mkdir()
    with on_database(starter, database, work / "logs") as running:
        yield running


@clause("database.down", orm=True)
def test_readyz_says_that_the_database_is_away(without_database: Running) -> None:
    answer = without_database.site.browser().get("/readyz")
    assert (answer.status, answer.json()) == (503, DOWN), str(answer)
    assert answer.media_type == "application/json"
    check_headers(answer, without_database.site)


@clause("database.down", orm=True)
@pytest.mark.parametrize("path", ["/healthz", "/", "/static/style.css"])
def test_what_needs_no_database_answers_without_one(without_database: Running, path: str) -> None:
    answer = without_database.site.browser().get(path)
    assert answer.status == 200, str(answer)
    check_headers(answer, without_database.site)


@clause("database.down", example=True)
def test_what_needs_the_database_is_an_error_of_ours(without_database: Running) -> None:
    answer = ask_database(without_database.site)
    assert answer.status in (500, 503), str(answer)
    check_error_page(answer, answer.status, without_database.site)
    problem = ask_database(without_database.site, "application/json")
    check_problem(problem, answer.status, without_database.site)


@clause("database.down", example=True, accounts=False)
@pytest.mark.parametrize("path", ["/notes", "/notes/1", "/notes?page=2"])
def test_a_page_that_needs_the_database_is_an_error_of_ours(
    without_database: Running, path: str
) -> None:
    browser = without_database.site.browser()
    answer = browser.get(path)
    assert answer.status in (500, 503), str(answer)
    check_error_page(answer, answer.status, without_database.site)
    problem = browser.get(path, {"Accept": "application/json"})
    check_problem(problem, answer.status, without_database.site)


@clause("database.down", example=True, accounts=False)
def test_a_form_that_can_not_be_stored_is_an_error_of_ours(without_database: Running) -> None:
    browser = without_database.site.browser()
    answer = browser.post(NEW, open_form(browser).filled("A title"))
    assert answer.status in (500, 503), str(answer)
    check_error_page(answer, answer.status, without_database.site)


@clause("database.down", orm=True)
def test_the_site_recovers_when_the_database_comes_back(starter: Project, tmp_path: Path) -> None:
    database = tmp_path / "db.sqlite3"
    database.mkdir()
    with on_database(starter, database, tmp_path / "logs") as running:
        browser = running.site.browser()
        assert browser.get("/readyz").json() == DOWN
        database.rmdir()
        prepare(starter, database, **PROXY)
        answer = browser.get("/readyz")
        assert (answer.status, answer.json()) == (200, READY)


@clause("database.pending", example=True)
def test_readyz_says_that_migrations_are_to_come(starter: Project, tmp_path: Path) -> None:
    database = tmp_path / "db.sqlite3"
    with on_database(starter, database, tmp_path / "logs") as running:
        browser = running.site.browser()
        answer = browser.get("/readyz")
        assert (answer.status, answer.json()) == (503, PENDING), str(answer)
        assert browser.get("/healthz").status == 200
        missing = ask_database(running.site)
        assert missing.status in (500, 503), str(missing)
        check_error_page(missing, missing.status, running.site)
        prepare(starter, database, **PROXY)
        answer = browser.get("/readyz")
        assert (answer.status, answer.json()) == (200, READY)
        assert running.site.visitor().get("/notes").status == 200
