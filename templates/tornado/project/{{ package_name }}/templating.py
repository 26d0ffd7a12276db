"""Pages by Jinja, in the place of Tornado's own templates.

https://jinja.palletsprojects.com/
"""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from tornado.web import RequestHandler

FOLDER = Path(__file__).with_name("jinja2")


@cache  # one for the whole process: it keeps the templates that it has compiled
def template_environment(*, debug: bool) -> Environment:
    """Make Jinja's environment; in debug it looks whether a template has changed."""
    return Environment(
        autoescape=True,
        auto_reload=debug,
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
    )


class JinjaHandler(RequestHandler):
    """A handler whose pages Jinja makes. BaseHandler is made from it."""

    def render_string(self, template_name: str, **kwargs: Any) -> bytes:
        """Make a page, with the names that Tornado gives to its own templates."""
        template = self.settings["templates"].get_template(template_name)
        names = self.get_template_namespace() | kwargs
        page: str = template.render(names)
        return page.encode()

    def xsrf_form_html(self) -> str:
        """Return the hidden field with the token, as HTML, not as text."""
        field = Markup('<input type="hidden" name="_xsrf" value="{}">')
        return field.format(self.xsrf_token.decode())
