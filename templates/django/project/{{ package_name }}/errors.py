"""Error pages: HTML, or JSON for whoever prefers it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

# Status: the heading of the page, and a sentence that helps.
PAGES = {
    400: ("Bad request", "The server could not make sense of this request."),
    403: ("Not allowed", "If you sent a form, go back, reload the page, try again."),
    404: ("Page not found", "Check the address, or begin at the home page."),
    405: ("Method not allowed", "This page can't be used in this way."),
    413: ("Too large", "What you sent is too large. Try again with less."),
    429: ("Too many requests", "Wait a moment, then try again."),
    500: ("Something went wrong", "The fault is ours. Try again in a while."),
}
PROBLEM = "application/problem+json"  # RFC 9457


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """Return the page for an error, or the same in JSON."""
    response: HttpResponse
    if request.get_preferred_type(["text/html", PROBLEM, "application/json"]) in (
        PROBLEM,
        "application/json",
    ):
        title = HTTPStatus(status).phrase
        problem = {"type": "about:blank", "title": title, "status": status}
        response = JsonResponse(problem, status=status, content_type=PROBLEM)
    else:
        heading, advice = PAGES[status]
        context = {"heading": heading, "advice": advice}
        response = render(request, "error.html", context, status=status)
    patch_vary_headers(response, ["Accept"])
    return response


# Django calls these: handler400 and so on in urls.py, CSRF_FAILURE_VIEW in settings.py.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what can't be understood, and hosts that are not ours."""
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer PermissionDenied."""
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its token."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer Http404 and unknown addresses."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something broke."""
    return error_page(request, 500)
