"""Reading files into the store: their bytes, from git or the work tree, and what the store keeps of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from privacy_gate.base.git import objects
from privacy_gate.base.git.objects import TooLarge
from privacy_gate.config import Config
from privacy_gate.index import file_kinds, file_prints
from privacy_gate.index.budget import Budget, Progress
from privacy_gate.index.file_prints import DENSE, MARKED, UNREAD
from privacy_gate.index.store import Store
from privacy_gate.index.store_rows import BlobEntry, TreePlace

_AT_ONCE = 500_000  # fingerprints that a build keeps in memory, a hundred bytes each
_MANY = 50_000  # fingerprints that are worth sorting in among all others

Contents = Callable[[list[TreePlace], int], Iterator[bytes | TooLarge | None]]
"""The bytes of the files at some places, up to a size; None for one that is not here (a partial clone)."""


class FileReader:
    """Makes fingerprints of files, and keeps them until they are written."""

    def __init__(self, store: Store, contents: Contents, config: Config, progress: Progress | None) -> None:
        self._store, self._contents, self._config, self._progress = store, contents, config, progress
        self._entries: list[BlobEntry] = []
        self._kept = 0

    def read(self, places: list[TreePlace], budget: Budget) -> None:
        """Read the files at some places, until the budget is spent."""
        spent = 0
        for number, (place, read) in enumerate(zip(places, self._contents(places, file_kinds.LARGEST), strict=True)):
            if spent >= budget.bytes:
                return
            data = read if isinstance(read, bytes) else b""
            spent += len(data)
            if self._progress:
                self._progress(number, len(places))
            if read is not None or not file_kinds.never_leaves(place.path, self._config):
                self._add(entry(place, data, self._store, dense=file_kinds.never_leaves(place.path, self._config)))

    def read_guarded(self, places: list[TreePlace]) -> None:
        """Read files that never leave. One that is not here stays behind, and one that is too large is noted."""
        for number, (place, data) in enumerate(
            zip(places, self._contents(places, file_kinds.LARGEST_GUARDED), strict=True)
        ):
            if self._progress:
                self._progress(number, len(places))
            named = file_kinds.never_leaves(place.path, self._config)
            if isinstance(data, bytes):
                self._add(entry(place, data, self._store, dense=named))
            elif isinstance(data, TooLarge):
                unread = 0 if file_kinds.is_binary(data.head) else UNREAD
                self._add(BlobEntry(place.oid, DENSE | unread | (0 if named else MARKED), 0, []))

    def _add(self, made: BlobEntry) -> None:
        self._entries.append(made)
        self._kept += len(made.prints)
        if self._kept > _AT_ONCE:
            with self._store.transaction():
                self.write()

    def write(self) -> None:
        """Write what was read, within a transaction."""
        self._store.put(self._entries, sorted_in=self._kept > _MANY)
        self._entries, self._kept = [], 0


def read_contents(root: Path, places: list[TreePlace], most: int) -> Iterator[bytes | TooLarge | None]:
    """The bytes of the files at some places, up to a size; none of one that is gone, None for one that is not here."""
    staged = objects.read_contents(root, [place.oid.hex() for place in places if not place.loose], most)
    for place in places:
        yield _loose_content(root, place.path, most) if place.loose else next(staged)


def content(root: Path, place: TreePlace) -> bytes:
    """The bytes of a blob that stands at a place: of the file as long as it is the same, else from git."""
    most = file_kinds.LARGEST_GUARDED
    read = _loose_content(root, place.path, most)
    data = read if isinstance(read, bytes) else b""
    if place.loose:
        return data
    from hashlib import sha1, sha256  # OpenSSL is loaded only now

    digest = sha1(usedforsecurity=False) if len(place.oid) == 20 else sha256()
    digest.update(b"blob %d\0" % len(data) + data)
    if digest.digest() == place.oid:
        return data
    stored = next(read_contents(root, [place], most))
    return stored if isinstance(stored, bytes) else b""


def _loose_content(root: Path, path: str, most: int) -> bytes | TooLarge:
    """The bytes of a file; none when it is gone."""
    try:
        with (root / path).open("rb") as file:
            data = file.read(most + 1)
    except OSError:
        return b""
    return data if len(data) <= most else TooLarge(len(data), data)


def entry(place: TreePlace, data: bytes, store: Store, *, dense: bool) -> BlobEntry:
    """The fingerprints of a file; `dense` keeps all of them, as of one with a comment that it never leaves."""
    found = file_prints.prints_of_file(data, dense=dense, path=place.path)
    keyed = store.keyed(value for value, _ in found.prints)
    rows = [(value, line) for value, (_, line) in zip(keyed, found.prints, strict=True)]
    return BlobEntry(place.oid, found.kind, found.lines, rows)
