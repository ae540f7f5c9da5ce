"""Bringing the store up to date with a work tree: only what changed is read.

What git's index holds is known by its object ids, and listed again only when the file of the index
changed. What lies in the folders and not in the index, changed or new, is known by path, size and
time. Code that never leaves is read first and completely, and written before anything else is read;
the rest is read as far as the budget goes.
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
"""A path and the id of a blob, as the store and git have them."""
_HALF = 16  # bytes of a stamp: of each of its parts


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
    stamp = compute_stamp(repository, config)
    old_loose = store.places(tree, loose=True)
    hidden = listing.list_ignored(root, config.never_send)  # what never leaves is guarded, whatever git makes of it
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
    reader = FileReader(store, partial(read_contents, root), config, progress)
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


def compute_stamp(repository: git.Repository, config: Config) -> bytes:
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
