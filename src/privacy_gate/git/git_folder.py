"""The folder that git keeps a repository in, as the working folder: its work tree is elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from privacy_gate import git
from privacy_gate.errors import GateError
from privacy_gate.git import FAILED, Repository, attempt, first_line

_WHERE = ("rev-parse", "--is-bare-repository", "--path-format=absolute", "--git-dir", "--git-common-dir")


def find(start: Path) -> Repository | None:
    """The repository in whose git folder a folder lies; None for a bare one.

    Raises GateError where git takes for bare what has files checked out, and where the work tree is not known: the
    settings there would be left out in silence.
    """
    done = attempt(_WHERE, start)
    answers = done.stdout.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
    if done.returncode or len(answers) != 3:
        raise GateError(f"git cannot read this repository: {first_line(done.stderr)}", "`git status` says the same")
    folder, common = Path(answers[1]), Path(answers[2])
    if answers[0] == "true" and folder.name == ".git" and (folder / "index").is_file():
        raise GateError(
            f"git takes {folder.parent} for a bare repository, and files are checked out there",
            f"git -C {folder} config core.bare false",
        )
    if answers[0] == "true":
        return None
    tree = _work_tree(folder, common)
    found = git.find(tree) if tree is not None and _is_work_tree(tree) else None
    if found is None or found.common.resolve() != common.resolve():
        raise GateError(f"the work tree of the repository in {folder} is not known", FAILED)
    return found


def _work_tree(folder: Path, common: Path) -> Path | None:
    """The work tree of a git folder: a linked one, that of a submodule or one that the settings name, of a clone."""
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


def _is_work_tree(folder: Path) -> bool:
    return folder.is_dir() and attempt(["rev-parse", "--is-inside-work-tree"], folder).stdout.strip() == b"true"
