"""Bringing the store up to date with a work tree: only what changed is read.

What git's index holds is known by its object ids, and listed again only when the file of the index
changed. What lies in the folders and not in the index, changed or new, is known by path, size and
time. Code that never leaves is read first and completely, and written before anything else is read;
the rest is read as far as the budget goes.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from privacy_gate.base import git
from privacy_gate.base.git import listing, objects
from privacy_gate.base.git.listing import Loose
from privacy_gate.base.git.objects import TooLarge
from privacy_gate.base.hashing import blake2b
from privacy_gate.config import Config
from privacy_gate.index import file_kinds, file_prints
from privacy_gate.index.budget import Budget, Progress
from privacy_gate.index.file_prints import DENSE, MARKED, UNREAD
from privacy_gate.index.store import BlobEntry, Store, TreePlace

_Pair = tuple[bytes, bytes]
"""A path and the id of a blob, as the store and git have them."""
_HALF = 16  # bytes of a stamp: of each of its parts
_AT_ONCE = 500_000  # fingerprints that a build keeps in memory, a hundred bytes each
_MANY = 50_000  # fingerprints that are worth sorting in among all others

Contents = Callable[[list[TreePlace], int], Iterator[bytes | TooLarge | None]]
"""The bytes of the files at some places, up to a size; None for one that is not here (a partial clone)."""


class TreeState(Struct, frozen=True):
    """A work tree in the store: its number, its fingerprints, the files that are still to be read."""

    tree: int
    prints: int
    behind: int


def bring_up_to_date(
    store: Store,
    repository: git.Repository,
    config: Config,
    budget: Budget,
    *,
    loose: Loose | None = None,
    progress: Progress | None = None,
) -> TreeState:
    """Read what changed: code that never leaves completely, the rest as far as the budget goes.

    `loose` is the question to git for loose files, where it was put before. Raises GateError when the
    store cannot be written, or git fails.
    """
    root = repository.root
    question = loose or Loose(root)
    question.ask()
    tree, old_stamp, prints, behind = store.tree(root)
    stamp = stamp_of(repository, config)
    old_loose = store.places(tree, loose=True)
    hidden = listing.ignored(root, config.never_send)  # what never leaves is guarded, whatever git makes of it
    new_loose = _loose(root, [*question.paths(), *hidden], config)
    is_same = stamp == old_stamp and new_loose == old_loose
    if is_same and not behind:
        return TreeState(tree, prints, 0)
    same_settings = stamp[_HALF:] == old_stamp[_HALF:]
    gone, new, stayed = set[TreePlace](), set[TreePlace](), frozenset[_Pair]()
    if stamp != old_stamp or behind:
        gone, new, stayed = _changes(store, tree, root, config, same_settings=same_settings)
    wanted = [*new, *new_loose.values()]
    if behind or not same_settings:  # what has stood there may be missing too, or be read otherwise
        wanted += map(_place, stayed)
    missing = list_missing(store, wanted, config)
    gone |= set(old_loose.values()).difference(new_loose.values())
    new |= set(new_loose.values()).difference(old_loose.values())
    reader = FileReader(store, partial(contents_of, root), config, progress)
    never_leaves = [] if is_same else _that_never_leave(missing, root, config)
    reader.read_guarded(never_leaves)
    with store.transaction():
        reader.write()
        store.settle(root, stamp, gone, new)
    done = {place.oid for place in never_leaves}
    left = [place for place in missing if place.oid not in done]
    if left and budget.bytes > 0:
        reader.read(left, budget)
        with store.transaction():
            reader.write()
            store.settle(root, stamp, (), ())
    tree, _, prints, behind = store.tree(root)
    return TreeState(tree, prints, behind)


def _changes(
    store: Store, tree: int, root: Path, config: Config, *, same_settings: bool
) -> tuple[set[TreePlace], set[TreePlace], frozenset[_Pair]]:
    """What no longer stands in git's index, or no longer belongs into the store; what is new; and what stayed.

    Under the same settings what was there and did not change belongs there still, and is not looked at.
    """
    old = store.staged(tree)
    listed = {(path, bytes.fromhex(oid.decode())) for path, oid in listing.staged_lines(root)}
    asked = {pair: _place(pair).path for pair in (listed - old if same_settings else listed)}
    chosen = _chosen_of(root, asked.values(), config, staged=True)
    belongs = {pair for pair, path in asked.items() if path in chosen}
    stayed = old & listed if same_settings else old & belongs
    return set(map(_place, old - stayed)), set(map(_place, belongs - old)), frozenset(stayed)


def _chosen_of(root: Path, paths: Iterable[str], config: Config, *, staged: bool) -> set[str]:
    """Those of some paths whose files belong into the store: by their names, and prompts with a mark that they never
    leave."""
    listed = list(paths)
    chosen = {path for path in listed if file_kinds.is_indexed(path, config)}
    prompts = [path for path in listed if path not in chosen and file_kinds.is_outgoing_code(path, config)]
    if prompts:
        chosen.update(
            set(prompts).intersection(listing.list_mentioning(root, file_kinds.NEVER_SEND, prompts, staged=staged))
        )
    return chosen


def stamp_of(repository: git.Repository, config: Config) -> bytes:
    """What the listing of git's index depends on: the file of the index, and the settings."""
    try:
        info = repository.index_file.stat()
        index = f"{repository.index_file} {info.st_ino} {info.st_size} {info.st_mtime_ns}"
    except OSError:
        index = "none"
    chosen = (config.prompts, config.per_path, config.never_send, config.public_code)
    return b"".join(
        blake2b(repr(part).encode("utf-8", "surrogateescape"), digest_size=_HALF).digest() for part in (index, chosen)
    )


