"""Mask and unmask the strings of a JSON text, including its keys.

The decoded strings are searched. The edits are made in their escaped form, and the rest of the text stays unchanged
(`base.json_strings`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from privacy_gate.base.json_strings import SpanEdit, apply_edits, replace_in_json
from privacy_gate.cleanroom.masking.mask import Mark, mask
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.unmask import find_stand_ins


def mask_json(text: str, find_marks: Callable[[str], Iterable[Mark]], pairs: PairMap) -> str:
    """Replace parts of the strings with stand-ins.

    `find_marks` returns the marks of a decoded string. Raises ValueError if the text is not JSON.
    """

    def find(decoded: str) -> Iterator[SpanEdit]:
        changes = mask(decoded, find_marks(decoded), pairs).changes
        return (SpanEdit(change.start, change.end, change.instead) for change in changes)

    return replace_in_json(text, find)


def unmask_json(text: str, pairs: PairMap, *, secrets: bool = True, ascii_only: bool | None = None) -> str:
    """Replace the stand-ins that the conversation sent with their originals.

    `ascii_only` says whether an original is written with escapes only. By default it is escaped like the string around
    it. Raises ValueError if the text is not JSON.
    """

    def find(decoded: str) -> Iterator[SpanEdit]:
        found = find_stand_ins(decoded, pairs, secrets=secrets)
        return (SpanEdit(one.start, one.end, one.instead) for one in found)

    return replace_in_json(text, find, ascii_only)


def list_edits(before: str, after: str, pairs: PairMap) -> list[SpanEdit]:
    """Return the edits that turn a text into its masked form. Raises ValueError if the texts differ elsewhere."""
    edits: list[SpanEdit] = []
    at = done = 0
    for found in find_stand_ins(after, pairs):
        at += found.start - done
        done = found.end
        said = after[found.start : found.end]
        if before.startswith(found.instead, at):
            edits.append(SpanEdit(at, at + len(found.instead), said))
            at += len(found.instead)
        else:  # the text had it before
            at += len(said)
    if apply_edits(before, edits) != after:
        raise ValueError("something else changed")
    return edits
