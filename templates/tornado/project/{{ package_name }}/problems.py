"""What error pages say, and whether they say it in HTML or in JSON."""

from http.client import responses

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


def page(status: int) -> tuple[str, str]:
    """Return the heading and the advice for a status."""
    return PAGES.get(status, (responses.get(status, "Error"), ""))


def problem(status: int) -> dict[str, str | int]:
    """Return the same for programs."""
    title = responses.get(status, "Error")
    return {"type": "about:blank", "title": title, "status": status}


def prefers_json(accept: str) -> bool:
    """Tell whether an Accept header asks for JSON rather than for a page."""
    json = max(preference(accept, name) for name in ("application/json", PROBLEM))
    wanted, _ = json
    return wanted > 0 and json > preference(accept, "text/html")


def preference(accept: str, media_type: str) -> tuple[float, int]:
    """Return the quality that a header gives a media type, and how exactly it names it.

    https://www.rfc-editor.org/rfc/rfc9110#name-accept
    """
    ranges = ("*/*", media_type.split("/")[0] + "/*", media_type)
    found = (0, 0.0)
    for part in accept.lower().split(","):
        name, *parameters = (text.strip() for text in part.split(";"))
        if name in ranges:
            found = max(found, (ranges.index(name), quality(parameters)))
    exactness, wanted = found
    return wanted, exactness


def quality(parameters: list[str]) -> float:
    """Return the value of `q`, 1 without one, 0 where it makes no sense."""
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter.removeprefix("q="))
            except ValueError:
                return 0.0
    return 1.0
