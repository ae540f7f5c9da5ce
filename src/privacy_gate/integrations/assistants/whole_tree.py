"""Decide which files of a work tree change if git changes the whole tree to another revision."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.integrations.assistants.shell import UNKNOWN, Move

_REMOTE = re.compile(r"origin/[\w./-]{1,200}")
"""The revisions that `git pull` may fetch and change to."""
_BRANCH = re.compile(r"[\w./-]{1,200}")
_DIFF = ("diff", "--quiet", "--no-ext-diff", "--no-textconv", "--ignore-submodules")


def moves_files(root: Path, move: Move, names: Sequence[str]) -> bool:
    """Whether a move of the work tree can change any of the named files.

    `switch` compares the current revision with another one, and `reset` compares the work tree with it. `merge` uses
    the changes of the other revision since the merge base, and `pick` its own changes. An unknown revision can change
    all files that git tracks. A revision that git does not find moves nothing, unless the command creates it first.
    """
    how, revision, may_be_new = move
    if not names:
        return False
    if how == "sparse":
        return True
    if how in ("clean", "clean-ignored"):
        rules = () if how == "clean-ignored" else ("--exclude-standard",)
        return _lists(root, ("ls-files", "--others", *rules, "--", *names))
    if how == "index":
        return _differs(root, (), names)
    is_fetched = may_be_new and not _REMOTE.fullmatch(revision)
    if UNKNOWN in revision or revision.startswith("-") or (is_fetched and "FETCH_HEAD" in revision):
        return _are_known(root, names)
    for one in (revision, *_remote_branches(root, revision)):
        found = _attempt(root, ("rev-parse", "--verify", "--quiet", "--end-of-options", _resolve(one)))
        if found is None:
            return True
        if found.returncode == 0:
            return _differs(root, _compare(how, one, found.stdout.decode().strip()), names)
    return is_fetched and _are_known(root, names)


def _are_known(root: Path, names: Sequence[str]) -> bool:
    """Whether any commit, or the index, contains files with these names."""
    return _lists(root, ("ls-files", "--", *names)) or _lists(
        root, ("log", "--all", "--reflog", "-1", "--format=%H", "--", *names)
    )


def _remote_branches(root: Path, revision: str) -> list[str]:
    """Return the remote branches that `git checkout NAME` uses if there is no revision with that name."""
    if not _BRANCH.fullmatch(revision):
        return []
    found = _attempt(root, ("for-each-ref", "--format=%(refname)", f"refs/remotes/*/{revision}"))
    return found.stdout.decode("utf-8", "replace").split() if found is not None else []


def _resolve(revision: str) -> str:
    """Return an expression for the commit of a revision. For a range, it is the last commit."""
    last = revision.rpartition("..")[2].lstrip(".") or "HEAD"
    return last if last.startswith(":/") else f"{last}^{{commit}}"


def _compare(how: str, revision: str, commit: str) -> tuple[str, ...]:
    if how == "reset":
        return (commit,)
    if how == "merge":
        return (f"HEAD...{commit}",)
    if how == "pick":
        return (revision,) if ".." in revision else (f"{commit}^", commit)
    return ("HEAD", commit)


def _differs(root: Path, compared: tuple[str, ...], names: Sequence[str]) -> bool:
    found = _attempt(root, (*_DIFF, *compared, "--", *names))
    return found is None or found.returncode != 0


def _lists(root: Path, words: tuple[str, ...]) -> bool:
    found = _attempt(root, words)
    return found is None or found.returncode != 0 or bool(found.stdout.strip())


def _attempt(root: Path, words: tuple[str, ...]) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return git.attempt(words, root)
    except GateError:
        return None
