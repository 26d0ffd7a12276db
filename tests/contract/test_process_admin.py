"""The admin and its process: where it is, and who is let in from one request to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.accounts import member_of
from tests.contract.admin import ADMIN, table
from tests.contract.checks import check_error_page
from tests.contract.clauses import clause
from tests.contract.running import in_production
from tests.contract.test_process_start import check_refusal, refused
from tests.harness.launch import make_staff
from tests.harness.workshop import Project, WorkshopError

BAD = ("/admin/", "two words", "a/b", "..", "notes", "healthz", "static", "accounts", "Notes")


@clause("start.admin", accounts=True, admin=True)
@pytest.mark.parametrize("address", BAD)
def test_a_bad_address_of_the_admin_is_refused(
    starter: Project, tmp_path: Path, address: str
) -> None:
    ended = refused(starter, starter.facts.commands.serve, tmp_path, ADMIN_URL=address)
    check_refusal(ended, "ADMIN_URL")


@clause("admin.moved", accounts=True, admin=True)
def test_a_setting_moves_the_admin(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path, ADMIN_URL="backstage") as running:
        staff = running.site.staff()
        assert table(staff, "Users", "/backstage/").status == 200
        links = [link.get("href") for link in staff.get("/").page.all("a")]
        assert "/backstage/" in links
        for browser in (staff, running.site.browser()):
            check_error_page(browser.get(ADMIN), 404, running.site)


@clause("admin.command", accounts=True, admin=True)
def test_who_is_staff_is_looked_up_with_each_request(starter: Project, tmp_path: Path) -> None:
    database = tmp_path / "production.sqlite3"
    with in_production(starter, tmp_path, WEB_CONCURRENCY="2") as running:
        member, browser = member_of(running.site)
        for remove, status in ((False, 200), (True, 403)):
            make_staff(starter, database, member.username, remove=remove)
            assert {browser.get(ADMIN).status for _ in range(8)} == {status}


@clause("admin.command", accounts=True, admin=True)
def test_nobody_can_not_be_made_staff(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path) as running:
        assert running.site.browser().get("/").status == 200
    with pytest.raises(WorkshopError, match="nobody-at-all"):
        make_staff(starter, tmp_path / "production.sqlite3", "nobody-at-all")
