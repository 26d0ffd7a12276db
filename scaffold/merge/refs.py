"""Sets our own refs, also where a killed git left a lock on one of them."""

from __future__ import annotations

from collections.abc import Mapping

from scaffold.errors import ScaffoldError
from scaffold.merge.place import Place
from scaffold.merge.plumbing import complaint

PATIENCE = "core.filesRefLockTimeout=3000"  # ms; a git that outlived its scaffold may be at it


def set_refs(place: Place, refs: Mapping[str, str]) -> None:
    """Set every ref to its commit, all of them or none.

    The caller holds the project's lock, so nobody else changes these refs. None is ever deleted:
    that would take a lock that the whole repository shares, and a kill would leave it behind.
    """
    feed = "".join(f"update {ref} {commit}\n" for ref, commit in refs.items()).encode()
    done = place.git.attempt("-c", PATIENCE, "update-ref", "--stdin", feed=feed)
    if done.returncode:
        for ref in refs:
            (place.common / f"{ref}.lock").unlink(missing_ok=True)
        done = place.git.attempt("update-ref", "--stdin", feed=feed)
    if done.returncode:
        raise ScaffoldError(f"`git update-ref` failed: {complaint(done.stderr)}")
