"""The one place that runs git: nothing of the user's settings or environment may change what it prints.

Names come with -z, contents by object id, and no object is fetched from a remote.
This module asks git, and finds the repository that a folder lies in and its commits; those beside it list
files, read objects, read changes, and ask other repositories.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from msgspec import Struct

from privacy_gate.errors import GateError
from privacy_gate.git.environment import environment

FAILED = "`git status` and `git fsck` say what is wrong with the repository"
_ID = re.compile(r"[0-9a-f]{40,64}")


class Repository(Struct, frozen=True):
    """A work tree: its root, the folder that all its worktrees share, the other parents of the merge
    that is under way, the file of git's index, and the id of the commit that was checked out when it was
    found (empty before the first). One that is `bare` has no work tree, and no index (`bare.find`)."""

    root: Path
    common: Path
    merge_heads: tuple[str, ...]
    index_file: Path
    commit: str = ""
    bare: bool = False


def run(
    arguments: Sequence[str],
    cwd: Path,
    stdin: bytes | None = None,
    *,
    elsewhere: bool = False,
    fetches: bool = False,
) -> bytes:
    """Run git and return what it printed. Raises GateError with git's own first line when it fails."""
    done = attempt(arguments, cwd, stdin, elsewhere=elsewhere, fetches=fetches)
    if done.returncode:
        raise GateError(f"git {arguments[0]} failed: {first_line(done.stderr)}", FAILED)
    return done.stdout


def attempt(
    arguments: Sequence[str],
    cwd: Path,
    stdin: bytes | None = None,
    *,
    elsewhere: bool = False,
    fetches: bool = False,
) -> subprocess.CompletedProcess[bytes]:
    """As `run`, for questions that git answers with its exit code."""
    with start(arguments, cwd, elsewhere=elsewhere, fetches=fetches) as process:
        stdout, stderr = process.communicate(stdin)
    return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)


def start(
    arguments: Sequence[str],
    cwd: Path,
    *,
    elsewhere: bool = False,
    fetches: bool = False,
    stdin: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Let git begin; it reads and writes pipes, or reads a file. What was begun `ahead` goes on."""
    if stdin is None and not elsewhere and (begun := _ahead.pop((*arguments, os.fspath(cwd)), None)) is not None:
        return begun
    command = ["git", "-c", "core.quotePath=true", "-c", "core.fsmonitor=false", *arguments]
    pipe = subprocess.PIPE
    variables = environment(elsewhere=elsewhere, fetches=fetches)
    try:
        return subprocess.Popen(command, cwd=cwd, env=variables, stdin=stdin or pipe, stdout=pipe, stderr=pipe)
    except FileNotFoundError:
        raise GateError("git is not installed, or not on PATH", "install git, or repair PATH") from None


_ahead: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}


def ahead(arguments: Sequence[str], cwd: Path) -> None:
    """Let git begin with what it will be asked soon, so that it works while modules are loaded. That it cannot
    begin is for those to say who ask."""
    with contextlib.suppress(GateError, OSError):
        _ahead[*arguments, os.fspath(cwd)] = start(arguments, cwd)


def forget() -> None:
    """End what was begun ahead and nobody asked for."""
    while _ahead:
        with _ahead.popitem()[1] as process:
            process.kill()
            process.communicate()


def first_line(stderr: bytes) -> str:
    """Git's own first word on what went wrong."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "no message"


def paths_in(raw: bytes) -> list[str]:
    """The paths of a list that git printed with -z."""
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
    "--revs-only",  # says nothing where there is no commit yet
    "HEAD^{commit}",
)


def look(start: Path) -> None:
    """Let git begin to look for the repository that `find` will be asked for."""
    ahead(_WHERE, start)


def find(start: Path) -> Repository | None:
    """The repository that a folder lies in; None when it lies in none.

    Raises GateError where one is seen but cannot be asked: its settings would be left out in silence.
    """
    try:
        done = attempt(_WHERE, start)
    except GateError as error:
        if (there := seen(start)) is None:
            return None
        raise GateError(f"{error.message}, and {there} is a repository", "install git, or repair PATH") from None
    if done.returncode:
        message = first_line(done.stderr)
        if "must be run in a work tree" in message:
            from privacy_gate.git import git_folder

            return git_folder.find(start)
        if "not a git repository" in message:
            if (there := seen(start)) is None:
                return None
            raise GateError(
                f"git does not take {there} for a repository, and {there / '.git'} is there",
                "`git status` says what is broken; look for GIT_DIR and the like in the environment",
            )
        hint = "`git status` says the same"
        if "dubious ownership" in message and (there := seen(start)) is not None:
            hint = f"it is another user's; if you trust it: git config --global --add safe.directory {there}"
        raise GateError(f"git cannot read this repository: {message}", hint)
    answers = done.stdout.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
    commit = answers.pop() if len(answers) == 5 else ""
    if len(answers) != 4 or (commit and not _ID.fullmatch(commit)):
        raise GateError("the path of this repository has a line break in it", "move it to another folder")
    root, common, merge_head, index = map(Path, answers)
    return Repository(root, common, _merge_heads(merge_head), index, commit)


def seen(start: Path) -> Path | None:
    """The nearest folder from one upwards that looks like the root of a work tree."""
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
    """The folder that git takes its hooks from, core.hooksPath included."""
    answer = run(["rev-parse", "--path-format=absolute", "--git-path", "hooks"], root)
    return Path(answer.decode("utf-8", "surrogateescape").rstrip("\n"))


def commit_id(root: Path, revision: str) -> str:
    """The id of a commit. Raises GateError when there is none, with a word on what may be missing."""
    if revision.startswith(("-", "^")):  # an option, all but what a commit has
        raise GateError(f"not a revision: {revision}", "a branch, a tag or a commit, such as origin/main")
    done = attempt(["rev-parse", "-q", "--verify", "--end-of-options", f"{revision}^{{commit}}"], root)
    if done.returncode:
        shallow = attempt(["rev-parse", "--is-shallow-repository"], root).stdout.strip() == b"true"
        hint = (
            "this clone is shallow: fetch more of it (fetch-depth: 0)"
            if shallow
            else "a branch, a tag or a commit; `git fetch` brings those of others, `git branch --all` lists branches"
        )
        raise GateError(f"no such commit here: {revision}", hint)
    return done.stdout.decode().strip()


def merge_base(root: Path, one: str, *others: str) -> str:
    """A best common ancestor of one commit and of what others would be when they are merged."""
    done = attempt(["merge-base", one, *others], root)
    if done.returncode or not done.stdout.strip():
        both = f"{one[:12]} and {others[0][:12]}"
        raise GateError(f"{both} have no common ancestor here", "fetch more of the history (fetch-depth: 0)")
    return done.stdout.decode().split()[0]


def is_ignored(root: Path, path: str) -> bool:
    return attempt(["check-ignore", "-q", "--no-index", "--", path], root).returncode == 0
