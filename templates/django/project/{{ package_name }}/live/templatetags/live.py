"""What templates ask of WebSockets."""

from collections.abc import Iterable

from django import template
from django.db.models import Model

register = template.Library()


@register.filter
def newest(rows: Iterable[Model]) -> int:
    """Return the highest number of some rows; 0 where there are none."""
    return max((row.pk for row in rows), default=0)
