"""Update the store from a work tree. Only changed files are read.

Files in git's index are identified by their object ids. The index is listed again only if its file changed. Files that
are new or differ from the index are identified by path, size and time. Never-send code is read first, always
completely, and is written before anything else is read. The rest is read as far as the budget permits.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from msgspec import Struct

from privacy_gate.base import git
from privacy_gate.base.git import listing
from privacy_gate.base.git.listing import Loose
from privacy_gate.base.hashing import blake2b
from privacy_gate.config import Config
from privacy_gate.index import file_kinds
from privacy_gate.index.budget import Budget, Progress
from privacy_gate.index.file_prints import DENSE
from privacy_gate.index.file_reader import FileReader, read_contents
from privacy_gate.index.store import Store
from privacy_gate.index.store_rows import TreePlace

_Pair = tuple[bytes, bytes]
"""A path and the object id of a blob, as git prints them."""
_HALF = 16  # bytes; a stamp has one half for the index file and one for the settings


class TreeState(Struct, frozen=True):
    """A work tree in the store: its number, its number of fingerprints, and the number of files still to be read."""

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
    """Read the changed files: never-send code completely, the rest as far as the budget permits.

    `loose` is the query for uncommitted files, if the caller has started one. Raises GateError if the store cannot be
    written or git fails.
    """
    root = repository.root
    question = loose or Loose(root)
    question.ask()
    tree, old_stamp, prints, behind = store.tree(root)
    stamp = compute_stamp(repository, config)
    old_loose = store.places(tree, loose=True)
    hidden = listing.list_ignored(root, config.never_send)  # never-send files count even if git ignores them
    new_loose = _loose(root, [*question.paths(), *hidden], config)
    is_same = stamp == old_stamp and new_loose == old_loose
    if is_same and not behind:
        return TreeState(tree, prints, 0)
    same_settings = stamp[_HALF:] == old_stamp[_HALF:]
    gone, new, stayed = set[TreePlace](), set[TreePlace](), frozenset[_Pair]()
    if stamp != old_stamp or behind:
        gone, new, stayed = _changes(store, tree, root, config, same_settings=same_settings)
    wanted = [*new, *new_loose.values()]
    if behind or not same_settings:  # unchanged files may be missing in the store, or have to be read differently
        wanted += map(_place, stayed)
    missing = list_missing(store, wanted, config)
    gone |= set(old_loose.values()).difference(new_loose.values())
    new |= set(new_loose.values()).difference(old_loose.values())
    reader = FileReader(store, partial(read_contents, root), config, progress)
    never_leaves = [] if is_same else _list_never_send(missing, root, config)
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
    """Return the places to remove, the places to add, and the pairs that stay.

    A place is removed if its file is no longer in git's index or no longer belongs in the store. If the settings did
    not change, unchanged pairs are not checked.
    """
    old = store.list_staged(tree)
    listed = {(path, bytes.fromhex(oid.decode())) for path, oid in listing.staged_lines(root)}
    asked = {pair: _place(pair).path for pair in (listed - old if same_settings else listed)}
    chosen = _choose(root, asked.values(), config, staged=True)
    belongs = {pair for pair, path in asked.items() if path in chosen}
    stayed = old & listed if same_settings else old & belongs
    return set(map(_place, old - stayed)), set(map(_place, belongs - old)), frozenset(stayed)


def _choose(root: Path, paths: Iterable[str], config: Config, *, staged: bool) -> set[str]:
    """Return the paths that belong in the store: by name, or because a prompt has a never-send mark."""
    listed = list(paths)
    chosen = {path for path in listed if file_kinds.is_indexed(path, config)}
    prompts = [path for path in listed if path not in chosen and file_kinds.is_outgoing_code(path, config)]
    if prompts:
        chosen.update(
            set(prompts).intersection(listing.list_mentioning(root, file_kinds.NEVER_SEND, prompts, staged=staged))
        )
    return chosen


def compute_stamp(repository: git.Repository, config: Config) -> bytes:
    """Return a stamp of the index file and of the settings.

    If it is unchanged, git's index need not be listed again.
    """
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
    """Return the files that differ from git's index. Each has an id that changes with the size or time of the file."""
    found: dict[str, TreePlace] = {}
    for path in _choose(root, paths, config, staged=False):
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
    """Return one place of each blob that is not in the store, or of which only a sample of the fingerprints is."""
    known = store.kinds({place.oid for place in places})
    missing: dict[bytes, TreePlace] = {}
    for place in places:
        kind = known.get(place.oid)
        if kind is None or (not kind & DENSE and file_kinds.never_leaves(place.path, config)):
            missing[place.oid] = place
    return sorted(missing.values(), key=lambda place: (not place.loose, place.path))


def _list_never_send(places: list[TreePlace], root: Path, config: Config) -> list[TreePlace]:
    """Return the never-send files among the given places, by the settings or by a comment in the file."""
    marked = set[tuple[bool, str]]()
    for is_loose in (False, True):
        paths = [place.path for place in places if place.loose is is_loose and file_kinds.is_code(place.path)]
        found = listing.list_mentioning(root, file_kinds.NEVER_SEND, paths, staged=not is_loose)
        marked.update((is_loose, path) for path in found)
    return [
        place for place in places if (place.loose, place.path) in marked or file_kinds.never_leaves(place.path, config)
    ]
