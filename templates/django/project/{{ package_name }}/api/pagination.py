"""Lists, ten to a page."""

from typing import Any

from django.core.paginator import Paginator
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class Pages(PageNumberPagination):
    """Pages by number, as the site's own pages have them."""

    page_size = 10

    def get_page_number(self, request: Request, paginator: "Paginator[Any]") -> str:
        """Refuse what else would do as a number: `last`, `+1`, nothing at all."""
        page = request.query_params.get(self.page_query_param, "1")
        if not (page.isascii() and page.isdigit()):
            raise NotFound
        return page
