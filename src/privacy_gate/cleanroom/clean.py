"""A text that may go out: values become placeholders, telling names neutral ones, and both can be turned back.

The text is judged, what can be mended is, and the result is judged again, until nothing is left to mend:
a neutral name may uncover what the telling one hid. What only a person can rewrite is `left`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as AbstractMapping

from msgspec import Struct

from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom.edits import apply_edits, drop_overlaps
from privacy_gate.cleanroom.mapping import Mapping
from privacy_gate.cleanroom.replacements import Replacement, Room
from privacy_gate.model import Document, Finding
from privacy_gate.rules import Rule

_ROUNDS, _ROUNDS_OF_DROPPING = 8, 40


class JudgedText(Struct, frozen=True):
    """A text as the gate read it, and what was found in it: each finding with what it stands for in `also`."""

    document: Document
    findings: Sequence[Finding]


Judge = Callable[[str], JudgedText]


class Cleaned(Struct, frozen=True):
    """A cleaned text. `left` is what stands in it that no machine should rewrite, with its spans there."""

    text: str
    mapping: Mapping
    replacements: tuple[Replacement, ...]
    left: tuple[Finding, ...]


def clean_text(
    text: str,
    judge: Judge,
    rules: AbstractMapping[str, Rule],
    known: Mapping | None = None,
    *,
    drop_context: bool = False,
) -> Cleaned:
    """The text without what can be mended, and all that is needed to turn it back.

    `known` is the mapping of an earlier version of this text: what it knows is called the same again.
    `drop_context` also leaves out what no machine can call otherwise, and that is lost: clauses and
    sentences of prose, comments, docstrings. Without it, and with a new mapping,
    `result.mapping.restored(result.text) == text`. Raises GateError when that cannot be kept.
    """
    room = Room(text, rules, known or Mapping())
    now, judged = text, judge(text)
    for turn in range(_ROUNDS_OF_DROPPING if drop_context else _ROUNDS):
        dropped = room.dropped(judged.document, judged.findings, gently=turn == 0) if drop_context else []
        edits = drop_overlaps([*dropped, *room.edits(judged.document, judged.findings)])
        if not edits:
            break
        now = apply_edits(now, edits)
        judged = judge(now)
    if known is None and not drop_context and room.mapping.restored(now) != text:
        raise GateError("this text cannot be cleaned so that it can be turned back", "take out what `scan` finds")
    room.mapping.forget(now, known or Mapping())
    return Cleaned(now, room.mapping, tuple(room.replacements(now)), tuple(judged.findings))
