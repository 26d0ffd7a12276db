"""The user's own filters between work tree and repository: line ends, LFS, encodings.

They are the one thing of the user's git configuration that counts: what lands in the work tree
must look as the user's checkout looks.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256

from scaffold.merge.leaves import LINK, Leaf, identity
from scaffold.merge.place import Place
from scaffold.merge.plumbing import Git, quoted
from scaffold.merge.workshop import Workshop, split_batch
from scaffold.merge.worktree import Own

NO_VARIABLES: Mapping[str, str] = {}


def cleaned(place: Place, workshop: Workshop, owns: Mapping[str, Own]) -> dict[str, Own]:
    """Return what the user has, each file in the form in which git would store it."""
    files = {path: own for path, own in owns.items() if _filtered(own)}
    ids = hashed(place, files)
    changed = {
        path: own
        for path, own in files.items()
        if own.leaf and ids[path] != identity(place.algorithm, "blob", own.raw)
    }
    contents = _cleaned_bytes(place, workshop, changed)
    return {
        path: replace(
            own,
            object_id=ids[path],
            leaf=Leaf(own.leaf.mode, contents.get(path, own.raw)) if own.leaf else None,
        )
        for path, own in files.items()
    }


def _filtered(own: Own) -> bool:
    regular = own.leaf is not None and own.leaf.mode != LINK and not own.sparse
    return own.big or regular


def hashed(
    place: Place, files: Collection[str], *options: str, private: Mapping[str, str] = NO_VARIABLES
) -> dict[str, str]:
    """Return the ids that git gives to files once they passed the user's filters."""
    if not files:
        return {}
    git = Git(place.top.folder, private)
    feed = b"".join(quoted(place.full(path)) + b"\n" for path in files)
    answer = git.run("hash-object", *options, "--stdin-paths", feed=feed)
    return dict(zip(files, answer.decode().split(), strict=True))


def _cleaned_bytes(place: Place, workshop: Workshop, files: Mapping[str, Own]) -> dict[str, bytes]:
    if not files:
        return {}
    private = {
        "GIT_OBJECT_DIRECTORY": str(workshop.objects),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(place.objects),
    }
    ids = hashed(place, files, "-w", private=private)
    # What the repository has already is not written again, so both places are asked.
    feed = "".join(f"{object_id}\n" for object_id in ids.values()).encode()
    answer = Git(place.project, private).run("cat-file", "--batch", feed=feed)
    return dict(zip(files, split_batch(answer), strict=True))


def checked_out(place: Place, workshop: Workshop, leaves: Mapping[str, Leaf]) -> dict[str, bytes]:
    """Return contents in the form in which a checkout would write them."""
    files = {path: leaf for path, leaf in leaves.items() if leaf.mode != LINK}
    written = {path: leaf.data for path, leaf in leaves.items() if leaf.mode == LINK}
    if not files:
        return written
    workshop.store(leaf.data for leaf in files.values())
    # The sizes that git prints here are those before the filters, so contents are told apart by a
    # line that none of them holds.
    token = sha256(b"\0".join(leaf.data for leaf in files.values())).hexdigest().encode() + b"\n"
    feed = b"".join(
        f"{workshop.identity(leaf.data)} ".encode() + os.fsencode(place.full(path)) + b"\0"
        for path, leaf in files.items()
    )
    git = Git(place.project, {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(workshop.objects)})
    form = f"--batch={token.decode().strip()}"
    parts = git.run("cat-file", form, "--filters", "-z", feed=feed).split(token)[1:]
    return written | dict(zip(files, (part[:-1] for part in parts), strict=True))


def kept_style(data: bytes, clean: Leaf, own: Own) -> bytes:
    """Return new content with the line ends that the file has on disk today.

    `autocrlf` may ask for Windows ends while the file stands with plain ones, which git accepts.
    """
    if (
        own.leaf is None
        or own.sparse
        or clean.binary
        or Leaf(clean.mode, own.raw).crlf is not False
    ):
        return data
    return clean.data if Leaf(clean.mode, data).plain == clean.plain else data
