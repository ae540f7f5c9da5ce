"""Choose the conversation that restores an answer: the one that sent most of its stand-ins, the newest of several."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from privacy_gate.cleanroom.earlier_maps import MapRecord
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.places import Found
from privacy_gate.cleanroom.masking.unmask import find_damaged, find_stand_ins
from privacy_gate.rules import placeholders


class Restoration(Struct, frozen=True):
    """The replacements that a conversation makes in an answer.

    `found` are the replacements. `secrets` are tokens and placeholders of secrets that are not restored. `unknown` are
    other texts that look like stand-ins and are not restored. `pairs` is None for a map of version 0.1.0.
    """

    name: str
    found: tuple[Found, ...]
    secrets: tuple[str, ...]
    unknown: tuple[str, ...]
    pairs: PairMap | None = None

    @property
    def known(self) -> int:
        """Return how many different stand-ins in the answer the conversation sent."""
        return len({one.stand_in for one in self.found}) + len(self.secrets)

    def apply(self, text: str) -> str:
        """Return the answer with the originals in place of the stand-ins."""
        out, at = [], 0
        for found in self.found:
            out += [text[at : found.start], found.instead]
            at = found.end
        return "".join([*out, text[at:]])


def restore_by_conversation(name: str, pairs: PairMap, text: str, *, secrets: bool) -> Restoration:
    """Return the replacements of a conversation in the map. Without `secrets`, stand-ins of secrets stay."""
    found = find_stand_ins(text, pairs, secrets=secrets)
    unknown = dict.fromkeys(find_damaged(text, pairs, found))
    held = tuple(token for token in unknown if placeholders.normal_token(token) in pairs.sent)
    rest = tuple(token for token in unknown if token not in held)
    return Restoration(name, tuple(found), held, (*rest, *_placeholders(text)), pairs)


def restore_by_earlier_map(record: MapRecord, text: str, *, secrets: bool) -> Restoration:
    """Return the replacements of a map of version 0.1.0. Without `secrets`, placeholders of secrets stay."""
    mapping = record.mapping
    keys = {value.key: value.secret for value in mapping.values}
    there = sorted(set(placeholders.find_keys(text)))
    held = tuple(key.text for key in there if keys.get(key) and not secrets)
    unknown = tuple(key.text for key in there if key not in keys)
    found = tuple(mapping.find_stand_ins(text, secrets=secrets))
    return Restoration(record.prompt, found, held, (*find_damaged(text, PairMap(b"k"), ()), *unknown))


def choose_restoration(restorations: Sequence[Restoration]) -> tuple[Restoration, Restoration | None]:
    """Return the best restoration, and another one with as many stand-ins but a different result, or None.

    `restorations` are in order, newest first.
    """
    best = max(restorations, key=lambda one: one.known)
    other = (one for one in restorations if one.known == best.known and one.known and one.found != best.found)
    return best, next(other, None)


def _placeholders(text: str) -> tuple[str, ...]:
    """Return the placeholders of version 0.1.0 in a text."""
    keys = sorted(set(placeholders.find_keys(text))) if placeholders.holds_placeholders(text) else []
    return tuple(key.text for key in keys)