def _place(pair: tuple[bytes, bytes]) -> TreePlace:
    return TreePlace(pair[0].decode("utf-8", "surrogateescape"), loose=False, oid=pair[1])


def _loose(root: Path, paths: Iterable[str], config: Config) -> dict[str, TreePlace]:
    """Files that are not as in git's index, each with an id that changes when it does."""
    found: dict[str, TreePlace] = {}
    for path in _chosen_of(root, paths, config, staged=False):
        try:
            info = (root / path).lstat()
        except OSError:  # deleted
            continue
        if stat.S_ISREG(info.st_mode):
            stamp = f"{info.st_size} {info.st_mtime_ns}".encode()
            oid = b"loose" + blake2b(path.encode("utf-8", "surrogateescape") + stamp, digest_size=16).digest()
            found[path] = TreePlace(path, loose=True, oid=oid)
    return found


def list_missing(store: Store, places: list[TreePlace], config: Config) -> list[TreePlace]:
    """One place of each blob that is not in the store as it should be."""
    known = store.kinds({place.oid for place in places})
    missing: dict[bytes, TreePlace] = {}
    for place in places:
        kind = known.get(place.oid)
        if kind is None or (not kind & DENSE and file_kinds.never_leaves(place.path, config)):
            missing[place.oid] = place
    return sorted(missing.values(), key=lambda place: (not place.loose, place.path))


def _that_never_leave(places: list[TreePlace], root: Path, config: Config) -> list[TreePlace]:
    """Those of some places that never leave: by the settings, or by a comment as it stands where they are."""
    marked = set[tuple[bool, str]]()
    for is_loose in (False, True):
        paths = [place.path for place in places if place.loose is is_loose and file_kinds.is_code(place.path)]
        found = listing.list_mentioning(root, file_kinds.NEVER_SEND, paths, staged=not is_loose)
        marked.update((is_loose, path) for path in found)
    return [
        place for place in places if (place.loose, place.path) in marked or file_kinds.never_leaves(place.path, config)
    ]


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


def contents_of(root: Path, places: list[TreePlace], most: int) -> Iterator[bytes | TooLarge | None]:
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
    stored = next(contents_of(root, [place], most))
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
