"""Store the results of a history in the git directory, so that a run can continue and the next one reads only new
commits.

There is one folder for each set of rules and settings (`key`). Each process writes a file of frames, each with its
length and a digest. A torn frame at the end is ignored. A completed run merges all files into one. The store contains
no values: a finding is masked as in a report, with a digest of its value and a salt of the folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from privacy_gate.base import atomic_write, locks, random_keys
from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.model import Exposure, JudgedFile, Shown

_HEAD = struct.Struct("<I8s")
_SALT = 16
_FOLDERS = 4  # maximum number of folders of other rules and settings
_ALL = "all"

CLEAN, IN_PART, WHOLE = b"", b"\1", b"\2"
"""The state of a blob at a path.

`CLEAN` means that nothing in it needs a judgement. `IN_PART` means that only the findings that no earlier version has
are stored, and `WHOLE` that all are stored. The latter two are followed by its first commit (`commit_mark`), because
the order of versions depends on the existing refs.
"""


class Kept(Struct, frozen=True):
    """A finding in a version. The path is the bytes of git. Texts of the rule are omitted from `shown`."""

    oid: str
    path: bytes
    shown: Shown


class PastVersion(Struct, frozen=True):
    """A version of an outbound text."""

    oid: str
    path: bytes
    judged: JudgedFile


class Frame(Struct):
    """The results of a process for its blobs.

    `done` has the state of each blob by its mark. `suppressed` has the number of suppressed findings of each blob with
    any.
    """

    done: dict[bytes, bytes] = {}
    found: list[Kept] = []
    past: list[PastVersion] = []
    skipped: dict[bytes, str] = {}
    suppressed: dict[bytes, int] = {}

    def add(self, other: Frame) -> None:
        self.done.update(other.done)
        self.found += other.found
        self.past += other.past
        self.skipped.update(other.skipped)
        self.suppressed.update(other.suppressed)


def find_path(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def mark(oid: str, path: str, exposure: Exposure) -> bytes:
    """Return the key of a blob at a path.

    It is long, so that nobody can create two blobs with the same key to hide one.
    """
    return bytes.fromhex(oid) + path_mark(path, exposure)


def commit_mark(oid: str | None) -> bytes:
    """Return the key of the first commit that has a blob at a path.

    It is empty for a blob from before the selected commits.
    """
    return bytes.fromhex(oid[:16]) if oid else b""


@cache
def path_mark(path: str, exposure: Exposure) -> bytes:
    """Return the end of every mark of a path."""
    words = f"{exposure.value} {path}".encode("utf-8", "surrogateescape")
    return blake2b(words, digest_size=16).digest()


class HistoryStore:
    """Stores results in the folder of one set of rules and settings."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Create the folder. Raises OSError if that fails."""
        self._folder = folder / key.hex()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.utime(self._folder)
        self.salt = random_keys.load_or_create(folder / "salt")[:_SALT]
        self._known = self._files()

    def read(self) -> Frame:
        """Read all stored results."""
        every = Frame({}, [], [], {}, {})
        self._known = self._files()
        for file in self._known:
            for frame in _frames(file):
                every.add(frame)
        # a version may have been read again when there were other refs
        every.found, every.past = list(dict.fromkeys(every.found)), list(dict.fromkeys(every.past))
        return every

    def writer(self) -> Writer:
        """Return a writer with a file for this process only."""
        return Writer(self._folder / f"{time.time_ns():020}-{os.urandom(4).hex()}")

    def replace(self, every: Frame) -> None:
        """Replace all files that were read by one file with the updated results."""
        writer = Writer(self._folder / f".new-{os.urandom(4).hex()}")
        writer.write(every)
        writer.file.replace(self._folder / _ALL)
        for file in self._known:
            if file.name != _ALL:
                file.unlink(missing_ok=True)

    def close(self, every: Frame) -> None:
        """Merge all files that were read into one, and delete old folders of other settings."""
        if len(self._known) > 1:
            self.replace(every)
        others = [path for path in self._folder.parent.iterdir() if path.is_dir() and path != self._folder]
        for path in sorted(others, key=lambda one: one.stat().st_mtime, reverse=True)[_FOLDERS:]:
            with contextlib.suppress(GateError, OSError), locks.hold_folder(path, patience=0):
                shutil.rmtree(path, ignore_errors=True)

    def _files(self) -> list[Path]:
        """Return the files in the order to read them, the merged one first, because later files override it."""
        files = (path for path in self._folder.iterdir() if not path.name.startswith("."))
        return sorted(files, key=lambda path: (path.name != _ALL, path.name))


@contextlib.contextmanager
def open_store(folder: Path, key: bytes, *, fresh: bool = False) -> Iterator[HistoryStore]:
    """Open the store for one set of rules and settings, and lock it.

    Without the lock, a process that merges the files could delete those that this one has just written. `fresh` deletes
    old results.

    Raises OSError if the folder cannot be created, and GateError while another process has the lock.
    """
    own = folder / key.hex()
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locks.hold_folder(own, patience=0):
        for file in own.iterdir():
            if fresh or file.name.startswith(".new-"):  # left by a process that was killed
                file.unlink()
        yield HistoryStore(folder, key)


class Writer:
    """Appends frames to a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def write(self, frame: Frame) -> None:
        payload = msgspec.msgpack.encode(frame)
        data = seal_frame(payload)
        handle = atomic_write.open_own(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)


def seal_frame(payload: bytes) -> bytes:
    """Return a frame in the format of a file: its length, its digest, and the payload."""
    return _HEAD.pack(len(payload), _digest(payload)) + payload


def _digest(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=8).digest()


def _frames(file: Path) -> Iterator[Frame]:
    with contextlib.suppress(OSError):  # a link or a missing file: the blobs are read again
        data = atomic_write.read_own(file)
        at = 0
        while at + _HEAD.size <= len(data):
            size, digest = _HEAD.unpack_from(data, at)
            payload = data[at + _HEAD.size : at + _HEAD.size + size]
            if len(payload) < size or _digest(payload) != digest:
                return
            with contextlib.suppress(msgspec.MsgspecError, RecursionError):
                yield msgspec.msgpack.decode(payload, type=Frame)
            at += _HEAD.size + size
