"""What of a history is read already, in git's folder: a run that was stopped goes on, the next reads what is new.

One folder for each set of rules and settings (`key`). Each process writes a file of frames, each with its length and
a digest; a torn end is left out. A run that came to its end makes one file of all.
It holds no value: a finding is as a report shows it, masked, with a digest of its value by a salt of the folder.
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
_FOLDERS = 4  # of other rules and settings
_ALL = "all"

CLEAN, IN_PART, WHOLE = b"", b"\1", b"\2"
"""What is known of a blob at a path: that nothing in it needs a judgement, that what is found in it is written down
as far as no version before has it, or all that is found in it. The latter two are followed by its first commit, as
`commit_mark` has it: which version is before which hangs on the refs that are there."""


class Kept(Struct, frozen=True):
    """A finding in a version. The path is bytes, as git has it; what `shown` says of its rule is left out."""

    oid: str
    path: bytes
    shown: Shown


class PastVersion(Struct, frozen=True):
    """A version of a text that went out."""

    oid: str
    path: bytes
    judged: JudgedFile


class Frame(Struct):
    """What a process found in some blobs. `done` has a mark of each with what is known of it, `suppressed` of those
    in which an ignore silences something how many findings."""

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
    """What stands for a blob at a path. It is long: who could make two alike could hide one behind the other."""
    return bytes.fromhex(oid) + path_mark(path, exposure)


def commit_mark(oid: str | None) -> bytes:
    """What stands for the first commit that has a blob at a path; None for one before the commits that are read."""
    return bytes.fromhex(oid[:16]) if oid else b""


@cache
def path_mark(path: str, exposure: Exposure) -> bytes:
    """The end of every mark of a path."""
    words = f"{exposure.value} {path}".encode("utf-8", "surrogateescape")
    return blake2b(words, digest_size=16).digest()


class HistoryStore:
    """The folder for one set of rules and settings."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Raises OSError where it cannot be made."""
        self._folder = folder / key.hex()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.utime(self._folder)
        self.salt = random_keys.load_or_create(folder / "salt")[:_SALT]
        self._known = self._files()

    def read(self) -> Frame:
        """All that is known."""
        every = Frame({}, [], [], {}, {})
        self._known = self._files()
        for file in self._known:
            for frame in _frames(file):
                every.add(frame)
        # a version may have been read again, when other refs were there
        every.found, every.past = list(dict.fromkeys(every.found)), list(dict.fromkeys(every.past))
        return every

    def writer(self) -> Writer:
        """A file for this process alone."""
        return Writer(self._folder / f"{time.time_ns():020}-{os.urandom(4).hex()}")

    def replace(self, every: Frame) -> None:
        """Make one file of all that was read, and was changed since."""
        writer = Writer(self._folder / f".new-{os.urandom(4).hex()}")
        writer.write(every)
        writer.file.replace(self._folder / _ALL)
        for file in self._known:
            if file.name != _ALL:
                file.unlink(missing_ok=True)

    def close(self, every: Frame) -> None:
        """Make one file of all that was read, and forget what other settings left long ago."""
        if len(self._known) > 1:
            self.replace(every)
        others = [path for path in self._folder.parent.iterdir() if path.is_dir() and path != self._folder]
        for path in sorted(others, key=lambda one: one.stat().st_mtime, reverse=True)[_FOLDERS:]:
            with contextlib.suppress(GateError, OSError), locks.hold_folder(path, patience=0):
                shutil.rmtree(path, ignore_errors=True)

    def _files(self) -> list[Path]:
        """What was read last counts, so that the one of all comes first."""
        files = (path for path in self._folder.iterdir() if not path.name.startswith("."))
        return sorted(files, key=lambda path: (path.name != _ALL, path.name))


@contextlib.contextmanager
def open_store(folder: Path, key: bytes, *, fresh: bool = False) -> Iterator[HistoryStore]:
    """The folder for one set of rules and settings, which no other process has meanwhile: one that makes one file of
    all would take away what this one has just written, and its report would lack that. `fresh` forgets what is in it.

    Raises OSError where it cannot be made, and GateError while another process has it.
    """
    own = folder / key.hex()
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locks.hold_folder(own, patience=0):
        for file in own.iterdir():
            if fresh or file.name.startswith(".new-"):  # of a process that was killed
                file.unlink()
        yield HistoryStore(folder, key)


class Writer:
    """A file of frames."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def write(self, frame: Frame) -> None:
        payload = msgspec.msgpack.encode(frame)
        data = seal_frame(payload)
        handle = atomic_write.open_own(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)


def seal_frame(payload: bytes) -> bytes:
    """A frame as it stands in a file: after its length and its digest."""
    return _HEAD.pack(len(payload), _digest(payload)) + payload


def _digest(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=8).digest()


def _frames(file: Path) -> Iterator[Frame]:
    with contextlib.suppress(OSError):  # a link, or no file: read again
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
