"""Rules on sites without pages, each broken."""

from __future__ import annotations

from tests.contract.exemplar.broken_api import as_html
from tests.contract.exemplar.changes import (
    Broken,
    Change,
    after,
    changed,
    instead,
    replaced,
)
from tests.contract.exemplar.messages import Reply, Request

ALONE = {"rest_api": True, "template_engine": False}


def sent(change: Change, *noticed_by: str) -> Broken:
    """Break what such a site sends."""
    return after(change, *noticed_by, **ALONE)


def page_for_browsers(request: Request, reply: Reply) -> Reply:
    """Send problems as pages to those who ask for pages."""
    return as_html(request, reply) if "html" in request.headers.get("Accept", "") else reply


RULES: dict[str, Broken] = {
    "a page at the root": sent(
        instead("/", Reply(200, "text/html", "{}")),
        "test_the_index_names_the_project_and_leads_to_the_api",
    ),
    "an index that leads nowhere": sent(
        replaced('"/api/docs"', '"/api/nowhere"', path="/"),
        "test_the_index_names_the_project_and_leads_to_the_api",
    ),
    "HEAD of the index as text": sent(
        lambda request, reply: (
            Reply(reply.status, "text/plain", "", reply.headers)
            if request.method == "HEAD"
            else reply
        ),
        "test_head_of_the_index_and_of_the_docs_answers_as_get_does",
    ),
    "error pages for browsers": sent(
        page_for_browsers, "test_every_error_is_a_problem_whatever_is_asked_for"
    ),
    "pages that are left": sent(
        instead("/notes/new", Reply(200, "text/html", "")),
        "test_there_are_no_pages_and_no_files_for_them",
    ),
    "forms are read without pages": Broken(
        {"media_types": ("application/json", "application/x-www-form-urlencoded")},
        ("test_no_form_is_read",),
        options=ALONE,
    ),
    "a cookie without pages": sent(
        changed("Set-Cookie", "a=b; Path=/; HttpOnly; SameSite=Lax"),
        "test_no_answer_sets_a_cookie",
    ),
}
