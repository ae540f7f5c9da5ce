"""Replace parts of a text: edits, spans, and the places where a replacement keeps code valid."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from privacy_gate.cleanroom.masking.places import follows_escape
from privacy_gate.index import vocabulary
from privacy_gate.model import Document, Kind, Segment

_PREFIX = "bBrRfFuUtTlL@$c"
_OPENING = re.compile(rf"[{_PREFIX}]{{0,3}}(?:\"{{3}}|'{{3}}|[\"'`])")
_SHORTEST_ELSEWHERE = 6  # code points; shorter values are not searched in the rest of the text


class TextEdit(NamedTuple):
    """A replacement of [start, end) by `text`."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """Return the text after the edits. They must not overlap."""
    out, at = [], 0
    for edit in sorted(edits):
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])


def drop_overlaps(edits: Iterable[TextEdit]) -> list[TextEdit]:
    """Return the edits without those that overlap an earlier one of the sequence."""
    kept: list[TextEdit] = []
    starts: list[int] = []
    ends: list[int] = []
    for edit in edits:
        at = bisect.bisect_right(starts, edit.start)
        if (at and ends[at - 1] > edit.start) or (at < len(starts) and starts[at] < edit.end):
            continue
        starts.insert(at, edit.start)
        ends.insert(at, edit.end)
        kept.append(edit)
    return kept


def join_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans sorted by offset, with overlapping spans joined."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def spans_to_replace(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans to replace for [start, end), so that the code around them stays valid.

    A value that continues in the next string literal becomes one string if both literals have the same quotes.
    Otherwise the piece in each literal is replaced.
    """
    first, last = (document.segment_at(at, closer=False) for at in (start, end - 1))
    if first == last or not (first.kind is Kind.STRING and last.kind is Kind.STRING):
        return [(start, end)]
    if _opening(document, first) == _opening(document, last):
        return [(start, end)]
    pieces = []
    for segment in document.segments:
        if segment.kind is Kind.STRING and segment.start < end and segment.end > start:
            quote = len(_opening(document, segment))
            closing = len(_opening(document, segment).lstrip(_PREFIX))
            inner = max(start, segment.start + quote), min(end, segment.end - closing)
            if inner[0] < inner[1]:
                pieces.append(inner)
    return pieces


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether [start, end) is not part of a longer word. The digits of an escape are no part of a word."""
    begins_alone = not start or not is_word(text[start - 1]) or follows_escape(text, start)
    return begins_alone and not (end < len(text) and is_word(text[end]))


def is_word(character: str) -> bool:
    return character == "_" or character.isalnum()


def word_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the whole word around [start, end)."""
    while start and is_word(text[start - 1]) and not follows_escape(text, start):
        start -= 1
    while end < len(text) and is_word(text[end]):
        end += 1
    return start, end


def find_alike(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span, and the other places of the same value, except within longer words.

    Short values, values of several lines and ordinary words have no other places.
    """
    yield start, end
    value = text[start:end]
    if len(value) < _SHORTEST_ELSEWHERE or "\n" in value or vocabulary.prose(value.lower()):
        return
    at = text.find(value)
    while at >= 0:
        if at != start and stands_alone(text, at, at + len(value)):
            yield at, at + len(value)
        at = text.find(value, at + len(value))


def _opening(document: Document, segment: Segment) -> str:
    """Return the opening of a string literal: its prefix letters and its quotes."""
    found = _OPENING.match(document.text, segment.start, segment.end)
    return found[0] if found else ""
