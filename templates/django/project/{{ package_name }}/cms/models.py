"""What editors write: pages, which lie below one another.

https://docs.wagtail.org/en/stable/topics/pages.html
"""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.fields import RichTextField
from wagtail.models import Page


class ContentPage(Page):
    """A page with an introduction and a text, and a list of the pages below it."""

    introduction = models.TextField(max_length=500, blank=True)
    # What needs an upload or another site is not among the features.
    body = RichTextField(
        blank=True,
        features=["h2", "h3", "bold", "italic", "ol", "ul", "hr", "link"],
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, "introduction", "body"]
    # A page is published at once: for a day to come, a command would have to run by
    # itself, https://docs.wagtail.org/en/stable/topics/publishing.html
    settings_panels: ClassVar[list[Any]] = []

    parent_page_types = ("cms.ContentPage",)
    subpage_types = ("cms.ContentPage",)
    # Who may see a page: everybody, who is logged in, or groups. A password for one
    # page would be one without the limit on tries.
    private_page_options = ("login", "groups")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Give the template the page above, and those below that all may see."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["above"] = None if self.is_site_root() else self.get_parent()
        context["below"] = Page.objects.child_of(self).live().public()
        return context
