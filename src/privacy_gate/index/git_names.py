"""The names of a repository that git knows and that stand in no file: of remotes, and of its authors' hosts."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.index import names
from privacy_gate.index.names import OwnName

_COMMITS = 5_000  # whose authors' domains are looked at, from the newest on


class Outer(NamedTuple):
    """Names that stand in no file. `seen` says of which remotes and up to which commit they are; `whole`: they
    are all that there are, and not only what is new."""

    seen: bytes
    names: list[OwnName]
    whole: bool


def names_of_repository(repository: git.Repository, seen: bytes) -> Outer:
    """The names that git knows: remotes, and the mail domains of authors; of what was seen only what is new."""
    remotes = digest(compute_stamp(repository.common / "config"))
    whole = seen[:16] != remotes
    since = [] if whole else [f"{seen[16:].decode()}..HEAD"]
    try:
        printed = _authors(repository.root, since)
    except GateError:  # no commit yet, or what was seen is no longer there
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
    """Sixteen bytes that change when a value does."""
    return blake2b(repr(value).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def compute_stamp(file: Path) -> tuple[int, ...]:
    """What changes when a file does."""
    try:
        info = file.stat()
    except OSError:
        return ()
    return info.st_ino, info.st_size, info.st_mtime_ns
