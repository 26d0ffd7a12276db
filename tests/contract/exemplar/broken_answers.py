"""Rules on errors, headers, cookies, odd requests and proxies, each broken."""

from __future__ import annotations

from dataclasses import replace

from tests.contract.exemplar.changes import (
    Broken,
    after,
    changed,
    cookies,
    doubled,
    dropped,
    echoed,
    forgetting,
    instead,
    on_status,
    replaced,
    status,
)
from tests.contract.exemplar.messages import Reply

HEADERS = "test_an_answer_carries_every_header_once"
EXAMPLE_HEADERS = "test_an_answer_of_the_example_carries_every_header_once"
RULES: dict[str, Broken] = {
    "a bare error": after(
        on_status(404, replaced('href="/"', "")),
        "test_an_error_has_a_page_of_the_project_s_own",
    ),
    "a traceback on an error page": after(
        on_status(404, replaced("<p>Go", "<p>Traceback (most recent call last): Go")),
        "test_an_error_has_a_page_of_the_project_s_own",
    ),
    "an error without a name": after(
        replaced("Page not found", "404"), "test_page_not_found_says_so"
    ),
    "errors in HTML alone": after(
        on_status(404, lambda _request, reply: replace(reply, media_type="text/html")),
        "test_an_error_is_a_problem_where_json_is_asked_for",
        "test_json_is_for_those_who_prefer_it",
    ),
    "errors in JSON alone": after(
        on_status(
            404, lambda _request, reply: replace(reply, media_type="application/problem+json")
        ),
        "test_html_is_what_most_clients_get",
    ),
    "405 without Allow": after(
        dropped("Allow"), "test_a_method_that_is_not_there_is_told_which_are"
    ),
    "404 for a method": after(
        lambda request, reply: replace(reply, status=404) if request.method == "DELETE" else reply,
        "test_every_405_says_what_is_allowed",
    ),
    "an odd method breaks it": after(
        lambda request, reply: replace(reply, status=500) if request.method == "TRACE" else reply,
        "test_an_odd_method_never_breaks_the_site",
    ),
    "any host": Broken(
        {"hosts": r".*"},
        ("test_a_host_that_is_not_ours_is_refused_everywhere", "test_an_odd_host_is_refused"),
    ),
    "hosts by their beginning": Broken(
        {"hosts": r"(localhost|127\.0\.0\.1).*"}, ("test_an_odd_host_is_refused",)
    ),
    "one host name alone": Broken(
        {"hosts": r"127\.0\.0\.1(:\d+)?"},
        ("test_each_name_of_the_site_is_answered_with_any_port",),
    ),
    "a host that is told": after(
        lambda request, reply: replace(
            reply, body=reply.body + request.headers.get("X-Forwarded-Host", "")
        ),
        "test_a_forwarded_host_is_never_believed",
    ),
    "a limit of 2 MiB": Broken(
        {"limit": 2**21}, ("test_a_body_that_declares_more_than_a_mib_is_refused",)
    ),
    "chunks break it": after(
        status(411, 500), "test_a_body_in_chunks_that_never_end_does_not_break_the_site"
    ),
    "no policy": after(dropped("Content-Security-Policy"), HEADERS, EXAMPLE_HEADERS),
    "a lax policy": after(
        changed("Content-Security-Policy", "default-src 'self' 'unsafe-inline'"), HEADERS
    ),
    "frames": after(dropped("X-Frame-Options"), HEADERS),
    "a header twice": after(doubled, HEADERS),
    "no headers on redirects": after(on_status(303, dropped("Referrer-Policy")), EXAMPLE_HEADERS),
    "no headers on files": after(
        lambda request, reply: (
            reply.without("Permissions-Policy") if "/static" in request.path else reply
        ),
        HEADERS,
        "test_a_part_of_a_file_carries_them_too",
        "test_a_file_that_has_not_changed_carries_them_too",
    ),
    "no headers on refused hosts": after(
        on_status(400, dropped("X-Content-Type-Options")), HEADERS
    ),
    "no headers on large bodies": after(
        on_status(413, dropped("Cross-Origin-Opener-Policy")), HEADERS
    ),
    "plain HTTP for ever": after(
        dropped("Strict-Transport-Security"),
        "test_production_insists_on_https_for_a_year",
        production=True,
    ),
    "development insists on HTTPS": after(
        changed("Strict-Transport-Security", "max-age=31536000"),
        "test_development_does_not_insist_on_https",
    ),
    "one id for all": after(
        changed("X-Request-ID", "0" * 32), "test_each_request_has_an_id_of_its_own"
    ),
    "the client's id": after(echoed, "test_an_id_that_a_client_sends_is_not_taken_over"),
    "cookies for scripts": after(
        cookies("; HttpOnly", ""),
        "test_every_cookie_is_out_of_reach_for_scripts_and_other_sites",
    ),
    "cookies for other sites": after(
        cookies("SameSite=Lax", "SameSite=None"),
        "test_every_cookie_is_out_of_reach_for_scripts_and_other_sites",
    ),
    "cookies over plain HTTP": after(
        cookies("; Secure", ""),
        "test_in_production_a_cookie_is_secure_and_bound_to_this_host",
        production=True,
    ),
    "cookies everywhere": after(
        changed("Set-Cookie", "seen=1; Path=/; HttpOnly; SameSite=Lax"),
        "test_a_page_without_a_form_sets_no_cookie",
    ),
    "a path that leads away": after(
        lambda request, reply: (
            reply.having("Location", f"https:{request.target}") if "//" in request.target else reply
        ),
        "test_no_path_leads_to_another_site",
    ),
    "a file from above": after(
        instead("/static/../about.py", Reply(200, "text/plain", "import os")),
        "test_an_odd_path_gets_a_plain_answer",
    ),
    "odd headers break it": after(
        lambda request, reply: replace(reply, status=500) if "Range" in request.headers else reply,
        "test_odd_headers_get_a_plain_answer",
    ),
    "odd bytes break it": after(
        lambda request, reply: replace(reply, status=500) if request.target == "*" else reply,
        "test_bytes_that_no_browser_sends_do_not_break_the_site",
    ),
    "no redirect to HTTPS": Broken(
        {"exempt": ("/", "/healthz", "/readyz")},
        ("test_plain_http_is_redirected_to_https",),
        production=True,
    ),
    "any header is believed": Broken(
        {"believes": "X-Forwarded-Ssl"},
        ("test_the_nearest_proxy_s_word_counts",),
        production=True,
    ),
    "a redirect to the start": after(
        forgetting, "test_the_redirect_keeps_path_and_query", production=True
    ),
    "a redirect that leaves": after(
        lambda request, reply: (
            reply.without("Location").having("Location", "https:" + request.target)
            if reply.status == 308
            else reply
        ),
        "test_the_redirect_never_leaves_the_site",
        production=True,
    ),
    "a redirect for any host": Broken(
        {"hosts": r".*"},
        ("test_the_redirect_never_goes_to_another_s_host",),
        production=True,
    ),
    "forms over plain HTTP": Broken(
        {"exempt": ("/notes/new",), "checks_token": False},
        ("test_a_form_over_plain_http_is_not_stored",),
        production=True,
    ),
    "probes are redirected": Broken(
        {"exempt": ()}, ("test_probes_answer_over_plain_http",), production=True
    ),
    "development redirects": after(
        lambda request, reply: (
            replace(reply, status=308) if "X-Forwarded-Proto" in request.headers else reply
        ),
        "test_development_redirects_nothing",
    ),
}
