"""Replace stand-ins with their originals, but only stand-ins that the conversation sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.places import Found
from privacy_gate.rules.placeholders import AFTER_ESCAPE, DIGITS, LETTERS

_MAY_HOLD = re.compile("[Pp][Gg]")
_GAP = r"(?:\\?[_\-:. ]){1,2}"
_PART = rf"(?:[{LETTERS}][{DIGITS}]){{2,8}}[{LETTERS}]?"
_LIKENESS = re.compile(
    rf"(?:(?<![A-Za-z0-9])|{AFTER_ESCAPE})PG(?:{_GAP}[A-Z]{{2,12}}{_GAP}|[A-Z]{{2,12}}){_PART}(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)


def unmask(text: str, pairs: PairMap, *, secrets: bool = True) -> str:
    """Replace the stand-ins that the conversation sent with their originals.

    Without `secrets`, those of secrets stay.
    """
    out, at = [], 0
    for found in find_stand_ins(text, pairs, secrets=secrets):
        out += [text[at : found.start], found.instead]
        at = found.end
    return "".join([*out, text[at:]])


def find_stand_ins(text: str, pairs: PairMap, *, secrets: bool = True) -> list[Found]:
    """Return the stand-ins in a text that can be restored, in order, each with its original."""
    return pairs.back.scan(text, make_filter(pairs, secrets=secrets)).found if pairs.sent else []


def make_filter(pairs: PairMap, *, secrets: bool) -> Callable[[str], bool]:
    """Return the function that decides whether a stand-in is restored. Without `secrets`, those of secrets are not."""
    known = pairs.pairs
    return pairs.may_restore if secrets else lambda stand_in: pairs.may_restore(stand_in) and not known[stand_in].secret


def find_damaged(text: str, pairs: PairMap, found: Iterable[Found] | None = None) -> Iterator[str]:
    """Yield texts that look like a token but cannot be restored: cut, changed, invented, or from another conversation.

    `found` are the stand-ins that can be restored, if they are known already.
    """
    if not _MAY_HOLD.search(text):
        return
    restored = {one.start for one in (find_stand_ins(text, pairs) if found is None else found)}
    for likeness in _LIKENESS.finditer(text):
        if likeness.start() not in restored:
            yield likeness[0]
