"""The code of public repositories, in the store of this repository. Code that they have as well proves nothing.

Each of them is a separate tree in the store. Only its changed files are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import listing, objects
from privacy_gate.base.text import plural
from privacy_gate.config import Config
from privacy_gate.index import file_kinds
from privacy_gate.index.budget import Budget, Progress
from privacy_gate.index.clones import Clone, Clones
from privacy_gate.index.file_reader import FileReader
from privacy_gate.index.store import Store
from privacy_gate.index.store_rows import TreePlace


class PublicCode:
    """The fingerprints (without a key) of public repositories. The first lookup updates them."""

    def __init__(self, store: Store, clones: Clones, budget: Budget, say: Callable[[str], None]) -> None:
        self._store, self._clones, self._budget, self._say = store, clones, budget, say

    def __contains__(self, value: object) -> bool:
        assert isinstance(value, int)
        return bool(self._trees) and self._store.has_fingerprint(self._store.hash_prints([value])[0], self._trees)

    @cached_property
    def _trees(self) -> list[int]:
        found = []
        for clone in self._clones.found:
            try:
                behind = read(self._store, clone, self._budget)
                if behind:
                    self._say(f"the public repository {clone.name!r} is {plural(behind, 'file')} out of date")
            except GateError as error:  # the fingerprints that were read earlier remain valid
                self._say(f"the public repository {clone.name!r} could not be read: {error.message}")
            found.append(find_tree(self._store, clone))
        return [tree for tree in found if tree]


def find_tree(store: Store, clone: Clone) -> int:
    """Return the number of a clone's tree in the store; 0 if it was never read."""
    return store.tree(clone.folder)[0]


def read(store: Store, clone: Clone, budget: Budget = Budget(), progress: Progress | None = None) -> int:  # noqa: B008
    """Update the store from a clone, as far as the budget permits. Return the number of files still to be read.

    Raises GateError if the store cannot be written or git fails.
    """
    tree, stamp, _, behind = store.tree(clone.folder)
    if stamp == clone.commit.encode() and not behind:
        return 0
    old = set(store.places(tree, loose=False).values())
    new = {
        TreePlace(path, loose=False, oid=bytes.fromhex(oid))
        for path, oid in listing.tree_blobs(clone.folder, clone.commit, elsewhere=True)
        if file_kinds.is_code(path)
    }
    by_oid = {place.oid: place for place in new}
    known = store.kinds(by_oid)
    missing = sorted(place for oid, place in by_oid.items() if oid not in known)
    reader = FileReader(store, partial(_contents, clone), Config(), progress)
    reader.read(missing, budget)
    with store.transaction():
        reader.write()
        store.settle(clone.folder, clone.commit.encode(), old - new, new - old)
    return store.tree(clone.folder)[3]


def _contents(clone: Clone, places: Iterable[TreePlace], most: int) -> Iterator[bytes | objects.TooLarge | None]:
    return objects.read_contents(clone.folder, [place.oid.hex() for place in places], most, elsewhere=True)
