"""The catalogue: which repositories the index holds, and in which files. It is sealed, but for its first bytes."""

from __future__ import annotations

import msgspec

from privacy_gate.errors import GateError
from privacy_gate.index.organisation.secret import Secret

_MAGIC = b"pgorgct\x01"
NAME = "catalogue"
"""Its file. It is written last, and what it names is never changed."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """A repository: its name, the commit that was read, its id, the file of its shard with the digest of what
    the shard's header says, and what the shard holds."""

    name: str
    commit: str
    id: bytes
    shard: str
    digest: bytes
    size: int
    lines: int
    prints: int


class Catalogue(msgspec.Struct, frozen=True, array_like=True):
    """The file of the membership filter, its digest and size, and the repositories by name."""

    membership: str
    digest: bytes
    size: int
    repositories: list[Entry]


def written(catalogue: Catalogue, secret: Secret) -> bytes:
    return _MAGIC + secret.sealed(msgspec.msgpack.encode(catalogue))


def read(data: bytes, secret: Secret, what: str) -> Catalogue:
    """Raises GateError for what is no catalogue, or is of another key."""
    if data[:8] != _MAGIC:
        raise GateError(f"{what} is no catalogue of an organisation's index", "privacy-gate org build makes one")
    opened = secret.opened(data[8:])
    if opened is None:
        raise GateError(f"{what} was made with another key, or was changed", "is it the organisation's key?")
    return msgspec.msgpack.decode(opened, type=Catalogue)
