"""The markup of the exemplar's pages."""

from __future__ import annotations

PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="theme-color" content="#fbfaf8" media="(prefers-color-scheme: light)">
    <meta name="theme-color" content="#16191d" media="(prefers-color-scheme: dark)">
    {about}
    <title>{title}</title>
    <link rel="icon" href="/static/favicon.svg" type="image/svg+xml">
    <link rel="apple-touch-icon" href="/static/apple-touch-icon.png">
    <link rel="stylesheet" href="/static/style.css">
  </head>
  <body>
    <a class="skip-link" href="#main">Skip to content</a>
    <header class="site-header"><a class="site-name" href="/">{name}</a>{nav}</header>
    <main id="main" tabindex="-1"><h1>{heading}</h1>{body}</main>
    <footer class="site-footer">Built with care.</footer>
  </body>
</html>
"""
PLACES = {"/notes": "Notes", "/notes/new": "New note"}
FIELD = (
    '<div class="field"><label for="{name}">{name}</label>{control}'
    '<p class="error" id="{name}-error">{problem}</p></div>'
)
CONTROLS = {
    "title": '<input id="title" name="title" value="{value}" required maxlength="100"{marks}>',
    "text": '<textarea id="text" name="text" maxlength="10000"{marks}>\n{value}</textarea>',
}


def navigation(path: str) -> str:
    """Return the links to all pages, the open one marked."""
    items = "".join(
        f'<li><a href="{place}"{current(place == path)}>{title}</a></li>'
        for place, title in PLACES.items()
    )
    return f'<nav class="site-nav" aria-label="Main"><ul>{items}</ul></nav>'


def current(is_open: bool) -> str:
    """Return what marks the link to the open page."""
    return ' aria-current="page"' if is_open else ""


def pagination(page: int, last: int) -> str:
    """Return the links to the pages before and after, where there is more than one."""
    newer = f'<a rel="prev" href="/notes?page={page - 1}">Newer</a>' if page > 1 else ""
    older = f'<a rel="next" href="/notes?page={page + 1}">Older</a>' if page < last else ""
    place = f"<span>Page {page} of {last}</span>"
    nav = f'<nav class="pagination" aria-label="Pagination">{newer}{place}{older}</nav>'
    return nav if last > 1 else ""


def form_field(name: str, value: str, problem: str) -> str:
    """Return a field with its label, what was typed (escaped) and what is wrong with it."""
    marks = f' aria-invalid="true" aria-describedby="{name}-error"' if problem else ""
    control = CONTROLS[name].format(value=value, marks=marks)
    if problem:
        return FIELD.format(name=name, control=control, problem=problem)
    return f'<div class="field"><label for="{name}">{name}</label>{control}</div>'
