"""Find the commits of a change that remove a `never_send` protection, even if the whole change does not.

One commit could remove the protection, the next one send the content, and a third one restore the protection.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from privacy_gate.base.git import log, touched_names
from privacy_gate.config import FILE_NAME, Settings
from privacy_gate.index.file_kinds import NEVER_SEND
from privacy_gate.index.never_send_globs import Guards
from privacy_gate.scan.never_send_settings import Say, globs_of_commits
from privacy_gate.sources import changes
from privacy_gate.sources.changes import Source
from privacy_gate.sources.files import Tree


class Loosening(NamedTuple):
    """A commit that may remove a protection: its id, its change, and the never-send globs before and after it."""

    commit: str
    source: Source
    guards: Guards


def find_loosening(
    tree: Tree, settings: Settings, named: Path | None, commits: Sequence[str], say: Say
) -> list[Loosening]:
    """Return the commits that remove a glob of `never_send`, a never-send comment or a never-send file."""
    root = tree.root
    own = {FILE_NAME, "pyproject.toml", *(layer.path.name for layer in settings.layers)}
    touched = dict(touched_names.read_changed_names(root, commits))
    marked = set(touched_names.matching_patches(root, commits, NEVER_SEND))
    likely = [one for one in commits if one in marked or _may_loosen(touched.get(one, []), own)]
    parents = log.parents_by_commit(root, likely)
    every = list(dict.fromkeys(oid for commit, before in parents.items() for oid in (commit, *before)))
    globs = globs_of_commits(root, named, every, say)
    found: list[Loosening] = []
    for commit in filter(parents.get, likely):
        before = [tuple(globs[parent]) for parent in parents[commit]]
        guards = Guards(tuple(one for one in before[0] if all(one in other for other in before)), tuple(globs[commit]))
        names = touched.get(commit, [])
        if guards.removed or commit in marked or any(guards.was_guarded(old or path) for _, path, old in names):
            source = changes.of_range(tree, parents[commit][0], commit)
            listed = {path for _, path, _ in names}
            paths = tuple(one for one in source.paths if one.path in listed)
            found.append(Loosening(commit, replace(source, paths=paths), guards))
    return found


def _may_loosen(names: Sequence[tuple[str, str, str]], own: set[str]) -> bool:
    """Whether a commit changes settings, or removes or moves a file. Only such a commit can remove a protection."""
    return any(letter in "DR" or path.rpartition("/")[2] in own for letter, path, _ in names)
