"""Error pages: HTML, or JSON for whoever prefers it."""

import json

from flask import Blueprint, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.wrappers import Response

errors = Blueprint("errors", __name__)

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


@errors.app_errorhandler(CSRFError)
def refuse_forged_form(error: CSRFError) -> Response:
    """Say that the token is wrong: a 403, where Flask-WTF has a 400."""
    return show_error(Forbidden())


@errors.app_errorhandler(HTTPException)
def show_error(error: HTTPException) -> Response:
    """Replace the text of the error, and keep its headers, such as Allow."""
    response = error.get_response()
    if prefers_json():
        problem = {"type": "about:blank", "title": error.name, "status": error.code}
        response.data = json.dumps(problem)
        response.content_type = PROBLEM
    else:
        heading, advice = PAGES.get(error.code or 500, (error.name, ""))
        response.data = render_template("error.html", heading=heading, advice=advice)
        response.content_type = "text/html; charset=utf-8"
    return response


def prefers_json() -> bool:
    """Tell whether the client would rather have JSON than a page."""
    known = ["text/html", PROBLEM, "application/json"]
    return request.accept_mimetypes.best_match(known, "text/html") != "text/html"
