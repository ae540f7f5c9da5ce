"""The names of the files that commits touch, and the commits that touch lines of some form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from privacy_gate.base.git import run

_ID = 40  # characters of the id of a commit, at least


def read_changed_names(root: Path, commits: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Some commits with the files that each changes, or that differ from all parents where it merges: git's letter,
    the path, and the path that the file had before."""
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
    """The ids of the commits that add or remove a line that an extended regular expression fits, in any case."""
    if not commits:
        return []
    words = ["log", "--no-walk=unsorted", "--stdin", "-i", f"-G{pattern}", "--text", "--no-textconv", "--format=%H"]
    return run(words, root, "".join(f"{oid}\n" for oid in commits).encode()).decode().split()
