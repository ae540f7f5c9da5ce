"""The paths of a repository that no assistant should read, and whether ignore files cover them."""

from __future__ import annotations

from collections.abc import Sequence

from privacy_gate.audit.machine import Machine
from privacy_gate.base.git import listing
from privacy_gate.base.globs import glob
from privacy_gate.index import file_kinds
from privacy_gate.rules.toolchain.records import Sensitive


def list_sensitive(machine: Machine, kinds: Sequence[Sensitive]) -> dict[str, tuple[str, ...]]:
    """Return each sensitive path with the lines that an ignore file needs for it.

    The paths are existing files, the `always` paths of each kind (because such a file may be created later), and
    never-send code.
    """
    found: dict[str, tuple[str, ...]] = {}
    for kind in kinds:
        unless = glob(tuple(kind.but))
        there = [path for path in machine.files_like(kind.globs) if not unless.fullmatch(path)]
        for path in [*kind.always, *there]:
            found[path] = (*kind.globs, *(f"!{one}" for one in kind.but))
    for path in _never_send(machine):
        found.setdefault(path, (f"/{_escape(path)}",))
    return found


def _never_send(machine: Machine) -> list[str]:
    marked = listing.list_mentioning(machine.root, file_kinds.NEVER_SEND) if machine.repository else []
    named = [path for path in machine.files if file_kinds.never_leaves(path, machine.config)]
    return sorted({*(path for path in marked if file_kinds.is_code(path)), *named})


def _escape(path: str) -> str:
    """Return a path as a pattern that matches nothing else."""
    escaped = "".join("?" if _is_odd(sign) else f"\\{sign}" if sign in "*?[]\\!#" else sign for sign in path)
    return escaped[:-1] + "\\ " if escaped.endswith(" ") else escaped


def _is_odd(sign: str) -> bool:
    """Whether a character of a path cannot occur in a line of text."""
    return sign < " " or "\ud800" <= sign < "\ue000"


def find_uncovered(paths_: Sequence[str], ignoring: Sequence[str]) -> list[str]:
    """Return the paths that the ignore files (texts in the format of .gitignore) do not cover."""
    from pathspec import GitIgnoreSpec

    specs = [GitIgnoreSpec.from_lines(text.splitlines()) for text in ignoring]
    return [path for path in paths_ if not any(spec.match_file(_readable(path)) for spec in specs)]


def _readable(path: str) -> str:
    """Return a path that may not be UTF-8, with a replacement for each invalid byte."""
    return path.encode("utf-8", "replace").decode()
