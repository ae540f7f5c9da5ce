"""A repository's git folder as the working folder. Its work tree is elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from privacy_gate.base.errors import GateError
from privacy_gate.base.git.process import attempt, failure_reason

_WHERE = ("rev-parse", "--is-bare-repository", "--path-format=absolute", "--git-dir", "--git-common-dir")


class GitFolder(Struct, frozen=True):
    """A git folder, the one that all worktrees share, and its work tree if known."""

    git: Path
    common: Path
    tree: Path | None


def place(start: Path) -> GitFolder | None:
    """Return the git folder that contains a folder, or None for a bare one.

    Raises GateError if git treats a repository with checked-out files as bare, because its settings would silently be
    ignored.
    """
    done = attempt(_WHERE, start)
    answers = done.stdout.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
    if done.returncode or len(answers) != 3:
        raise GateError(
            f"git cannot read this repository: {failure_reason(done.stderr)}", "Run `git status` for details."
        )
    folder, common = Path(answers[1]), Path(answers[2])
    if answers[0] == "true" and folder.name == ".git" and (folder / "index").is_file():
        raise GateError(
            f"git treats {folder.parent} as a bare repository, but it has a work tree",
            f"Run `git -C {folder} config core.bare false`.",
        )
    if answers[0] == "true":
        return None
    return GitFolder(folder, common, _work_tree(folder, common))


def _work_tree(folder: Path, common: Path) -> Path | None:
    """Return the work tree of a git folder: of a linked worktree, a submodule, a setting, or a clone."""
    if folder != common:
        try:
            pointer = (folder / "gitdir").read_bytes()
        except OSError:
            return None
        return Path(os.fsdecode(pointer.rstrip(b"\n"))).parent
    named = os.fsdecode(attempt(["config", "-z", "core.worktree"], folder).stdout.rstrip(b"\0"))
    if named:
        return Path(os.path.normpath(folder / named))
    return folder.parent if folder.name == ".git" else None


def is_work_tree(folder: Path) -> bool:
    return folder.is_dir() and attempt(["rev-parse", "--is-inside-work-tree"], folder).stdout.strip() == b"true"
