"""What an update says of itself: the plan, its consequences, and the end; as text and as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from scaffold.leftovers import left_lines, printable
from scaffold.merge import Applied, Change
from scaffold.questions import questionnaire
from scaffold.update import Proposal, Step

# In this order: what needs a decision first, what is of no consequence last.
SIGNS = {
    "conflict": "!",
    "deleted": "-",
    "renamed": ">",
    "merged": "~",
    "changed": "~",
    "mode": "~",
    "added": "+",
    "kept yours": "=",
    "kept deleted": "=",
}
# Answers whose change has a consequence that no file shows: what projects had before they were
# asked, and the consequence.
WARNINGS = {
    "database": (
        "sqlite",
        "Data is not moved: what is in the old database stays there, and a new one begins empty. "
        "`DATABASE_URL` says which one the site uses.",
    ),
    "orm": (
        "sqlalchemy",
        "Without an `orm` the site opens no database: what is in one stays there.",
    ),
    "accounts": (
        False,
        "Who may see what changes: with accounts, notes without an owner are shown to nobody; "
        "without, the notes of anybody are shown to everybody.",
    ),
}
# The same where neither answer is "none".
OTHERS = {
    "orm": "Each `orm` has migrations of its own, and takes over no tables of another's: data is "
    "not moved. Name an empty database in `DATABASE_URL`; migrations that you wrote stay as "
    "files, and nothing runs them any more.",
}


def plan_lines(proposal: Proposal) -> list[str]:
    """Return the plan for people: file by file with the reason, then what follows."""
    step = proposal.step
    lines = [f"`{step.project.folder}`: {_way(step)}", *_answer_lines(step)]
    lines += [*file_lines(proposal.plan.changes), counts_line(proposal.plan.changes)]
    return [*lines, *news_lines(step), *consequence_lines(proposal)]


def file_lines(changes: Sequence[Change]) -> list[str]:
    """Return a line for each file."""
    order = list(SIGNS)
    ordered = sorted(changes, key=lambda change: (order.index(change.kind), change.path))
    width = max((len(change.kind) for change in changes), default=0)
    return [
        f"  {SIGNS[change.kind]} {change.kind:<{width}}  {_place(change)} – {change.why}"
        for change in ordered
    ]


def counts_line(changes: Sequence[Change]) -> str:
    """Return how many files of each kind there are."""
    return counts_of(change.kind for change in changes)


def counts_of(kinds: Iterable[str]) -> str:
    """Return how many there are of each kind, as words."""
    counts = Counter(kinds)
    return (
        ", ".join(f"{counts[kind]} {kind}" for kind in SIGNS if counts[kind]) or "no file changes"
    )


def news_lines(step: Step) -> list[str]:
    """Return what changes in the project's behaviour, release by release."""
    others = _other_titles(step)
    lines = []
    for release in step.passed:
        security = " – a security release" if release.security else ""
        points = re.split(r"(?m)^(?=\* )", release.changes)
        ours = "".join(point for point in points if not point.startswith(others))
        lines += ["", f"{release.version} ({release.date}){security}:"]
        lines += [f"  {line}" for line in ours.splitlines() if line]
    return lines


def _other_titles(step: Step) -> tuple[str, ...]:
    """Return how points of the changelog begin that are about other frameworks alone."""
    choices = questionnaire(step.theirs.template.root).questions["framework"].plain_choices
    ours = step.theirs.answers["framework"]
    return tuple(
        f"* {label.partition(' – ')[0]}:" for label, value in choices.items() if value != ours
    )


def consequence_lines(proposal: Proposal) -> list[str]:
    """Return what the user has to do or to know besides."""
    found = proposal.consequences
    rows = [
        ("New settings", found.settings.added),
        ("Settings that are gone", found.settings.removed),
        ("New packages", found.packages.added),
        ("Packages that are gone", found.packages.removed),
        ("New migrations", found.migrations),
    ]
    lines = [f"{title}: {', '.join(names)}" for title, names in rows if names]
    if found.merge_migrations:
        lines += [
            "The new migrations stand beside yours: join them with "
            f"`{found.merge_migrations}` before you migrate."
        ]
    if found.kept_migrations:
        lines += [
            f"These migrations stay, as databases know them: {', '.join(found.kept_migrations)}. "
            "Their tables stay too, until a migration of yours drops them."
        ]
    changed = proposal.step.changed_answers
    hints = proposal.step.sheet.context.get("hints") or {}
    lines += [f"{option}: {hint}" for option, hint in hints.items() if option in changed]
    lines += warning_lines(changed)
    return ["", *lines] if lines else []


def warning_lines(changed: Mapping[str, tuple[Any, Any]]) -> list[str]:
    """Return what no file shows of answers that change: name → (before, after)."""
    lines = []
    without = "none" in changed.get("orm", ())  # then which database is beside the point
    for name, (unasked, text) in WARNINGS.items():
        if name == "database" and without:
            continue
        pair = {unasked if answer is None else answer for answer in changed.get(name, ())}
        if len(pair) > 1:
            lines.append(text if "none" in pair else OTHERS.get(name, text))
    return lines


def end_lines(applied: Applied) -> list[str]:
    """Return what was done, and what is left to do."""
    done = f"Done: {counts_line(applied.changes)}."
    if not applied.conflicts:
        return [done, "`scaffold undo` takes it back."]
    return [done, *left_lines(applied.conflicts)]


def as_data(proposal: Proposal, *, applied: bool) -> dict[str, Any]:
    """Return the report for programs."""
    step = proposal.step
    return {
        "project": str(step.project.folder),
        "operation": step.operation,
        "from": step.base.template.version,
        "to": step.theirs.template.version,
        "answers": {
            name: {"before": before, "after": after}
            for name, (before, after) in step.changed_answers.items()
        },
        **proposal.plan.to_dict(),
        "releases": [
            {"version": item.version, "date": item.date, "security": item.security}
            | {"changes": item.changes}
            for item in step.passed
        ],
        "consequences": asdict(proposal.consequences),
        "applied": applied,
    }


def nothing_data(step: Step) -> dict[str, Any]:
    """Return the report for programs where nothing is to be done."""
    version = step.theirs.template.version
    return {
        "project": str(step.project.folder),
        "operation": step.operation,
        "from": version,
        "to": version,
        "answers": {},
        "changes": [],
        "conflicts": [],
        "applied": False,
    }


def nothing_line(step: Step) -> str:
    """Say that nothing is to be done."""
    version = step.theirs.template.version
    what = "is up to date" if step.operation == "update" else "has these answers already"
    return f"`{step.project.folder}` {what} ({version})."


def _way(step: Step) -> str:
    before, after = step.base.template.version, step.theirs.template.version
    return f"{before} → {after}" if before != after else f"{after}, with other answers"


def _answer_lines(step: Step) -> list[str]:
    return [
        f"  {name}: {shown(after)}, a new question"
        if before is None and step.passed
        else f"  {name}: {shown(before)} → {shown(after)}"
        for name, (before, after) in step.changed_answers.items()
    ]


def shown(value: Any) -> str:
    """Return an answer as people read it."""
    return {True: "yes", False: "no", None: "(none)"}.get(value, str(value))


def _place(change: Change) -> str:
    path = printable(change.path)
    return f"{printable(change.old_path)} → {path}" if change.old_path else path
