"""The names of a repository that are in no file but in git: names in remotes, and mail domains of authors."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.index import names
from privacy_gate.index.names import OwnName

_COMMITS = 5_000  # the newest commits, whose authors' mail domains are read


class Outer(NamedTuple):
    """Names that are in no file.

    `seen` identifies the remotes and the newest commit that were read. `whole` means that these are all names, and not
    only the new ones.
    """

    seen: bytes
    names: list[OwnName]
    whole: bool


def names_of_repository(repository: git.Repository, seen: bytes) -> Outer:
    """Return the names in remotes and the mail domains of authors. Names covered by `seen` are left out."""
    remotes = digest(compute_stamp(repository.common / "config"))
    whole = seen[:16] != remotes
    since = [] if whole else [f"{seen[16:].decode()}..HEAD"]
    try:
        printed = _authors(repository.root, since)
    except GateError:  # no commit yet, or the commit in `seen` no longer exists
        whole = True
        printed = _authors_of_all(repository.root)
    commits = printed.splitlines()
    addresses = {line for line in commits if "@" in line}
    found = [OwnName(address.rpartition("@")[2].lower(), "host", 0) for address in sorted(addresses)]
    if whole:
        for line in git.run(["remote", "-v"], repository.root).decode("utf-8", "replace").splitlines():
            found += names.names_in_remote(line.split("\t")[-1].rpartition(" ")[0])
    head = commits[0].encode() if commits else seen[16:]
    return Outer(remotes + head if head else b"", found, whole)


def _authors(root: Path, since: list[str]) -> str:
    words = ["log", f"-{_COMMITS}", "--format=%H%n%ae%n%ce", *(since or ["HEAD"])]
    return git.run(words, root).decode("utf-8", "replace")


def _authors_of_all(root: Path) -> str:
    try:
        return _authors(root, [])
    except GateError:
        return ""


def digest(value: object) -> bytes:
    """Return sixteen bytes that change when the value changes."""
    return blake2b(repr(value).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def compute_stamp(file: Path) -> tuple[int, ...]:
    """Return a value that changes when the file changes."""
    try:
        info = file.stat()
    except OSError:
        return ()
    return info.st_ino, info.st_size, info.st_mtime_ns
