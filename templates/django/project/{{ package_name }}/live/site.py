"""Django under ASGI."""

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Site(ASGIHandler):
    """Works on each request in one thread, from the first middleware to the last.

    Django's own goes from thread to thread for views and middleware that are not
    asynchronous, and makes error pages in threads whose database connections nobody
    closes, or opens again when the database was away.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Put the middleware together as for WSGI."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request, in its thread."""
        response: HttpResponseBase = await sync_to_async(self.get_response)(request)
        return response
