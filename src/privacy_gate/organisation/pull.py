"""Download an index to this computer. A file is rejected if it does not match the catalogue.

Shards come first and the filter last, so that other processes never see a partial index.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from privacy_gate.base import atomic_write
from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.index.organisation import catalogue, local_copy, shard
from privacy_gate.index.organisation.catalogue import Catalogue, CatalogueEntry
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.organisation import jobs, overview
from privacy_gate.organisation.storage import Storage

_AT_ONCE = 16_000_000  # bytes
_HINT = "The index was modified. Run `privacy-gate org build --anew` to rebuild it."
_MOVED = "A build may have just replaced it. Run `privacy-gate org pull` again."

Progress = Callable[[str, int, int], None]


class PullResult(NamedTuple):
    """The result of a download: the catalogue, the downloaded bytes, and the number of local shards."""

    catalogue: Catalogue
    fetched: int
    shards: int


def pull(
    storage: Storage,
    secret: Secret,
    here: Path,
    *,
    shards: bool | None = None,
    progress: Progress = lambda _what, _done, _total: None,
) -> PullResult:
    """Update the filter, and also the shards if `shards` is true. None updates the shards if some exist.

    Raises GateError if there is no index, for another key, and for a file with a wrong checksum.
    """
    data = overview.load_stored(storage)
    if data is None:
        raise GateError("index not found", "Run `privacy-gate org build` to create it.")
    found = catalogue.read(data, secret, "the index")
    folder = here / "shards"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = found.repositories if _wants(folder, shards) else []
    fetched = _shards(storage, secret, here, wanted, progress)
    # The filter is last. If it were newer than the catalogue, new code would be recognised, but without the name of its
    # repository.
    _write(here / catalogue.NAME, [data])
    fetched += _membership(storage, here, found)
    kept = {Path(entry.shard).name for entry in wanted}
    for file in folder.iterdir():
        if file.name not in kept and not atomic_write.is_temporary(file):  # another process may be writing it
            file.unlink()
    for left in (here, folder):
        atomic_write.sweep(left)
    return PullResult(found, fetched + len(data), len(wanted))


def _wants(folder: Path, shards: bool | None) -> bool:
    return any(folder.iterdir()) if shards is None else shards


def _shards(storage: Storage, secret: Secret, here: Path, wanted: Sequence[CatalogueEntry], progress: Progress) -> int:
    fetched = 0
    for number, entry in enumerate(wanted):
        progress("shards", number, len(wanted))
        file = here / entry.shard
        if file.is_file() and file.stat().st_size == entry.size and _is(entry, file.read_bytes(), secret):
            continue
        data = _read(storage, entry.shard, 0, entry.size)  # and no more, even if the file is longer
        if not _is(entry, data, secret):
            raise GateError(f"the shard of {entry.name} has a wrong checksum", _HINT)
        _write(file, [data])
        fetched += len(data)
    return fetched


def _is(entry: CatalogueEntry, data: bytes, secret: Secret) -> bool:
    """Whether the data is the shard of a catalogue entry."""
    head = data[: shard.HEAD]
    return jobs.digest(head) == entry.digest and shard.is_whole(data, shard.head(head, secret, entry.shard))


def _membership(storage: Storage, here: Path, found: Catalogue) -> int:
    file = here / local_copy.MEMBERSHIP
    if file.is_file() and file.stat().st_size == found.size and _digest(_pieces(file)) == found.digest:
        return 0
    pieces: list[bytes] = []
    try:
        pieces.extend(storage.pieces(found.membership, found.size))
    except FileNotFoundError:
        raise GateError("the index is incomplete: a file is missing", _MOVED) from None
    if _digest(iter(pieces)) != found.digest:
        raise GateError("the filter has a wrong checksum", _HINT)
    _write(file, pieces)
    return found.size


def _read(storage: Storage, name: str, start: int | None = None, end: int | None = None) -> bytes:
    try:
        return storage.read(name, start, end)
    except FileNotFoundError:
        raise GateError("a file of the index is missing", _MOVED) from None


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while piece := stream.read(_AT_ONCE):
            yield piece


def _digest(pieces: Iterator[bytes]) -> bytes:
    digest = blake2b(digest_size=16)
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def _write(file: Path, pieces: Sequence[bytes]) -> None:
    """Write a file that only this user can read, completely or not at all."""
    part = atomic_write.temporary_path(file)
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.writelines(pieces)
        atomic_write.move_onto(part, file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise GateError(f"cannot write {file}: {error.strerror}", "Check the free disk space.") from None
