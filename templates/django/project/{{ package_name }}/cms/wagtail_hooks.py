"""What Wagtail is told of this site: https://docs.wagtail.org/en/stable/reference/hooks.html"""

from typing import Any, NoReturn

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks


class NoFiles:
    """Stands for images and documents, whose addresses the editor writes down.

    Nothing is uploaded here: `wagtail.images` and `wagtail.documents` are left out.
    """

    @staticmethod
    def get_urlpatterns() -> list[URLPattern]:
        """Return the address that has to have a name."""
        return [path("", not_found, name="listing")]


def not_found(request: HttpRequest) -> NoReturn:
    """Answer that nothing is here."""
    raise Http404


def name_addresses_of_files(router: Any) -> None:
    """Give the editor the names that it asks for."""
    for name in ("documents", "images"):
        router.register_endpoint(name, NoFiles)


hooks.register("construct_admin_api", name_addresses_of_files)
