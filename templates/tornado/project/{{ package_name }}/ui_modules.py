"""Parts of pages, which templates use by their names and the tag `module`.

https://www.tornadoweb.org/en/stable/guide/templates.html#ui-modules
"""

from datetime import datetime

import wtforms
from tornado.web import UIModule


class Field(UIModule):
    """A label, its field, and below it what is wrong with it."""

    def render(self, field: wtforms.Field) -> bytes:
        """Render one field of a form."""
        return self.render_string("modules/field.html", field=field)


class Moment(UIModule):
    """A date and a time, for people and for programs."""

    def render(self, moment: datetime) -> bytes:
        """Render one point in time."""
        return self.render_string("modules/moment.html", moment=moment)
