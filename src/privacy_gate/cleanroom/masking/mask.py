"""Replace marked stretches of a text with stand-ins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from privacy_gate.cleanroom.masking.pairs import MaskedChange, Pair, PairMap
from privacy_gate.cleanroom.masking.places import Found, follows_escape, is_word, stands_free
from privacy_gate.cleanroom.masking.stand_ins import fits_name, fits_style
from privacy_gate.rules.placeholders import find_tokens

_OF_NAMES = "NAME"


class Mark(NamedTuple):
    """A stretch to replace.

    `name` is the neutral name to use. If it is empty, the stretch gets a token of the given `kind`.
    """

    start: int
    end: int
    kind: str
    secret: bool = False
    name: str = ""


class Masked(NamedTuple):
    """A masked text, and its changes. Their offsets refer to the original text."""

    text: str
    changes: tuple[MaskedChange, ...]


def mask(text: str, marks: Iterable[Mark], pairs: PairMap) -> Masked:
    """Replace the marks of a text with stand-ins. New pairs and sent stand-ins are added to `pairs`.

    An original that already has a stand-in keeps it. A mark for a token is widened to whole words, because `unmask`
    finds a token only if it is not part of a longer word. Marks that overlap or touch become one.
    """
    register_literals(text, pairs)
    changes: list[MaskedChange] = []
    is_new = not pairs.sent  # then no mark contains a stand-in of the conversation
    for mark in _join(text, marks, pairs):
        pair = _pair(text, mark, pairs, is_new=is_new)
        if pair is not None:
            pairs.sent.add(pair.stand_in)
            changes.append(MaskedChange(mark.start, mark.end, pair.stand_in, pair))
    return Masked(_apply(text, changes), tuple(changes))


def mask_known(text: str, pairs: PairMap) -> Masked:
    """Replace all originals that have a stand-in, except within longer words.

    Originals without a gap between them form a run. A run gets one token.
    """
    register_literals(text, pairs)
    changes = change_found(text, pairs.forth.scan(text, pairs.may_write).found, pairs)
    return Masked(_apply(text, changes), tuple(changes))


def change_found(text: str, found: Sequence[Found], pairs: PairMap) -> list[MaskedChange]:
    """Return the replacements of the originals that were found in a text.

    Their stand-ins are added to the sent ones.
    """
    changes = []
    for run in _group_runs(found):
        first, start, end = pairs.pairs[run[0].stand_in], run[0].start, run[-1].end
        original = text[start:end]
        if len(run) == 1 and (not first.kind or original == first.original):
            pair, instead = first, run[0].instead
        else:  # a run, or an original with escapes
            secret = any(pairs.pairs[one.stand_in].secret for one in run)
            pair = pairs.find(original) or _add_token(original, first.kind or _OF_NAMES, pairs, secret=secret)
            instead = pair.stand_in
        pairs.sent.add(pair.stand_in)
        changes.append(MaskedChange(start, end, instead, pair))
    return changes


def _group_runs(found: Sequence[Found]) -> Iterator[Sequence[Found]]:
    """Group matches that follow one another without a gap."""
    first = 0
    for at in range(1, len(found) + 1):
        if at == len(found) or found[at].start > found[at - 1].end:
            yield found[first:at]
            first = at


def register_literals(text: str, pairs: PairMap) -> None:
    """Register the stand-ins that the original text already contains.

    They are not restored in this conversation. New conversations use other stand-ins.
    """
    pairs.met.update(token for token in find_tokens(text) if token not in pairs.sent)
    if pairs.pairs.keys() <= pairs.sent:
        return
    for found in pairs.back.scan(text, lambda stand_in: stand_in not in pairs.sent).found:
        pairs.met.add(found.stand_in)
        pairs.retire(found.stand_in)


def _apply(text: str, changes: Sequence[MaskedChange]) -> str:
    out, at = [], 0
    for change in changes:
        out += [text[at : change.start], change.instead]
        at = change.end
    return "".join([*out, text[at:]])


def _join(text: str, marks: Iterable[Mark], pairs: PairMap) -> list[Mark]:
    """Return the marks in order, widened to whole words where needed. Marks that overlap or touch become one."""
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.start >= mark.end:
            continue
        wide = mark if _is_free(text, mark, pairs) else _widen(text, mark)
        while joined and wide.start <= joined[-1].end:
            last = joined.pop()
            secret = last.secret or wide.secret
            if (last.start, last.end) == (wide.start, wide.end):
                wide = last._replace(secret=secret)
            else:
                wide = _widen(text, Mark(last.start, max(last.end, wide.end), last.kind, secret))
        joined.append(wide)
    return joined


def _is_free(text: str, mark: Mark, pairs: PairMap) -> bool:
    """Whether the neutral name of a mark can replace it without becoming part of a longer word."""
    known = pairs.find(text[mark.start : mark.end])
    name = known.stand_in if known else mark.name
    return bool(mark.name) and fits_name(name) and stands_free(text, mark.start, mark.end, name)


def _widen(text: str, mark: Mark) -> Mark:
    """Widen a mark to include the whole words at its ends."""
    start, end = mark.start, mark.end
    while start and is_word(text[start - 1]) and not follows_escape(text, start):
        start -= 1
    while end < len(text) and is_word(text[end]):
        end += 1
    return mark._replace(start=start, end=end, name="")


def _pair(text: str, mark: Mark, pairs: PairMap, *, is_new: bool) -> Pair | None:
    """Return the pair for a mark; None if the mark covers a stand-in of the conversation, which stays.

    A mark with a `name` says that this stand-in reveals something too. The pair then has another stand-in.
    """
    said = text[mark.start : mark.end]
    if said in pairs.sent:
        if not mark.name or said not in pairs.pairs:
            return None
        pairs.retire(said)
    original, secret, at = "", mark.secret, 0
    for found in () if is_new else pairs.back.scan(said, pairs.may_restore).found:
        original += said[at : found.start] + found.instead
        secret = secret or pairs.pairs[found.stand_in].secret
        at = found.end
    original += said[at:]
    pair = pairs.find(original)
    if pair is not None and (pair.kind or stands_free(text, mark.start, mark.end, pair.stand_in)):
        return pair
    if mark.name and not secret and fits_style(mark.name, original) and pairs.is_unused(mark.name, original):
        pairs.add(Pair(mark.name, original))
        return pairs.pairs[mark.name]
    return _add_token(original, mark.kind, pairs, secret=secret)


def _add_token(original: str, kind: str, pairs: PairMap, *, secret: bool) -> Pair:
    token = pairs.new_token(kind, original)
    pairs.add(Pair(token, original, kind, secret))
    return pairs.pairs[token]
