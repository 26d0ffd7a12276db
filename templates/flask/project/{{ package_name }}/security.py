"""What every request must pass, and what every answer carries."""

import re

from flask import Flask, Response, abort, current_app, redirect, request
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response as BaseResponse

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HTTPS_ONLY = "max-age=31536000; includeSubDomains"

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Add the checks in the order in which a request meets them."""
    app.before_request(refuse_foreign_host)
    app.before_request(redirect_to_https)
    app.before_request(refuse_big_body)
    csrf.init_app(app)  # every unsafe request needs a token
    app.after_request(add_headers)


def refuse_foreign_host() -> None:
    """Answer only to the names in ALLOWED_HOSTS.

    Flask's own TRUSTED_HOSTS can't hold an IPv6 address, and leaves a refused request
    without the means to build the links of an error page.
    """
    host = request.headers.get("Host", request.host)
    name = re.sub(r":\d+$", "", host.lower())
    for allowed in current_app.config["ALLOWED_HOSTS"]:
        if name == allowed.removeprefix("."):
            return
        if allowed.startswith(".") and name.endswith(allowed):
            return
    abort(400)


def redirect_to_https() -> BaseResponse | None:
    """Speak HTTPS alone in production; probes come from inside, without it."""
    if current_app.debug or request.is_secure or request.blueprint == "probes":
        return None
    return redirect(request.url.replace("http://", "https://", 1), 308)


def refuse_big_body() -> None:
    """Refuse by the declared length; MAX_CONTENT_LENGTH stops one without it."""
    if (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]:
        abort(413)


def add_headers(response: Response) -> Response:
    """Tell browsers to be strict: https://owasp.org/www-project-secure-headers/"""
    response.headers.update(HEADERS)
    if not current_app.debug:
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY
    return response
