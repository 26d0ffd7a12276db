"""A private bare repository in a temporary folder, in which contents are merged and compared.

It reads no configuration but its own, and its trees name files by number: no attribute, hook,
merge driver or odd file name of the user's has any bearing on a merge.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from scaffold.merge.leaves import Leaf, identity
from scaffold.merge.plumbing import Git, quoted

CONFIG = """\
[core]
\trepositoryformatversion = {version}
\tbare = true
\tquotePath = false
\tcompression = 0
\tfsync = none
[fastimport]
\tunpackLimit = 1
[extensions]
{extensions}"""
NOBODY = b"committer scaffold <scaffold> 0 +0000\n"
CONFLICTS = 1  # the status of `merge-tree` when there are some


class Sides(NamedTuple):
    """Three versions of one text."""

    base: bytes
    ours: bytes
    theirs: bytes


class Merged(NamedTuple):
    """A merged text; markers are in it unless it is `clean`."""

    data: bytes
    clean: bool


class Stream:
    """What `git fast-import` reads: contents first, then trees of them."""

    def __init__(self) -> None:
        """Start empty."""
        self.parts: list[bytes] = []
        self.marks: dict[bytes, int] = {}

    def add(self, data: bytes) -> int:
        """Add a content once and return its mark."""
        if data not in self.marks:
            self.marks[data] = len(self.marks) + 1
            self.parts.append(b"blob\nmark :%d\n" % self.marks[data] + _counted(data))
        return self.marks[data]

    def commit(self, ref: str, files: Mapping[str, Leaf], parent: str = "", mark: int = 0) -> None:
        """Add a commit of `files` as the only content of `ref`; `mark` names it, if given."""
        rows = [
            f"M {leaf.mode} :{self.add(leaf.data)} ".encode() + quoted(path) + b"\n"
            for path, leaf in files.items()
        ]
        name = b"mark :%d\n" % mark if mark else b""
        head = f"commit {ref}\n".encode() + name + NOBODY + _counted(b"")
        start = f"from {parent}\n".encode() if parent else b""
        self.parts += [head, start, b"deleteall\n", *rows]

    def bytes(self) -> bytes:
        """Return the whole stream."""
        return b"".join(self.parts) + b"done\n"


def _counted(data: bytes) -> bytes:
    return b"data %d\n" % len(data) + data + b"\n"


class Workshop:
    """The private repository; its folder belongs to the caller."""

    def __init__(self, folder: Path, algorithm: str) -> None:
        """Lay the repository out, which takes git itself ten times as long."""
        self.folder = folder
        self.algorithm = algorithm
        self.git = Git(folder, {"GIT_DIR": str(folder)}, deaf=True)
        self.known: set[bytes] = set()  # contents that are objects already
        for name in ("objects/info", "objects/pack", "refs/heads"):
            (folder / name).mkdir(parents=True)
        # The branch of HEAD never exists: no attributes come from it.
        (folder / "HEAD").write_text("ref: refs/heads/none\n", "utf-8")
        other = self.algorithm != "sha1"
        extensions = f"\tobjectFormat = {algorithm}\n" if other else ""
        config = CONFIG.format(version=int(other), extensions=extensions)
        (folder / "config").write_text(config, "utf-8")

    @property
    def objects(self) -> Path:
        """Return the folder of the objects."""
        return self.folder / "objects"

    def load(self, stream: Stream) -> None:
        """Take a stream in."""
        self.git.run("fast-import", "--quiet", "--force", "--done", feed=stream.bytes())
        self.known |= stream.marks.keys()

    def store(self, contents: Iterable[bytes]) -> None:
        """Keep contents as objects."""
        stream = Stream()
        for data in contents:
            if data not in self.known:
                stream.add(data)
        if stream.parts:
            self.load(stream)

    def merge(
        self, texts: Sequence[Sides], labels: tuple[str, str], also: Iterable[bytes] = ()
    ) -> list[Merged]:
        """Merge texts of three sides each; `labels` name the user's and the template's in markers.

        `also`: contents that will be needed too, which costs no further process here.
        """
        if not texts:
            return []
        names = self._load_sides(texts, also)
        answer = self.git.run(
            *("-c", "merge.renames=false", "-c", "merge.directoryRenames=false"),
            *("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", *names),
            fine=(0, CONFLICTS),
        )
        tree, *conflicts = answer.decode().rstrip("\0").split("\0")
        results = self.read(f"{tree}:{number}" for number in range(len(texts)))
        self.known |= set(results)
        open_ones = {int(name) for name in conflicts}
        sides = dict(zip(names, labels, strict=True))
        return [
            Merged(_labelled(data, sides) if number in open_ones else data, number not in open_ones)
            for number, data in enumerate(results)
        ]

    def _load_sides(self, texts: Sequence[Sides], also: Iterable[bytes]) -> tuple[str, str]:
        # Markers show branch names, which can't hold spaces: these are in none of the texts.
        token = sha256(b"\0".join(sha256(b"\0".join(text)).digest() for text in texts)).hexdigest()
        names = f"ours-{token}", f"theirs-{token}"
        stream = Stream()
        for data in also:
            stream.add(data)
        for column, name in enumerate(("base", *names)):
            files = {str(number): Leaf("100644", text[column]) for number, text in enumerate(texts)}
            stream.commit(f"refs/heads/{name}", files, "refs/heads/base" if column else "")
        self.load(stream)
        return names

    def read(self, revisions: Iterable[str]) -> list[bytes]:
        """Return the contents of objects."""
        feed = "".join(f"{revision}\n" for revision in revisions).encode()
        return split_batch(self.git.run("cat-file", "--batch", feed=feed))

    def diff(self, before: Mapping[str, Leaf], after: Mapping[str, Leaf]) -> str:
        """Return the unified difference of two trees."""
        stream = Stream()
        stream.commit("refs/heads/before", before)
        stream.commit("refs/heads/after", after)
        self.load(stream)
        answer = self.git.run(
            *("diff-tree", "-p", "-M", "--no-color", "--no-ext-diff", "--no-textconv"),
            *("refs/heads/before", "refs/heads/after"),
        )
        return answer.decode("utf-8", errors="replace")

    def identity(self, data: bytes) -> str:
        """Return the id of a content."""
        return identity(self.algorithm, "blob", data)


def _labelled(data: bytes, labels: Mapping[str, str]) -> bytes:
    for name, label in labels.items():
        data = data.replace(f" {name}".encode(), b" " + os.fsencode(label))
    return data


def split_batch(answer: bytes) -> list[bytes]:
    """Return the contents in what `cat-file --batch` wrote; they must not be missing."""
    contents = []
    start = 0
    while start < len(answer):
        end = answer.index(b"\n", start)
        size = int(answer[start:end].rsplit(b" ", 1)[1])
        contents.append(answer[end + 1 : end + 1 + size])
        start = end + size + 2
    return contents
