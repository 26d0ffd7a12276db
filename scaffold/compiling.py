"""Lets Jinja compile equal sources once in a process, however often a template is rendered.

Copier compiles every part of every path and every file anew for each rendering, which is most of
its time, and hands its environment to nobody. A command that renders twice (an update) or dozens of
times (the search for a project's answers) needs the same code each time.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from jinja2 import Environment

YIELD = "yield"  # Copier's tag, which is remembered by the environment while it is parsed

_compiled: dict[Hashable, Any] = {}
_compile: Any = Environment.compile


@contextmanager
def compiled_once() -> Iterator[None]:
    """Look a source up among those that were compiled before, in every environment."""
    jinja: Any = Environment
    before = jinja.compile
    jinja.compile = _compile_once
    try:
        yield
    finally:
        jinja.compile = before


def _compile_once(
    environment: Environment,
    source: Any,
    name: str | None = None,
    filename: str | None = None,
    raw: bool = False,
    defer_init: bool = False,
) -> Any:
    """Compile as Jinja does; what it gives depends on the settings, not on the environment."""
    if raw or not isinstance(source, str) or YIELD in source:
        return _compile(environment, source, name, filename, raw, defer_init)
    key = (_settings(environment), source, name, filename)
    if key in _compiled:
        environment.preprocess(source, name, filename)  # where extensions forget the last source
    else:
        _compiled[key] = _compile(environment, source, name, filename)
    return _compiled[key]


def _settings(environment: Environment) -> Hashable:
    """Return what the compiler heeds; Jinja keeps one lexer for equal delimiters and whitespace."""
    return (
        type(environment),
        environment.lexer,
        environment.autoescape,
        environment.optimized,
        environment.undefined,
        environment.finalize,
        tuple(environment.extensions),
    )
