"""Clean a text so that it may be sent: replace values with tokens and revealing names with neutral ones, reversibly.

The gate checks the text, fixes what it can, and checks the result again until nothing is left to fix. A neutral name
may uncover a finding that the revealing name hid. `left` contains the findings that only a person can fix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from privacy_gate.base import random_keys
from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom.edits import TextEdit, apply_edits, drop_overlaps
from privacy_gate.cleanroom.masking.mask import mask, register_literals
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.unmask import find_stand_ins, unmask
from privacy_gate.cleanroom.replacements import CleaningState, Replacement, RuledMark
from privacy_gate.model import Document, Finding
from privacy_gate.rules import Rule

_ROUNDS, _ROUNDS_OF_DROPPING = 8, 40


class JudgedText(Struct, frozen=True):
    """A text as the gate read it, and its findings. A finding lists the findings that were merged into it in `also`."""

    document: Document
    findings: Sequence[Finding]


Judge = Callable[[str], JudgedText]


class Cleaned(Struct, frozen=True):
    """A cleaned text. `left` contains the remaining findings. Only a person can fix them. Their spans refer to this
    text.
    """

    text: str
    pairs: PairMap
    replacements: tuple[Replacement, ...]
    left: tuple[Finding, ...]


def clean_text(
    text: str, judge: Judge, rules: Mapping[str, Rule], known: PairMap | None = None, *, drop_context: bool = False
) -> Cleaned:
    """Clean a text. Return it with the pairs that restore it.

    `known` contains the pairs of the repository and the stand-ins that the conversation sent. An original that has a
    stand-in there keeps it.

    `drop_context` also removes clauses and sentences of prose, comments and docstrings that have no neutral wording.
    They cannot be restored. Without `drop_context`, `unmask(result.text, result.pairs)` returns the original text.
    Raises GateError if it would not.
    """
    before = known or PairMap(random_keys.make_random())
    pairs = PairMap(before.key, before.pairs.values(), before.sent)
    register_literals(text, pairs)
    state = CleaningState(text, rules, pairs)
    now, judged = text, judge(text)
    for turn in range(_ROUNDS_OF_DROPPING if drop_context else _ROUNDS):
        edits: list[TextEdit] = []
        marks: list[RuledMark] = []
        if drop_context:
            edits, marks = state.removals(judged.document, judged.findings, gently=turn == 0)
        marks += state.marks(judged.document, judged.findings)
        changes = mask(now, (one.mark for one in marks), pairs).changes
        if not edits and not changes:
            break
        state.note(marks, changes)
        now = apply_edits(now, drop_overlaps([*edits, *(TextEdit(*change[:3]) for change in changes)]))
        judged = judge(now)
    if not drop_context and unmask(now, pairs) != unmask(text, before):
        raise GateError(
            "this text cannot be cleaned in a way that `restore` can reverse",
            "Remove the findings of `privacy-gate scan` manually.",
        )
    return Cleaned(now, _prune(now, pairs, before), tuple(state.replacements(now)), tuple(judged.findings))


def _prune(text: str, pairs: PairMap, before: PairMap) -> PairMap:
    """Return the pairs whose stand-in is in the text, and the pairs that were known before."""
    written = {one.stand_in for one in find_stand_ins(text, pairs)}
    kept = (pair for pair in pairs.pairs.values() if pair.stand_in in written or pair.stand_in in before.pairs)
    pruned = PairMap(pairs.key, kept, written | before.sent)
    pruned.met |= pairs.met
    return pruned
