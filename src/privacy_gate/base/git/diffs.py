"""Read the paths and hunks of a change from git. Raises GateError if the two do not match."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from privacy_gate.base import git
from privacy_gate.base.errors import GateError

UNMERGED = "U"
"""The status of a path with several versions in git's index, because its conflict is not resolved."""

_PLAIN = (
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--find-renames",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--inter-hunk-context=0",
)


class RawEntry(Struct, frozen=True):
    """A line of `git diff --raw`: the new side's mode, object ids, git's status letter, both sides' paths."""

    mode: str
    old_oid: str
    oid: str
    status: str
    path: str
    old_path: str


class Beginning(Struct, frozen=True):
    """The start of a change: a commit or tree, and the old paths and blobs of the changed files.

    `end` is the commit at which the change ends, or empty for git's index.
    """

    start: str
    old: tuple[tuple[str, str], ...]
    end: str = ""


class DiffEntry(Struct, frozen=True):
    """An entry with its part of the patch: from its first hunk on, as bytes."""

    entry: RawEntry
    hunks: bytes


def ahead(root: Path, arguments: Sequence[str]) -> None:
    """Start git for a later call of `changes`."""
    for words in (_names(arguments), _patch(arguments)):
        git.start_ahead(words, root)


def changes(root: Path, arguments: Sequence[str]) -> list[DiffEntry]:
    """Return the changes of `git diff ARGUMENTS`, in git's order: names by --raw -z, and hunks without context.

    An unmerged path has no hunks. Raises GateError if names and patches do not match.
    """
    with git.start(_names(arguments), root) as names:
        # in two calls, because with -z names in the patch are not quoted, even with line breaks
        patch = git.run(_patch(arguments), root)
        raw, stderr = names.communicate()
    if names.returncode:
        raise GateError(f"git diff failed: {git.failure_reason(stderr)}", git.FAILED)
    sections = _sections(patch)
    found = []
    for entry in _entries(raw):
        if entry.status == UNMERGED:  # git prints no patch
            found.append(DiffEntry(entry, b""))
            continue
        parts = [next(sections, None) for _ in range(2 if entry.status == "T" else 1)]
        if parts[-1] is None:
            raise GateError(
                "git printed fewer patches than names", f"The first name without a patch is {entry.path!r}."
            )
        found.append(DiffEntry(entry, parts[-1]))
    if next(sections, None) is not None:
        raise GateError("git printed more patches than names", git.FAILED)
    return found


def entries(root: Path, arguments: Sequence[str]) -> list[RawEntry]:
    """Return only the names of `git diff ARGUMENTS`."""
    return _entries(git.run(_names(arguments), root))


def _names(arguments: Sequence[str]) -> list[str]:
    return ["diff", *_PLAIN, "--raw", "-z", "--no-abbrev", *arguments]


def _patch(arguments: Sequence[str]) -> list[str]:
    return ["diff", *_PLAIN, "-p", "-U0", *arguments]


def _entries(raw: bytes) -> list[RawEntry]:
    found, at = [], 0

    def word() -> str:
        nonlocal at
        end = raw.index(b"\0", at)
        text, at = raw[at:end].decode("utf-8", "surrogateescape"), end + 1
        return text

    while at < len(raw):
        _, mode, old_oid, oid, status = word().split(" ")
        old_path = word()
        path = word() if status[0] in "RC" else old_path
        found.append(RawEntry(mode, old_oid, oid, status[0], path, old_path))
    return found


def _sections(patch: bytes) -> Iterator[bytes]:
    """Yield the hunks of each `diff --git` section. No line of a hunk can start with these words."""
    starts = [found.start() for found in re.finditer(rb"^diff --git ", patch, re.MULTILINE)]
    for begin, end in itertools.pairwise([*starts, len(patch)]):
        section = patch[begin:end]
        first = re.search(rb"^@@ ", section, re.MULTILINE)
        yield section[first.start() :] if first else b""
