"""Queries to other repositories on this machine. A hook's variables about its own repository do not apply to them."""

from __future__ import annotations

import re
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import attempt, run


def find_clone(folder: Path) -> Path:
    """Return the git folder that all work trees of another repository share. `folder` is its root, or it is bare.

    Raises GateError with git's message if it is neither.
    """
    questions = ["rev-parse", "--path-format=absolute", "--git-common-dir", "--show-prefix"]
    answers = run(questions, folder, elsewhere=True).decode("utf-8", "surrogateescape").split("\n")
    if answers[1]:
        raise GateError(f"it is a directory inside a repository, at {answers[1]!r}")
    return Path(answers[0])


def remotes(folder: Path) -> list[str]:
    """Return the addresses of another repository's remotes, from its configuration."""
    done = attempt(["config", "--local", "-z", "--get-regexp", r"^remote\..*\.url$"], folder, elsewhere=True)
    return [entry.partition("\n")[2] for entry in done.stdout.decode("utf-8", "replace").split("\0") if entry]


def find_published(folder: Path) -> str:
    """Return the newest commit at or before HEAD of another repository that is known to be on a remote.

    It is HEAD itself if no remote branch is known. Raises GateError if there is no such commit.
    """
    head = run(["rev-parse", "-q", "--verify", "HEAD^{commit}"], folder, elsewhere=True).decode().strip()
    if not run(["for-each-ref", "--count=1", "refs/remotes"], folder, elsewhere=True):
        return head
    ahead = run(["rev-list", "--boundary", "HEAD", "--not", "--remotes"], folder, elsewhere=True).decode().split()
    if not ahead:
        return head
    for commit in ahead:
        if commit.startswith("-"):
            return commit[1:]
    raise GateError("none of its commits is on a remote")


def head(folder: Path) -> str | None:
    """Return the commit at HEAD of another repository, or None if it has no commits.

    Raises GateError if there is no repository. It also raises GateError if HEAD names a missing branch while others
    exist, because their code would silently be ignored.
    """
    if not folder.is_dir():
        raise GateError(f"directory not found: {folder}")
    find_clone(folder)
    done = attempt(["rev-parse", "-q", "--verify", "HEAD^{commit}"], folder, elsewhere=True)
    if not done.returncode:
        return done.stdout.decode().strip()
    if not run(["for-each-ref", "--count=1"], folder, elsewhere=True):
        return None
    named = attempt(["symbolic-ref", "-q", "HEAD"], folder, elsewhere=True).stdout.decode("utf-8", "replace").strip()
    raise GateError(
        f"its HEAD points to {named or 'a commit'}, which does not exist", "Run `git symbolic-ref HEAD refs/heads/…`."
    )


def mirror(address: str, folder: Path) -> None:
    """Create or update a bare clone of an address in a folder. This opens a connection.

    HEAD follows that of the address, whose main branch may have been renamed. Raises GateError, which does not quote
    the login in the address.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not any(folder.iterdir()):
            _ask(["init", "--quiet", "--bare", "--template=", "."], folder, address)
        elif not (folder / "HEAD").is_file():
            raise GateError(f"{folder} is not a bare repository, so it cannot be a mirror")
        there = _ask(["ls-remote", "--symref", "--", address, "HEAD"], folder, address)
        _ask(["fetch", "--quiet", "--prune", "--no-auto-maintenance", "--", address, "+refs/*:refs/*"], folder, address)
    except OSError as error:
        raise GateError(f"{folder} cannot be written: {error.strerror}") from None
    for line in there.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "ref:" and (branch := rest.partition("\t")[0]).startswith("refs/heads/"):
            run(["symbolic-ref", "HEAD", branch], folder, elsewhere=True)


def _ask(arguments: list[str], folder: Path, address: str) -> str:
    try:
        answer = run(arguments, folder, elsewhere=True, fetches=True)
    except GateError as error:
        message = error.message.replace(address, "its address")
        raise GateError(re.sub(r"//[^@/\s]{1,400}@", "//…@", message)) from None
    return answer.decode("utf-8", "replace")
