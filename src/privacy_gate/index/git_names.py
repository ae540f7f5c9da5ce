"""Names of a repository that are only in git: in the addresses of remotes, and in the mail addresses of authors."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.index import names
from privacy_gate.index.names import OwnName

_COMMITS = 5_000  # number of newest commits whose authors are read


class Outer(NamedTuple):
    """Names that are in git and in no file.

    `seen` identifies the remotes and the newest commit that were read. `whole` says whether the names are complete, or
    only those since the last `seen`.
    """

    seen: bytes
    names: list[OwnName]
    whole: bool


def names_of_repository(repository: git.Repository, seen: bytes) -> Outer:
    """Return the names in remotes and the mail domains of authors. Names that were read up to `seen` are left out."""
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
    """Return a digest of 16 bytes. It changes when the value changes."""
    return blake2b(repr(value).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def compute_stamp(file: Path) -> tuple[int, ...]:
    """Return a value that changes when the file changes: inode, size and time. It is empty without a file."""
    try:
        info = file.stat()
    except OSError:
        return ()
    return info.st_ino, info.st_size, info.st_mtime_ns
