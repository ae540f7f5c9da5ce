"""Find a repository without a work tree, as on servers."""

from __future__ import annotations

from pathlib import Path

from privacy_gate.base.git import Repository, attempt

_WHERE = ("rev-parse", "--is-bare-repository", "--path-format=absolute", "--git-dir", "--git-common-dir")


def find(start: Path) -> Repository | None:
    """Return the bare repository that contains a folder, or None. Its root is its own folder.

    The folder `.git` of a work tree is not bare, because its checked-out files matter.
    """
    done = attempt(_WHERE, start)
    answers = done.stdout.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
    if done.returncode or len(answers) != 3 or answers[0] != "true":
        return None
    root, common = map(Path, answers[1:])
    head = attempt(["rev-parse", "-q", "--verify", "HEAD^{commit}"], root)
    commit = head.stdout.decode().strip() if not head.returncode else ""
    return Repository(root, common, (), root / "index", commit, bare=True)
