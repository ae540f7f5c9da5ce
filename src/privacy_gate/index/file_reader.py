"""Read files, from git or the work tree, and write their fingerprints to the store."""

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

_AT_ONCE = 500_000  # fingerprints that are collected before they are written, about a hundred bytes each
_MANY = 50_000  # fingerprints; from this number on, it is faster to insert them in order

Contents = Callable[[list[TreePlace], int], Iterator[bytes | TooLarge | None]]
"""A function that returns the bytes of the files at the given places, up to a size.

It returns TooLarge for a larger file, and None for a file that is not in this clone (a partial clone).
"""


class FileReader:
    """Compute the fingerprints of files, and collect them until they are written."""

    def __init__(self, store: Store, contents: Contents, config: Config, progress: Progress | None) -> None:
        self._store, self._contents, self._config, self._progress = store, contents, config, progress
        self._entries: list[BlobEntry] = []
        self._kept = 0

    def read(self, places: list[TreePlace], budget: Budget) -> None:
        """Read the files at the given places until the budget is used up."""
        spent = 0
        for number, (place, read) in enumerate(zip(places, self._contents(places, file_kinds.LARGEST), strict=True)):
            if spent >= budget.bytes:
                return
            data = read if isinstance(read, bytes) else b""
            spent += len(data)
            if self._progress:
                self._progress(number, len(places))
            if read is not None or not file_kinds.never_leaves(place.path, self._config):
                self._add(
                    build_entry(place, data, self._store, dense=file_kinds.never_leaves(place.path, self._config))
                )

    def read_guarded(self, places: list[TreePlace]) -> None:
        """Read never-send files.

        One that is not in this clone is skipped, and one that is too large is recorded as such.
        """
        for number, (place, data) in enumerate(
            zip(places, self._contents(places, file_kinds.LARGEST_GUARDED), strict=True)
        ):
            if self._progress:
                self._progress(number, len(places))
            named = file_kinds.never_leaves(place.path, self._config)
            if isinstance(data, bytes):
                self._add(build_entry(place, data, self._store, dense=named))
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
        """Write the collected fingerprints. A transaction must be open."""
        self._store.put(self._entries, sorted_in=self._kept > _MANY)
        self._entries, self._kept = [], 0


def read_contents(root: Path, places: list[TreePlace], most: int) -> Iterator[bytes | TooLarge | None]:
    """Yield the bytes of the files at the given places, up to `most` bytes.

    Yield TooLarge for a larger file, empty bytes for a deleted file, and None for a file that is not in this clone.
    """
    staged = objects.read_contents(root, [place.oid.hex() for place in places if not place.loose], most)
    for place in places:
        yield _loose_content(root, place.path, most) if place.loose else next(staged)


def read_content(root: Path, place: TreePlace) -> bytes:
    """Return the bytes of the blob at a place: from the file if it is unchanged, otherwise from git."""
    most = file_kinds.LARGEST_GUARDED
    read = _loose_content(root, place.path, most)
    data = read if isinstance(read, bytes) else b""
    if place.loose:
        return data
    from hashlib import sha1, sha256  # OpenSSL is loaded only here

    digest = sha1(usedforsecurity=False) if len(place.oid) == 20 else sha256()
    digest.update(b"blob %d\0" % len(data) + data)
    if digest.digest() == place.oid:
        return data
    stored = next(read_contents(root, [place], most))
    return stored if isinstance(stored, bytes) else b""


def _loose_content(root: Path, path: str, most: int) -> bytes | TooLarge:
    """Return the bytes of a file; empty if it does not exist; TooLarge if it has more than `most` bytes."""
    try:
        with (root / path).open("rb") as file:
            data = file.read(most + 1)
    except OSError:
        return b""
    return data if len(data) <= most else TooLarge(len(data), data)


def build_entry(place: TreePlace, data: bytes, store: Store, *, dense: bool) -> BlobEntry:
    """Build the store's entry for a file. With `dense`, all its fingerprints are stored, and not only a sample."""
    found = file_prints.prints_of_file(data, dense=dense, path=place.path)
    keyed = store.hash_prints(value for value, _ in found.prints)
    rows = [(value, line) for value, (_, line) in zip(keyed, found.prints, strict=True)]
    return BlobEntry(place.oid, found.kind, found.lines, rows)
