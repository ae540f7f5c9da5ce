"""The names of files that commits change, and the commits that change lines with a pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from privacy_gate.base.git import run

_ID = 40  # characters of the id of a commit, at least


def read_changed_names(root: Path, commits: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield the commits with the files that each changes, or for a merge those that differ from all parents.

    A file has git's status letter, its path, and its previous path.
    """
    if not commits:
        return
    words = ["-c", "log.follow=false", "log", "--no-walk=unsorted", "--stdin", "--name-status", "-z", "--find-renames"]
    words += ["-c", "--no-show-signature", "--no-notes", "--format=%x00%H"]
    raw = run(words, root, "".join(f"{oid}\n" for oid in commits).encode())
    current, touched = "", list[tuple[str, str, str]]()
    found = iter(raw.split(b"\0"))
    for word in found:
        head = word.strip(b"\n").decode("utf-8", "surrogateescape")
        if len(head) >= _ID:
            if current:
                yield current, touched
            current, touched = head, []
        elif head:
            before = next(found).decode("utf-8", "surrogateescape")
            is_moved = head[0] in "RC" and head[1:].isdigit()
            after = next(found).decode("utf-8", "surrogateescape") if is_moved else before
            touched.append((head[0], after, before if is_moved else ""))
    if current:
        yield current, touched


def matching_patches(root: Path, commits: Sequence[str], pattern: str) -> list[str]:
    """Return the ids of the commits that add or remove a line matching an extended regular expression,
    case-insensitive.
    """
    if not commits:
        return []
    words = ["log", "--no-walk=unsorted", "--stdin", "-i", f"-G{pattern}", "--text", "--no-textconv", "--format=%H"]
    return run(words, root, "".join(f"{oid}\n" for oid in commits).encode()).decode().split()
