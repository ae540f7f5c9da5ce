"""The maps of cleaned prompts: one file for each prompt, for this user alone, for a while.

They lie in `privacy-gate/clean` under the folder that all worktrees of a git repository share, outside
git in the user's cache folder; mode 0600 in a folder of mode 0700; never in a commit.
A map holds the path of its prompt, when it was cleaned, and for each placeholder and neutral name what
it stands for, as plain text: turning an answer back needs no less. The original prompt lies beside it
on the same disk, so a digest or a cipher whose key lies here too would hide nothing.
Names and addresses are kept for 14 days after the last `clean`. What opens something (a password, a
token, a key) is kept for one day: by then it should be revoked, and an answer rarely needs it.
Every `clean` and `restore` removes what has expired, in all maps of the repository; a map that is
damaged after a day, as nobody can tell what is in it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec

from privacy_gate.base import atomic_write, cache, locks
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.git import Repository
from privacy_gate.base.hashing import blake2b
from privacy_gate.base.text import one_line
from privacy_gate.cleanroom.mapping import Mapping

_DAY = 86_400  # seconds
KEPT, SECRETS_KEPT = 14 * _DAY, _DAY
_PATIENCE = 10.0  # seconds
STDIN = "-"


class MapRecord(msgspec.Struct, frozen=True):
    """What a file holds. `at` is the time of the last `clean`, in seconds since 1970."""

    prompt: str
    at: float
    mapping: Mapping


def folder(repository: Repository | None) -> Path:
    """Where the maps lie. Raises GateError when there is no place for them."""
    if repository is not None:
        return repository.common / "privacy-gate" / "clean"
    base = cache.folder()
    if base is None:
        raise GateError("there is no folder for the map: no git repository and no home", "set PRIVACY_GATE_CACHE")
    return base / "clean"


class Maps:
    """The maps in a folder. What has expired is removed when this is made."""

    def __init__(self, folder: Path, now: float | None = None) -> None:
        self._folder = folder
        self._now = time.time() if now is None else now
        if any(self._left(path) is not None for path in self._files()):
            with self.held():  # another process may keep a new map at this moment
                for path in self._files():
                    self._expire(path)
        atomic_write.sweep(self._folder, now=self._now)

    @contextmanager
    def held(self) -> Iterator[None]:
        """No other process changes a map meanwhile: two that clean at once would give one number to two values.
        Raises GateError when another one takes long, or there can be no such folder."""
        for place in (self._folder, self._folder.parent):
            if place.is_symlink():  # the maps hold secrets, and a link leads to where others may read them
                raise GateError(f"{place} is a link", "remove it, or replace it with a directory of yours")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise cannot("write", f"the maps in {self._folder}", error) from None
        with locks.hold_folder(self._folder, _PATIENCE):
            yield

    def get(self, prompt: str) -> Mapping | None:
        """The map of a prompt, by its path as findings name it. Raises GateError when it is damaged."""
        path = self._file(prompt)
        record = _read(path)
        if record is None and os.path.lexists(path):
            raise GateError(f"the map {path} is damaged", "remove it, and clean the prompt again")
        return record.mapping if record else None

    def by_age(self) -> list[tuple[str, Mapping]]:
        """The prompts that were cleaned, and their maps, the newest first."""
        damaged = next((path for path in self._files() if _read(path) is None), None)
        if damaged is not None:
            raise GateError(f"the map {damaged} is damaged", "name the prompt with --for, or remove that file")
        records = sorted((record for _, record in self._records()), key=lambda record: record.at, reverse=True)
        return [(record.prompt, record.mapping) for record in records]

    def keep(self, prompt: str, mapping: Mapping) -> None:
        """Write the map of a prompt, whole or not at all. Raises GateError when that fails."""
        self._write(self._file(prompt), MapRecord(one_line(prompt), self._now, mapping))

    def _file(self, prompt: str) -> Path:
        name = blake2b(prompt.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        return self._folder / f"{name}.json"

    def _records(self) -> Iterator[tuple[Path, MapRecord]]:
        for path in self._files():
            record = _read(path)
            if record is not None:
                yield path, record

    def _files(self) -> list[Path]:
        """Without what a killed process left beside them (`replacing`)."""
        return sorted(path for path in self._folder.glob("*.json") if not path.name.startswith("."))

    def _left(self, path: Path) -> MapRecord | Literal["nothing"] | None:
        """What is left of a map whose time, or that of some of it, is over; None for one that stays as it is."""
        record = _read(path)
        if record is None:
            return "nothing" if self._now - _changed(path, self._now) > SECRETS_KEPT else None
        age = self._now - record.at
        if age < -_DAY:  # the clock was wrong, then or now: its time begins now, or it would never be over
            return MapRecord(record.prompt, self._now, record.mapping)
        if age > KEPT:
            return "nothing"
        if age > SECRETS_KEPT and any(value.secret for value in record.mapping.values):
            left = [value for value in record.mapping.values if not value.secret]
            return MapRecord(record.prompt, record.at, Mapping(left, record.mapping.names))
        return None

    def _expire(self, path: Path) -> None:
        left = self._left(path)
        if isinstance(left, MapRecord):
            self._write(path, left)
        elif left == "nothing":
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise GateError(
                    f"the map {path} has to go, and cannot be removed: {error.strerror}",
                    "remove it by hand: it holds what was taken out of a prompt",
                ) from None

    def _write(self, path: Path, record: MapRecord) -> None:
        for place in (self._folder, self._folder.parent):
            if place.is_symlink():  # the maps hold secrets, and a link leads to where others may read them
                raise GateError(f"{place} is a link", "remove it, or replace it with a directory of yours")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            atomic_write.replace(path, msgspec.json.encode(record), 0o600)
        except OSError as error:
            raise cannot("write", f"the map {path}", error) from None


def _changed(path: Path, otherwise: float) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return otherwise


def _read(path: Path) -> MapRecord | None:
    """A record; None when there is none, or it is damaged."""
    try:
        return msgspec.json.decode(atomic_write.read_own(path), type=MapRecord)
    except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return None
