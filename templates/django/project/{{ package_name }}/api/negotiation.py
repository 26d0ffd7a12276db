"""What goes in and out: JSON alone."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class JSONParser(parsers.JSONParser):
    """Reads JSON."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return what the body says."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:  # brackets in brackets, thousands of them
            raise ParseError from None


class OneFormat(DefaultContentNegotiation):
    """Answers in the one format that there is, whatever `Accept` says."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Return the first."""
        renderer = next(iter(renderers))
        return renderer, renderer.media_type
