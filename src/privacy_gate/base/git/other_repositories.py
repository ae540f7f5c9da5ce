"""Other repositories on this machine: what they say of themselves. What a hook says of its own does not hold there."""

from __future__ import annotations

import re
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import attempt, run


def find_clone(folder: Path) -> Path:
    """The folder of git's that all work trees of another repository share; `folder` is its root, or it is bare.

    Raises GateError with what git says when it is neither.
    """
    questions = ["rev-parse", "--path-format=absolute", "--git-common-dir", "--show-prefix"]
    answers = run(questions, folder, elsewhere=True).decode("utf-8", "surrogateescape").split("\n")
    if answers[1]:
        raise GateError(f"it is a directory inside a repository, at {answers[1]!r}")
    return Path(answers[0])


def remotes(folder: Path) -> list[str]:
    """The addresses of another repository's remotes, as its configuration has them."""
    done = attempt(["config", "--local", "-z", "--get-regexp", r"^remote\..*\.url$"], folder, elsewhere=True)
    return [entry.partition("\n")[2] for entry in done.stdout.decode("utf-8", "replace").split("\0") if entry]


def find_published(folder: Path) -> str:
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
    raise GateError("none of its commits is on a remote")


def head(folder: Path) -> str | None:
    """The commit that another repository's head is at; None where nothing was ever committed.

    Raises GateError where there is no repository, and where its head names a branch that is not there
    while there are others: their code would be left out in silence.
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
    """Bring a bare clone of all that `address` has into a folder, and that up to date. This opens a connection.

    The head follows that of the address, whose main branch may have another name by now. Raises GateError,
    which does not quote who logs in at the address.
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
