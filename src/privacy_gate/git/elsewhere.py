"""Other repositories on this machine: what they say of themselves. What a hook says of its own does not hold there."""

from __future__ import annotations

import re
from pathlib import Path

from privacy_gate.errors import GateError
from privacy_gate.git import attempt, run


def clone_at(folder: Path) -> Path:
    """The folder of git's that all work trees of another repository share; `folder` is its root, or it is bare.

    Raises GateError with what git says when it is neither.
    """
    questions = ["rev-parse", "--path-format=absolute", "--git-common-dir", "--show-prefix"]
    answers = run(questions, folder, elsewhere=True).decode("utf-8", "surrogateescape").split("\n")
    if answers[1]:
        raise GateError(f"it is a folder within a repository, at {answers[1]!r}")
    return Path(answers[0])


def remotes(folder: Path) -> list[str]:
    """The addresses of another repository's remotes, as its configuration has them."""
    done = attempt(["config", "--local", "-z", "--get-regexp", r"^remote\..*\.url$"], folder, elsewhere=True)
    return [entry.partition("\n")[2] for entry in done.stdout.decode("utf-8", "replace").split("\0") if entry]


def published(folder: Path) -> str:
    """The newest commit at or before HEAD of another repository that one of its remotes is known to have.

    HEAD itself where no branch of a remote is known. Raises GateError when there is no such commit.
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
    raise GateError("no commit of it is on a remote")


def head(folder: Path) -> str:
    """The commit that another repository's head is at. Raises GateError where there is none."""
    if not folder.is_dir():
        raise GateError(f"there is no folder {folder}")
    clone_at(folder)
    done = attempt(["rev-parse", "-q", "--verify", "HEAD^{commit}"], folder, elsewhere=True)
    if done.returncode:
        raise GateError("it has no commit yet")
    return done.stdout.decode().strip()


def mirror(address: str, folder: Path) -> None:
    """Bring a bare clone of all that `address` has into a folder, and that up to date. This opens a connection.

    Raises GateError, which does not quote who logs in at the address.
    """
    try:
        if folder.exists():
            run(["remote", "update", "--prune"], folder, elsewhere=True, fetches=True)
        else:
            folder.parent.mkdir(parents=True, exist_ok=True)
            command = ["clone", "--quiet", "--mirror", "--", address, str(folder)]
            run(command, folder.parent, elsewhere=True, fetches=True)
    except OSError as error:
        raise GateError(f"{folder} cannot be written: {error.strerror}") from None
    except GateError as error:
        message = error.message.replace(address, "its address")
        raise GateError(re.sub(r"//[^@/\s]{1,400}@", "//…@", message)) from None
