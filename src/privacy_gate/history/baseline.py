"""Suppress findings of the history that are in a baseline.

A value that was accepted in one version is accepted in all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from privacy_gate.base.git.stream import Object, stream
from privacy_gate.history.grouping import Occurrence
from privacy_gate.history.message_text import choose_text
from privacy_gate.history.reader import VersionReader
from privacy_gate.policy.accepted import Accepted
from privacy_gate.sources.files import Tree

_LONGEST = 1 << 40


def held_groups(
    groups: Sequence[Sequence[Occurrence]], accepted: Accepted, tree: Tree, reader: Callable[[], VersionReader]
) -> tuple[set[int], int]:
    """Return the numbers of the suppressed groups, and how many of them the detect-secrets baseline suppresses.

    The bytes of each version with a candidate are read again, because the store contains no values.
    """
    suspects: dict[tuple[str, str], list[tuple[int, Occurrence]]] = {}
    for number, group in enumerate(groups):
        for one in group:
            if accepted.concerns([one.shown.fingerprint.partition("-")[0]], one.path):
                suspects.setdefault((one.oid, one.path), []).append((number, one))
    if not suspects:
        return set(), 0
    mine, by_other, found = reader(), set[int](), set[int]()
    objects = stream(tree.root, [oid for oid, _ in suspects], _LONGEST)
    for ((_, path), some), obj in zip(suspects.items(), objects, strict=True):
        if not isinstance(obj, Object):
            continue
        part = mine.judge(path, some[0][1].shown.exposure, choose_text(obj), accepted)
        left = {(shown.rule, shown.start) for shown in part.found}
        gone = {number for number, one in some if (one.shown.rule, one.shown.start) not in left}
        found |= gone
        by_other |= gone if part.baselined_by_detect_secrets == part.baselined else set()
    return found, len(by_other)
