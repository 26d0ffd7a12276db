"""What the contract is held against: each starter in each way of running it, or a given server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest

from tests.harness.facts import facts, frameworks, has_all, offered
from tests.harness.options import ON, Options, meets, read_option, short_name

DEBUG, PRODUCTION = False, True
# Of what a framework offers; the first is taken where nothing is said.
LAST, OTHERS = "last", "others"
PICKED = {LAST: slice(-1, None), OTHERS: slice(1, None)}
WHERE_OFFERED = "where offered"  # a switch that not every framework has


@dataclass(frozen=True)
class Row:
    """Sites of each framework: the answers that make them, and how they are served."""

    options: Options
    modes: tuple[bool, ...]
    only: tuple[str, ...] = ()  # clauses that begin so, where the others have no news to tell


# Clauses that debug, or the browser that looks at a site in debug, makes another thing of.
IN_DEBUG = (
    "accounts.login",
    "accounts.mail",
    "accounts.markup",
    "admin",
    "api.no_json",
    "api.problems",
    "cms",
    "cookies",
    "csrf",
    "docs",
    "errors",
    "form",
    "headers",
    "index",
    "languages",
    "members",
    "openapi.valid",
    "pages",
    "sockets",
    "social.login",
    "tokens.asked",
)
# A site that has everything: each option is held to what it brings beside all the others.
EVERYTHING: Options = {
    "accounts": True,
    "social_login": True,
    "admin": True,
    "cms": WHERE_OFFERED,
    "rest_api": True,
    "websockets": True,
    "i18n": True,
}
# A process in front of the site takes the sockets, and some of its errors have pages of its own.
AT_THE_FRONT: Options = {
    "websockets": True,
    "websockets_library": OTHERS,
    "accounts": True,
    "rest_api": True,
    "i18n": True,
}
# One site for each kind of news. The rows of the matrix are held to every clause, in both ways of
# running: each is run when its bytes change, and then in turn. Here stands what must not wait.
SITES = [
    Row({}, (DEBUG, PRODUCTION)),
    Row({"example": False}, (PRODUCTION,)),
    Row(
        {"example": False, "orm": "none"},
        (PRODUCTION,),
        ("headers.every", "pages.bare", "pages.home", "probes"),
    ),
    Row(
        {"template_engine": "none", "rest_api": True},
        (DEBUG,),
        ("api.note", "api.problems", "docs", "errors", "headers", "index", "openapi.valid"),
    ),
    Row(
        {"template_engine": "none", "rest_api": True, "example": False},
        (PRODUCTION,),
        ("api.bare", "csrf", "docs", "headers", "index", "probes"),
    ),
    Row({"accounts": True, "rest_api": True, "api_library": LAST}, (PRODUCTION,)),
    Row(
        {"orm": "peewee", "accounts": True, "rest_api": True},
        (PRODUCTION,),
        # What another ORM makes another thing of.
        (
            "accounts.change",
            "accounts.limit",
            "accounts.register",
            "accounts.reset",
            "api.list",
            "api.note",
            "members",
            "notes",
            "probes",
            "tokens",
        ),
    ),
    Row(EVERYTHING, (DEBUG,), IN_DEBUG),
    Row(
        EVERYTHING,
        (PRODUCTION,),
        (
            "accounts.login",
            "admin",
            "api",
            "cms",
            "cookies",
            "csrf",
            "docs",
            "errors",
            "headers",
            "index",
            "languages",
            "openapi",
            "pages",
            "proxy",
            "robust",
            "social",
            "sockets",
        ),
    ),
    Row(
        {"example": False, "accounts": True, "rest_api": True, "websockets": True},
        (PRODUCTION,),
        ("accounts.login", "api.bare", "docs", "headers", "members", "openapi", "pages", "sockets"),
    ),
    Row(
        AT_THE_FRONT,
        (PRODUCTION,),
        ("headers", "proxy", "robust", "sockets"),
    ),
]
# That pip can do what uv does, in a minute, is asked of the projects without options.
AS_README = (
    "start.check",
    "starter.checks",
    "starter.readme",
    "starter.start",
    "starter.tests",
    "stop.idle",
)
# The projects whose process is looked at; those with options for what speaks of the options alone.
STARTERS = [
    Row({}, (PRODUCTION,)),
    Row({"example": False}, (PRODUCTION,)),
    Row({"example": False, "orm": "none"}, (PRODUCTION,), AS_README),
    Row({"template_engine": "none"}, (PRODUCTION,), AS_README),
    Row({"orm": "peewee"}, (PRODUCTION,), ("database", "logs.secrets")),
    Row({"accounts": True, "rest_api": True, "api_library": LAST}, (PRODUCTION,)),
    Row(
        EVERYTHING,
        (PRODUCTION,),
        ("admin", "social", "sockets", "start.admin", "start.social"),
    ),
    Row(
        AT_THE_FRONT,
        (PRODUCTION,),
        ("sockets",),
    ),
]


@dataclass(frozen=True)
class Target:
    """One site: a framework's starter, or the server at an address."""

    framework: str
    options: Options = field(default_factory=dict, hash=False)
    production: bool = False
    base_url: str = ""
    only: tuple[str, ...] = ()  # the clauses that it is held to begin so; none for all

    @property
    def folder_name(self) -> str:
        """Return the name of the project's folder; its name and its package's follow from it."""
        return f"{self.framework}-{short_name(self.options)}"

    @property
    def answers(self) -> dict[str, Any]:
        """Return the answers that make the project."""
        given = {"example": True, **self.options}
        return {**given, "project_name": f"Contract & {self.framework}"}

    @property
    def waived(self) -> Mapping[str, str]:
        """Return the clauses that the framework can't keep, each with the reason."""
        return waived(replace(self, production=False, only=())) if self.framework else {}

    def __str__(self) -> str:
        """Return what the ids of its tests say."""
        mode = "production" if self.production else "debug"
        return f"{self.folder_name if self.framework else self.base_url}-{mode}"


