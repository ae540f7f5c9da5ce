"""Invalidate stored results. The result of a version depends on earlier versions, and other refs may change those."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.history.history_store import IN_PART, Frame, commit_mark, find_path, mark, path_mark
from privacy_gate.model import Exposure
from privacy_gate.sources.versions import BlobPlace, ReadingPlan, find_commit


def drop_invalid(known: Frame, plan: ReadingPlan) -> bool:
    """Drop the results of paths that may be invalid. Return whether there were any.

    A partial result omits findings that earlier versions have. If one of those versions is not selected now, or the
    first commit of any changed, all versions of the path must be read again.
    """
    in_part, moved, here = set[str](), set[str](), set[tuple[str, str]]()
    for oid, place, what in _known_places(known, plan):
        here.add((oid, place.path))
        if what.startswith(IN_PART):
            in_part.add(place.path)
        if what[1:] != commit_mark(find_commit(plan, place.position)):
            moved.add(place.path)
    found = {(kept.oid, find_path(kept.path)) for kept in known.found}
    stale = in_part & (moved | {path for oid, path in found if (oid, path) not in here})
    if not stale:
        return False
    ends = {path_mark(path, exposure) for path in stale for exposure in Exposure}
    size = len(next(iter(ends)))
    known.done = {key: what for key, what in known.done.items() if not what or key[-size:] not in ends}
    known.found = [kept for kept in known.found if find_path(kept.path) not in stale]
    return True


def _known_places(known: Frame, plan: ReadingPlan) -> Iterator[tuple[str, BlobPlace, bytes]]:
    """Yield the places of the plan whose blobs have findings."""
    if not any(known.done.values()):
        return
    for oid, places in plan.places.items():
        for place in places:
            what = known.done.get(mark(oid, place.path, place.exposure))
            if what:
                yield oid, place, what
