"""The files of a commit that are not in git's index any more. Files that a change moves, edits or deletes count until
it is committed.

They are a separate tree in the store, which contains only the difference. After the commit it is empty.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from privacy_gate.base import git
from privacy_gate.base.git import listing
from privacy_gate.config import Config
from privacy_gate.index import file_kinds, file_reader, update
from privacy_gate.index.budget import Budget
from privacy_gate.index.file_reader import FileReader
from privacy_gate.index.store import Store
from privacy_gate.index.store_rows import TreePlace
from privacy_gate.index.update import TreeState


def bring_up_to_date(
    store: Store,
    repository: git.Repository,
    config: Config,
    commit: str,
    number: int,
    *,
    budget: Budget,
) -> TreeState:
    """Read the files of a commit (or of a tree) that differ from git's index, as far as the budget permits.

    Never-send files are always read. `number` tells commits apart that count at the same time. Raises GateError if the
    store cannot be written or git fails.
    """
    root = repository.root
    name = Path(f"{root}\0{number}")  # no folder has such a name
    tree, old_stamp, prints, behind = store.tree(name)
    stamp = commit.encode() + update.compute_stamp(repository, config)
    if stamp == old_stamp and not behind:
        return TreeState(tree, prints, 0)
    there = dict(listing.list_only_in(root, commit))
    paths = {path for path in there if file_kinds.is_indexed(path, config)}
    # a never-send mark also counts if the current settings declare the file public or a prompt
    others = [path for path in there.keys() - paths if file_kinds.is_code(path)]
    paths.update(listing.list_mentioning_in(root, file_kinds.NEVER_SEND, commit, others) if others else ())
    new = {TreePlace(path, loose=False, oid=bytes.fromhex(there[path])) for path in paths}
    old = set(store.places(tree, loose=False).values())
    missing = update.list_missing(store, list(new), config)
    reader = FileReader(store, partial(file_reader.read_contents, root), config, None)
    marked = set(
        listing.list_mentioning_in(root, file_kinds.NEVER_SEND, commit, [place.path for place in missing])
        if missing
        else ()
    )
    never = [place for place in missing if place.path in marked or file_kinds.never_leaves(place.path, config)]
    reader.read_guarded(never)
    done = {place.oid for place in never}
    left = [place for place in missing if place.oid not in done]
    if budget.bytes > 0:
        reader.read(left, budget)
    with store.transaction():
        reader.write()
        store.settle(name, stamp, old - new, new - old)
    tree, _, prints, behind = store.tree(name)
    return TreeState(tree, prints, behind)