@cache
def waived(target: Target) -> Mapping[str, str]:
    """Read a framework's waivers, once for all tests."""
    given = {"framework": target.framework, **target.answers}
    return facts(given, target.folder_name).waived


def given_options(config: pytest.Config) -> Options:
    """Return the options that this run names."""
    return dict(read_option(text) for text in config.getoption("--set", default=None) or [])


def wanted_frameworks(config: pytest.Config) -> tuple[str, ...]:
    """Return the frameworks whose starters are made in this run."""
    one = config.getoption("--framework", default="")
    return (one,) if one else frameworks()


def targets(config: pytest.Config) -> list[Target]:
    """Return what the options of this run ask for."""
    base_url, given = config.getoption("--base-url", default=""), given_options(config)
    if base_url:
        return [Target("", given, config.getoption("--production"), base_url.rstrip("/"))]
    rows = [Row(given, (PRODUCTION,)), Row(given, (DEBUG,), IN_DEBUG)] if given else SITES
    return [one for name in wanted_frameworks(config) for one in sites_of(name, rows)]


def sites_of(framework: str, rows: Sequence[Row] = SITES) -> Iterator[Target]:
    """Yield a framework's sites of these rows, in each way of running it."""
    for row in rows:
        for options in spelled_out(framework, row.options):
            if has_all(framework, options):
                for production in row.modes:
                    yield Target(framework, options, production, only=row.only)


def spelled_out(framework: str, options: Options) -> Iterator[Options]:
    """Yield the options with each that is picked of what the framework offers."""
    options = dict(_offered_switches(framework, options))
    words = {name: value for name, value in options.items() if value in PICKED}
    if not words:
        yield options
    for name, word in words.items():
        choices = offered(framework, name)
        if len(choices) < 2 and word != OTHERS:  # then there is no such question
            yield {key: value for key, value in options.items() if key != name}
            continue
        for choice in choices[PICKED[word]]:
            yield {**options, name: choice}


def _offered_switches(framework: str, options: Options) -> Iterator[tuple[str, Any]]:
    """Yield the options, with a switch that not every framework has on where there is one."""
    for name, value in options.items():
        if value != WHERE_OFFERED:
            yield name, value
        elif offered(framework, name):
            yield name, True


def suits(target: Target, marks: list[pytest.Mark]) -> bool:
    """Tell whether the clauses that a test holds speak of this target."""
    wanted = [mark.kwargs for mark in marks]
    names = [mark.args[0] for mark in marks]
    if target.only and not any(name.startswith(target.only) for name in names):
        return False
    return all(
        kwargs["production"] in (None, target.production)
        and all(meets(target.options, name, value) for name, value in kwargs["options"].items())
        and not (kwargs["own_server"] and target.base_url)
        for kwargs in wanted
    )


def starters(config: pytest.Config, marks: list[pytest.Mark]) -> list[Target]:
    """Return each starter that the clauses speak of; without the example too unless they do."""
    if config.getoption("--base-url", default=""):
        return []
    given = given_options(config)
    spoken = {name for mark in marks for name in mark.kwargs["options"]}
    rows = [row for row in STARTERS if set(row.options) <= ON or set(row.options) & spoken]
    found = [
        Target(name, options, only=row.only)
        for name in wanted_frameworks(config)
        for row in ([Row(given, (PRODUCTION,))] if given else rows)
        for options in spelled_out(name, row.options)
        if has_all(name, options)
    ]
    return [target for target in found if suits(replace(target, production=True), marks)]


def parameter(target: Target, marks: list[pytest.Mark], group: str = "") -> Any:
    """Return a test's parameter: a waived clause must fail, and one worker has the whole group."""
    names = [mark.args[0] for mark in marks]
    reasons = [f"{name}: {target.waived[name]}" for name in names if name in target.waived]
    xfail = [pytest.mark.xfail(strict=True, reason=reason) for reason in reasons]
    name = target.folder_name if group else str(target)
    worker = pytest.mark.xdist_group(f"{name}-{group}" if group else name)
    return pytest.param(target, id=name, marks=[worker, *xfail])
