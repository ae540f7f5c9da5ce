"""The catalogue: a list of the repositories in an organisation's index. It is encrypted, except for its first bytes."""

from __future__ import annotations

import re

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.index.organisation.secret import Secret

MAGIC = b"pgorgct\x02"
_SHARD = re.compile(r"shards/[0-9a-f]{16}-[0-9a-f]{16}")
_FILTER = re.compile(r"membership-[0-9a-f]{32}")
_NAME = re.compile(rf"(?:{_SHARD.pattern}|{_FILTER.pattern})(?:\.[0-9a-f]{{32}}\.partial)?")
LARGEST = 1 << 28
"""The maximum size of a catalogue in bytes. Each repository takes about 150."""
NAME = "catalogue"
"""The file name of the catalogue. It is written last. The files that it names never change."""


class CatalogueEntry(msgspec.Struct, frozen=True, array_like=True):
    """A repository in the catalogue: its name, commit and id, and its numbers of lines and fingerprints.

    `shard` is the name of its shard file, `digest` the digest of the shard's header, and `size` the size of the shard
    in bytes.
    """

    name: str
    commit: str
    id: bytes
    shard: str
    digest: bytes
    size: int
    lines: int
    prints: int


class Catalogue(msgspec.Struct, frozen=True, array_like=True):
    """The file of the membership filter, its digest and its size in bytes, and the repositories in order of their
    names.
    """

    membership: str
    digest: bytes
    size: int
    repositories: list[CatalogueEntry]


def write_catalogue(catalogue: Catalogue, secret: Secret) -> bytes:
    return MAGIC + secret.seal(msgspec.msgpack.encode(catalogue), b"catalogue")


def read(data: bytes, secret: Secret, what: str) -> Catalogue:
    """Decrypt a catalogue.

    Raises GateError for data that is no catalogue, was modified, or was encrypted with another key.
    """
    if data[:8] != MAGIC:
        raise GateError(
            f"{what} is not a catalogue of an organisation index", "Run `privacy-gate org build` to create it."
        )
    opened = secret.unseal(data[8:], b"catalogue")
    if opened is None:
        raise GateError(
            f"{what} was built with another key, or was modified", "Check that this is the organisation's key."
        )
    try:
        found = msgspec.msgpack.decode(opened, type=Catalogue)
    except msgspec.MsgspecError:
        raise GateError(
            f"{what} was built by another version of privacy-gate", "Build the index with this version."
        ) from None
    # whoever has the key can write a catalogue, so check that no file name leads out of the folder of downloads
    if not _FILTER.fullmatch(found.membership) or not all(map(_is_sound, found.repositories)):
        raise GateError(f"{what} names files that cannot be part of an index", "Check who wrote it.")
    return found


def is_a_name(file: str) -> bool:
    """Whether a file name is that of a shard or a filter, or of an incomplete download of one."""
    return _NAME.fullmatch(file) is not None


def _is_sound(entry: CatalogueEntry) -> bool:
    return len(entry.id) == 8 and entry.size >= 0 and _SHARD.fullmatch(entry.shard) is not None
