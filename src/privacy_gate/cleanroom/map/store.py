"""Read and write the map of a repository: one file that all its work trees share, readable only by this user.

It is stored in `privacy-gate/map` in git's common directory. Outside git it is in the user's cache directory. The file
has mode 0600, and the directory mode 0700. It contains names and hosts as plain text, because they are needed to
restore an answer. It contains no secrets.

A record expires 14 days after its last use. The file is always replaced as a whole, so a killed process or a full disk
leaves the old file intact. A lock on the directory prevents two processes from changing it at once.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from privacy_gate.base import atomic_write, locks, random_keys
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.git import Repository
from privacy_gate.base.hashing import blake2b
from privacy_gate.base.text import one_line
from privacy_gate.cleanroom.map.records import (
    ConversationRecord,
    MapFile,
    PairRecord,
    SaltRecord,
    keep_signed,
    sign,
)
from privacy_gate.cleanroom.map.user_key import find_user_key, load_user_key, user_folder
from privacy_gate.cleanroom.masking.pairs import Pair, PairMap

DAYS = 14
_NAME = "map.json"
_DAY = 86_400  # seconds
_KEPT = DAYS * _DAY
PATIENCE = 10.0  # seconds
_MOST = 64 << 20  # bytes
_Used = TypeVar("_Used", PairRecord, ConversationRecord)


def map_folder(repository: Repository | None) -> Path:
    """Return the directory of the map. Raises GateError if there is no repository and no cache directory."""
    if repository is not None:
        return repository.common / "privacy-gate" / "map"
    return user_folder() / "map"


def open_existing(folder: Path) -> MapStore | None:
    """Open the map in a directory for reading; None if there is no map file, or this user has no key."""
    key = find_user_key() if (folder / _NAME).is_file() else None
    return MapStore(folder, key=key) if key is not None else None


class DamagedMapError(GateError):
    """The map file cannot be read."""


class MapStore:
    """The map in a directory."""

    def __init__(self, folder: Path, now: float | None = None, *, key: bytes | None = None) -> None:
        self._folder, self._file = folder, folder / _NAME
        self._now = time.time() if now is None else now
        self._key = key or load_user_key()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock the map against changes by other processes.

        Raises GateError if another process holds the lock for too long, or the directory cannot be used.
        """
        for place in (self._folder, self._folder.parent):
            if place.is_symlink():  # a link may lead to a place where others can read the map
                raise GateError(f"{place} is a symbolic link", "Replace it with a directory that you own.")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise cannot("write", f"the map in {self._folder}", error) from None
        with locks.hold_folder(self._folder, PATIENCE):
            yield

    def load(self, conversation: str, *, anew: bool = False) -> PairMap:
        """Load the repository's pairs, and the stand-ins that a conversation sent.

        With `anew`, a conversation of this name starts again, with no stand-ins sent. Raises GateError if the map is
        damaged.
        """
        file = self._read()
        names = () if anew else (one_line(conversation),)
        sent = next((one.sent for one in file.conversations if one.name in names), ())
        return self._pairs(file, sent)

    def knows(self, conversation: str) -> bool:
        """Whether a conversation is in the map."""
        return any(one.name == one_line(conversation) for one in self._read().conversations)

    def conversations(self) -> list[tuple[str, PairMap]]:
        """Return the names of the conversations, newest first, each with the pairs that it sent."""
        file = self._read()
        by_stand_in = {one.stand_in: one for one in file.pairs}
        return [
            (one.name, self._pairs(file, one.sent, [by_stand_in[name] for name in one.sent if name in by_stand_in]))
            for one in sorted(file.conversations, key=lambda one: -one.used)
        ]

    def keep(self, conversation: str, pairs: PairMap) -> None:
        """Store the stand-ins that a conversation sent, and mark their pairs as used now. Secrets are not stored.

        Either everything is stored or nothing. Raises GateError if the map cannot be read or written.
        """
        file = self._read()
        name = one_line(conversation)
        others = [one for one in file.conversations if one.name != name]
        sent = sign(ConversationRecord(name, self._now, sorted(pairs.sent)), self._key)
        self._write(MapFile(file.salt, self._merge(file.pairs, pairs), [*others, sent]))

    def keep_proposed(self, pairs: PairMap) -> None:
        """Store proposed pairs that no conversation sent.

        Later prompts use the same stand-ins. No answer is restored with them until one was sent.
        """
        file = self._read()
        self._write(MapFile(file.salt, self._merge(file.pairs, pairs), file.conversations))

    def _merge(self, old_records: Iterable[PairRecord], pairs: PairMap) -> list[PairRecord]:
        """Return the records with the pairs that were sent, are new, or were retired."""
        records = {one.stand_in: one for one in old_records}
        for stand_in, pair in pairs.pairs.items():
            old = records.get(stand_in)
            if pair.secret or (stand_in not in pairs.sent and (old is None or old.retired == pair.retired)):
                continue
            used = self._now if stand_in in pairs.sent or old is None else old.used
            records[stand_in] = self._signed_pair(pair, used)
        return list(records.values())

    def mark_used(self, conversation: str) -> None:
        """Mark a conversation and its stand-ins as used now."""
        pairs = self.load(conversation)
        if pairs.sent:
            self.keep(conversation, pairs)

    def records(self) -> list[PairRecord]:
        """Return all pairs, the most recently used first."""
        return sorted(self._read().pairs, key=lambda one: (-one.used, one.stand_in))

    def forget(self, chosen: Callable[[PairRecord], bool]) -> int:
        """Remove the pairs for which `chosen` is true. Return their number."""
        file = self._read()
        gone = {one.stand_in for one in file.pairs if chosen(one)}
        if gone:
            left = [one for one in file.pairs if one.stand_in not in gone]
            kept = [replace(one, sent=[name for name in one.sent if name not in gone]) for one in file.conversations]
            self._write(MapFile(file.salt, left, [sign(one, self._key) for one in kept if one.sent]))
        return len(gone)

    def rotate(self) -> None:
        """Remove everything, even from a damaged map. From now on the same originals get other tokens."""
        self._write(MapFile(sign(SaltRecord(random_keys.make_random()), self._key)))

    def begin(self) -> bool:
        """Remove expired records, or replace a damaged map with an empty one. Return whether it was damaged.

        The content of a damaged map is lost.
        """
        try:
            self.expire()
        except DamagedMapError:
            self.rotate()
            return True
        return False

    def expire(self) -> None:
        """Remove expired records from the file. Also remove temporary files that a killed process left.

        Raises DamagedMapError if the file cannot be read.
        """
        atomic_write.sweep(self._folder, now=self._now)
        if os.path.lexists(self._file):
            whole, left = self._decode(), self._read()
            if whole != left:
                self._write(left)

    def _pairs(self, file: MapFile, sent: Iterable[str], records: Iterable[PairRecord] | None = None) -> PairMap:
        key = blake2b(file.salt.salt, key=self._key, digest_size=32).digest()
        pairs = (
            Pair(one.stand_in, one.original.decode("utf-8", "surrogatepass"), one.kind, retired=one.retired)
            for one in (file.pairs if records is None else records)
        )
        return PairMap(key, pairs, sent)

    def _signed_pair(self, pair: Pair, used: float) -> PairRecord:
        original = pair.original.encode("utf-8", "surrogatepass")
        return sign(PairRecord(pair.stand_in, original, pair.kind, used, pair.retired), self._key)

    def _read(self) -> MapFile:
        """Return the signed records that have not expired.

        A time more than a day in the future is replaced with the current time, because the clock was wrong.
        """
        file = keep_signed(self._decode(), self._key)
        pairs, conversations = map(self._current, file.pairs), map(self._current, file.conversations)
        return MapFile(
            file.salt, [one for one in pairs if one is not None], [one for one in conversations if one is not None]
        )

    def _current(self, record: _Used) -> _Used | None:
        age = self._now - record.used
        if age > _KEPT:
            return None
        return record if age > -_DAY else sign(replace(record, used=self._now), self._key)

    def _decode(self) -> MapFile:
        try:
            return msgspec.json.decode(atomic_write.read_own(self._file, _MOST), type=MapFile)
        except FileNotFoundError:
            return MapFile()
        except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
            raise DamagedMapError(
                f"the map {self._file} is damaged", "`privacy-gate map rotate` starts a new one."
            ) from None

    def _write(self, file: MapFile) -> None:
        try:
            atomic_write.replace(self._file, msgspec.json.encode(file), 0o600)
        except OSError as error:
            raise cannot("write", f"the map {self._file}", error) from None
