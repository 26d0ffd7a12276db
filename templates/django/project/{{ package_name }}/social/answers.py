"""Where browsers are sent."""

from http import HTTPStatus

from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse


def go(url: str) -> HttpResponseRedirect:
    """Send the browser on by GET."""
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)


def turn_away(url: str = "") -> HttpResponseRedirect:
    """Send the browser to the log-in page, which says that it did not work."""
    query = QueryDict(mutable=True)
    query.update({"failed": "", **({"next": url} if url else {})})
    return go(f"{reverse('accounts:login')}?{query.urlencode()}")
