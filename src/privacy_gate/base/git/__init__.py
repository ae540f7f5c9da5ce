"""The only package that runs git. The user's settings and environment cannot change git's output.

Names are read with -z, contents by object id, and no object is fetched from a remote. This module finds the repository
of a folder, and its commits. The other modules run git, list files, read objects, read changes, and query other
repositories.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from privacy_gate.base.errors import GateError

__all__ = ["FAILED", "attempt", "failure_reason", "run", "start", "start_ahead", "stop_started_ahead"]
from privacy_gate.base.git import git_folder
from privacy_gate.base.git.process import (
    FAILED,
    attempt,
    failure_reason,
    run,
    start,
    start_ahead,
    stop_started_ahead,
)

_ID = re.compile(r"[0-9a-f]{40,64}")


class Repository(Struct, frozen=True):
    """A work tree of a git repository.

    It has the root, the directory that all work trees share, and git's index file. `merge_heads` are the other parents
    of an unfinished merge. The commit is the one that was checked out when the repository was found; it is empty before
    the first commit. A `bare` repository has no work tree and no index (`bare.find`).
    """

    root: Path
    common: Path
    merge_heads: tuple[str, ...]
    index_file: Path
    commit: str = ""
    bare: bool = False


def split_paths(raw: bytes) -> list[str]:
    """Return the paths of a list that git printed with -z."""
    return [name.decode("utf-8", "surrogateescape") for name in raw.split(b"\0") if name]


_WHERE = (
    "rev-parse",
    "--show-toplevel",
    "--path-format=absolute",
    "--git-common-dir",
    "--git-path",
    "MERGE_HEAD",
    "--git-path",
    "index",
    "--revs-only",  # prints nothing before the first commit
    "HEAD^{commit}",
)


def find(start: Path) -> Repository | None:
    """Return the repository that contains a folder, or None.

    Raises GateError if a repository exists but cannot be read, because its settings would silently be ignored.
    """
    try:
        done = attempt(_WHERE, start)
    except GateError as error:
        if (there := nearest_root(start)) is None:
            return None
        raise GateError(f"{error.message}, but {there} is a git repository", "Install git or fix PATH.") from None
    if done.returncode:
        message = failure_reason(done.stderr)
        if "must be run in a work tree" in message:
            return _of_git_folder(start)
        if "not a git repository" in message:
            if (there := nearest_root(start)) is None:
                return None
            raise GateError(
                f"git does not accept {there} as a repository, but {there / '.git'} exists",
                "Run `git status` for the reason. Check for variables such as GIT_DIR in the environment.",
            )
        hint = "Run `git status` for details."
        if "dubious ownership" in message and (there := nearest_root(start)) is not None:
            hint = f"Another user owns it. If you trust it: git config --global --add safe.directory {there}"
        raise GateError(f"git cannot read this repository: {message}", hint)
    answers = done.stdout.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
    commit = answers.pop() if len(answers) == 5 else ""
    if len(answers) != 4 or (commit and not _ID.fullmatch(commit)):
        raise GateError("the path of this repository contains a line break", "Move it to another directory.")
    root, common, merge_head, index = map(Path, answers)
    return Repository(root, common, _merge_heads(merge_head), index, commit)


def _of_git_folder(start: Path) -> Repository | None:
    folder = git_folder.place(start)
    if folder is None:
        return None
    found = find(folder.tree) if folder.tree is not None and git_folder.is_work_tree(folder.tree) else None
    if found is None or found.common.resolve() != folder.common.resolve():
        raise GateError(f"the work tree of the repository in {folder.git} is unknown", FAILED)
    return found


def nearest_root(start: Path) -> Path | None:
    """Return the nearest folder, from `start` upwards, that looks like the root of a work tree."""
    here = start.absolute()
    return next((folder for folder in (here, *here.parents) if is_root(folder)), None)


def is_root(folder: Path) -> bool:
    """Whether a folder looks like the root of a work tree."""
    git = folder / ".git"
    return git.is_file() or any((git / name).exists() for name in ("HEAD", "config", "objects"))


def _merge_heads(file: Path) -> tuple[str, ...]:
    try:
        return tuple(file.read_text(encoding="ascii", errors="replace").split())
    except OSError:
        return ()


def hooks(root: Path) -> Path:
    """Return the folder of git's hooks. It respects core.hooksPath."""
    answer = run(["rev-parse", "--path-format=absolute", "--git-path", "hooks"], root)
    return Path(answer.decode("utf-8", "surrogateescape").rstrip("\n"))


def commit_id(root: Path, revision: str) -> str:
    """Return the id of a commit. Raises GateError if there is none, with a hint about what may be missing."""
    if revision.startswith(("-", "^")):  # an option, or a negated revision
        raise GateError(f"not a revision: {revision}", "Use a branch, a tag or a commit, such as origin/main.")
    done = attempt(["rev-parse", "-q", "--verify", "--end-of-options", f"{revision}^{{commit}}"], root)
    if done.returncode:
        shallow = attempt(["rev-parse", "--is-shallow-repository"], root).stdout.strip() == b"true"
        hint = (
            "This clone is shallow. Fetch the full history (fetch-depth: 0)."
            if shallow
            else "Use a branch, a tag or a commit. `git fetch` gets new ones, `git branch --all` lists branches."
        )
        raise GateError(f"commit not found: {revision}", hint)
    return done.stdout.decode().strip()


def merge_base(root: Path, one: str, *others: str) -> str:
    """Return a best common ancestor of one commit and a merge of the others."""
    done = attempt(["merge-base", one, *others], root)
    if done.returncode or not done.stdout.strip():
        both = f"{one[:12]} and {others[0][:12]}"
        raise GateError(f"{both} have no common ancestor in this clone", "Fetch the full history (fetch-depth: 0).")
    return done.stdout.decode().split()[0]


def is_ignored(root: Path, path: str) -> bool:
    return attempt(["check-ignore", "-q", "--no-index", "--", path], root).returncode == 0
