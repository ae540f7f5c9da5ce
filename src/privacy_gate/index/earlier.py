"""What a commit has and git's index has not: what a change moves, alters or deletes counts until it is committed.

It stands in the store as a tree of its own, of which only the difference is kept: after a commit that is nothing.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from privacy_gate import git
from privacy_gate.config import Config
from privacy_gate.git import listing
from privacy_gate.index import files, update
from privacy_gate.index.budget import Budget
from privacy_gate.index.store import Place, Store
from privacy_gate.index.update import Reader, State


def bring_up_to_date(
    store: Store,
    repository: git.Repository,
    config: Config,
    commit: str,
    number: int,
    *,
    budget: Budget,
) -> State:
    """Read what a commit (or a tree) has beside git's index, as far as the budget goes, and what never leaves whatever
    it costs. `number` tells the commits apart that count at once.

    Raises GateError when the store cannot be written, or git fails.
    """
    root = repository.root
    name = Path(f"{root}\0{number}")  # no folder can be called so
    tree, old_stamp, prints, behind = store.tree(name)
    stamp = commit.encode() + update.stamp_of(repository, config)
    if stamp == old_stamp and not behind:
        return State(tree, prints, 0)
    there = dict(listing.only_in(root, commit))
    paths = {path for path in there if files.is_indexed(path, config)}
    # a mark counts also where the settings of today call the file public or a prompt
    others = [path for path in there.keys() - paths if files.is_code(path)]
    paths.update(listing.mentioning_in(root, files.NEVER_SEND, commit, others) if others else ())
    new = {Place(path, loose=False, oid=bytes.fromhex(there[path])) for path in paths}
    old = set(store.places(tree, loose=False).values())
    missing = update.missing_in(store, list(new), config)
    reader = Reader(store, partial(update.contents_of, root), config, None)
    marked = set(
        listing.mentioning_in(root, files.NEVER_SEND, commit, [place.path for place in missing]) if missing else ()
    )
    never = [place for place in missing if place.path in marked or files.never_leaves(place.path, config)]
    reader.read_guarded(never)
    done = {place.oid for place in never}
    left = [place for place in missing if place.oid not in done]
    if budget.bytes > 0:
        reader.read(left, budget)
    with store.transaction():
        reader.write()
        store.settle(name, stamp, old - new, new - old)
    tree, _, prints, behind = store.tree(name)
    return State(tree, prints, behind)
