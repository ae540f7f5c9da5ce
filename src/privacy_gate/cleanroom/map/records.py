"""Define the content of a map file: pairs and conversations, each with a code (MAC) under the user's key."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from privacy_gate.base.hashing import blake2b

_SIZE = 16  # bytes of a message authentication code


class PairRecord(Struct, frozen=True):
    """A stored pair. `original` is UTF-8. `used` is the time of its last use, in seconds since 1970."""

    stand_in: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,8000}$")]
    original: bytes
    kind: Annotated[str, Meta(pattern="^[A-Z]{0,12}$")]
    used: float
    retired: bool = False
    code: bytes = b""


class ConversationRecord(Struct, frozen=True):
    """A stored conversation: its name (the path of a prompt, or the name of an event), and the stand-ins it sent."""

    name: str
    used: float
    sent: list[Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,8000}$")]]
    code: bytes = b""


class SaltRecord(Struct, frozen=True):
    """A random value from which tokens are derived. A rotation replaces it, so that the same originals get other
    tokens.
    """

    salt: bytes = b""
    code: bytes = b""


class MapFile(Struct, frozen=True):
    """The whole content of a map file."""

    salt: SaltRecord = SaltRecord()
    pairs: list[PairRecord] = []
    conversations: list[ConversationRecord] = []


Record = PairRecord | ConversationRecord | SaltRecord
R = TypeVar("R", PairRecord, ConversationRecord, SaltRecord)


def sign(record: R, key: bytes) -> R:
    """Return a record with its code."""
    return replace(record, code=_code(record, key))


def is_signed(record: Record, key: bytes) -> bool:
    """Whether a record was written with this key."""
    return record.code == _code(record, key)


def keep_signed(file: MapFile, key: bytes) -> MapFile:
    """Remove the records of a file that were not written with this key."""
    return MapFile(
        file.salt if is_signed(file.salt, key) else SaltRecord(),
        [one for one in file.pairs if is_signed(one, key)],
        [one for one in file.conversations if is_signed(one, key)],
    )


def _code(record: Record, key: bytes) -> bytes:
    data = msgspec.json.encode([type(record).__name__, replace(record, code=b"")])
    return blake2b(data, key=key, digest_size=_SIZE).digest()
