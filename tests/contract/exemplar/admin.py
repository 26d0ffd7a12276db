"""The admin of the exemplar; its rules are fields, so that each can be broken."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.contract.admin import ADMIN
from tests.contract.exemplar.accounts import Desk, log_in_first, redirect
from tests.contract.exemplar.messages import Reply, Request

if TYPE_CHECKING:
    from tests.contract.exemplar.site import Exemplar

Handler = Callable[[Request], Reply]
GONE = "(gone)"  # whose notes are deleted
TABLES = {"users": "Users", "notes": "Notes"}


@dataclass
class AdminRules:
    """Rules of the admin, and who is let in."""

    admin: bool = False
    staff: set[str] = field(default_factory=set)
    lets_in: Callable[[bool], bool] = bool  # whether one is staff → whether one gets in
    sends_strangers: bool = True  # to the log-in page
    searches: bool = True
    changes: bool = True
    deletes: bool = True
    checks_names: bool = True
    ends_sessions: tuple[str, ...] = ("theirs",)
    short_address: bool = True


def handlers(site: Exemplar, path: str) -> dict[str, Handler]:
    """Return what answers a path of the admin: method → handler."""
    desk = AdminDesk(site)
    if path == ADMIN.rstrip("/") and site.short_address:
        return {"GET": lambda _request: redirect(ADMIN, 302)}
    match = re.fullmatch(rf"{ADMIN}((users|notes)(/[\w.-]+)?)?", path)
    if not match or (match[2] == "notes" and not site.example):
        return {}
    if not match[1]:
        return {"GET": desk.guarded(desk.start)}
    if not match[3]:
        return {"GET": desk.guarded(desk.list), "POST": desk.guarded(desk.act)}
    known = desk.known(match[2])
    if match[3][1:] not in known:
        return {}
    return {"GET": desk.guarded(desk.form), "POST": desk.guarded(desk.change)}


class AdminDesk:
    """The pages of the admin."""

    def __init__(self, site: Exemplar) -> None:
        self.site = site

    def guarded(self, handler: Handler) -> Handler:
        """Let staff in alone."""

        def guard(request: Request) -> Reply:
            first = log_in_first(self.site, request) if self.site.sends_strangers else None
            is_staff = self.site.user(request) in self.site.staff
            if first is not None or self.site.lets_in(is_staff):
                return first or handler(request)
            return self.site.error(request, 403)

        return guard

    def table(self, request: Request) -> str:
        """Return which table a request is for."""
        return request.path.removeprefix(ADMIN).partition("/")[0]

    def known(self, table: str) -> dict[str, tuple[str, str]]:
        """Return the rows of a table: key → what it is called, and more of it."""
        if table == "users":
            return {name: (name, user.email) for name, user in self.site.users.items()}
        notes = enumerate(self.site.notes, 1)
        return {str(n): (note.title, note.owner) for n, note in notes if note.owner != GONE}

    def page(self, request: Request, title: str, body: str) -> Reply:
        """Return a page with the links to all tables."""
        links = " ".join(
            f'<a href="{ADMIN}{name}">{title}</a>'
            for name, title in TABLES.items()
            if name == "users" or self.site.example
        )
        return self.site.page(request, 200, title, f"<p>{links}</p>{body}")

    def hidden(self, request: Request) -> str:
        """Return a form's token."""
        return f'<input type="hidden" name="token" value="{self.site.issue(request)}">'

    def start(self, request: Request) -> Reply:
        """Lead to the tables."""
        return self.page(request, "Admin", "<p>Choose a table.</p>")

    def list(self, request: Request) -> Reply:
        """Show the rows, or those that were searched for."""
        table, text = self.table(request), request.query.get("search", [""])[0]
        found = {
            key: row
            for key, row in self.known(table).items()
            if text in row[0] or not self.site.searches
        }
        cells = "".join(
            f'<tr><td><input type="checkbox" name="row" value="{key}"></td>'
            f'<td><a href="{ADMIN}{table}/{key}">{html.escape(title)}</a></td><td>{more}</td></tr>'
            for key, (title, more) in found.items()
        )
        actions = '<button name="action" value="delete">Delete</button>'
        if table == "users":
            actions += '<button name="action" value="end-sessions">End sessions</button>'
        body = (
            f'<form method="get" action="{request.path}"><input type="search" name="search"></form>'
            f'<form method="post" action="{request.path}">{self.hidden(request)}'
            f"<table>{cells}</table>{actions}</form>"
        )
        return self.page(request, TABLES[table], body)

    def act(self, request: Request) -> Reply:
        """Do something with a row."""
        table, key = self.table(request), request.form.get("row", "")
        if key in self.known(table) and request.form.get("action") == "delete":
            self.delete(table, key)
        elif request.form.get("action") == "end-sessions":
            self.end_sessions(key)
        return redirect(request.path)

    def delete(self, table: str, key: str) -> None:
        """Delete a row."""
        if not self.site.deletes:
            return
        if table == "notes":
            number = int(key) - 1
            self.site.notes[number] = replace(self.site.notes[number], owner=GONE)
            return
        del self.site.users[key]
        self.end(key)
        self.give_notes(key, GONE)

    def give_notes(self, old: str, new: str) -> None:
        """Give the notes of a user to another."""
        for number, note in enumerate(self.site.notes):
            if note.owner == old:
                self.site.notes[number] = replace(note, owner=new)

    def end_sessions(self, name: str) -> None:
        """End the sessions of a user; where that rule is broken, of none, or of others too."""
        for whose in self.site.ends_sessions:
            for user in [*self.site.users] if whose == "all" else [name]:
                self.end(user)

    def end(self, name: str) -> None:
        """Forget who somebody is."""
        self.site.logged_in = {v: n for v, n in self.site.logged_in.items() if n != name}

    def form(self, request: Request, problem: str = "") -> Reply:
        """Show the form of a row."""
        table, key = self.table(request), request.path.rpartition("/")[2]
        title, more = self.known(table)[key]
        names = ("username", "email") if table == "users" else ("title", "owner")
        fields = "".join(
            f'<label for="{name}">{name}</label>'
            f'<input type="text" id="{name}" name="{name}" value="{html.escape(value)}">'
            for name, value in zip(names, (title, more), strict=True)
        )
        body = (
            f'<form method="post" action="{request.path}">{self.hidden(request)}{fields}'
            f"<p>{problem}</p><button>Save</button></form>"
        )
        return self.page(request, "Change", body)

    def change(self, request: Request) -> Reply:
        """Change a row, or say what is wrong."""
        table, key = self.table(request), request.path.rpartition("/")[2]
        if not self.site.changes:
            return redirect(f"{ADMIN}{table}")
        if table == "notes":
            note = self.site.notes[int(key) - 1]
            self.site.notes[int(key) - 1] = replace(note, title=request.form.get("title", ""))
            return redirect(f"{ADMIN}{table}")
        name = Desk(self.site).name(request.form)
        is_bad = not re.fullmatch(self.site.usernames, name, re.ASCII)
        if self.site.checks_names and (is_bad or (name != key and name in self.site.users)):
            return self.form(request, "taken, or no user name")
        user = self.site.users.pop(key)
        user.username = name
        self.site.users[name] = user
        self.give_notes(key, name)
        self.site.logged_in = {v: name if n == key else n for v, n in self.site.logged_in.items()}
        return redirect(f"{ADMIN}{table}")
