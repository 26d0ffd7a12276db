"""What Jinja's templates know besides the values that a view gives them.

https://docs.djangoproject.com/en/stable/topics/templates/#django.template.backends.jinja2.Jinja2
"""

from datetime import datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import dateformat, timezone
from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """Make Jinja's environment, with the options that Django gives and settings.py."""
    options.pop("autoescape", None)  # it is never off
    made = Environment(autoescape=True, **options)
    made.globals.update(static=static, url=reverse)
    made.filters["date"] = date
    return made


def date(moment: datetime, format_string: str) -> str:
    """Write a date as the filter of Django's own templates does."""
    return dateformat.format(timezone.localtime(moment), format_string)
