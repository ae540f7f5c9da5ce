"""Replacing stretches of a text, each with what fits where it stands."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from privacy_gate.model import Document, Kind, Segment
from privacy_gate.rules.placeholders import Key

# In these a value may stand bare, so a placeholder may too.
_DATA = frozenset(("bash", "yaml", "toml", "ini", "dockerfile", "html", "css", "properties", "dotenv", "json", "diff"))
_PREFIX = "bBrRfFuUtTlL@$c"
_OPENING = re.compile(rf"[{_PREFIX}]{{0,3}}(?:\"{{3}}|'{{3}}|[\"'`])")


class TextEdit(NamedTuple):
    """Text instead of [start, end)."""

    start: int
    end: int
    text: str


class PlaceholderPlace(NamedTuple):
    """A stretch, and how a placeholder is written there."""

    start: int
    end: int
    form: Callable[[Key], str]


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """The text with edits that do not overlap."""
    out, at = [], 0
    for edit in sorted(edits):
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])


def drop_overlaps(edits: Iterable[TextEdit]) -> list[TextEdit]:
    """Of edits that overlap, the first in the list."""
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
    """Spans in order, those that overlap as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def placeholder_places(document: Document, start: int, end: int) -> list[PlaceholderPlace]:
    """Where and how placeholders for [start, end) leave the code around them valid.

    A value that runs on from one string into another of the same quotes becomes one string; with
    other quotes each of its pieces gets a placeholder.
    """
    first, last = (document.segment_at(at, closer=False) for at in (start, end - 1))
    if first == last or not (first.kind is Kind.STRING and last.kind is Kind.STRING):
        return [_place(document, start, end)]
    if _opening(document, first) == _opening(document, last):
        return [_place(document, start, end)]
    pieces = []
    for segment in document.segments:
        if segment.kind is Kind.STRING and segment.start < end and segment.end > start:
            quote = len(_opening(document, segment))
            closing = len(_opening(document, segment).lstrip(_PREFIX))
            inner = max(start, segment.start + quote), min(end, segment.end - closing)
            if inner[0] < inner[1]:
                pieces.append(_place(document, *inner))
    return pieces


def _place(document: Document, start: int, end: int) -> PlaceholderPlace:
    """A string of bytes holds ASCII, and what stands bare in a program must be a name."""
    segment = document.segment_at(start, closer=False)
    alone = stands_alone(document.text, start, end)
    if segment.kind is Kind.STRING and "b" in _opening(document, segment)[:2].lower():
        return PlaceholderPlace(start, end, (lambda key: key.name) if alone else (lambda key: key.ascii))
    if segment.kind is Kind.CODE and segment.language not in _DATA and alone:
        return PlaceholderPlace(start, end, lambda key: key.name)
    return PlaceholderPlace(start, end, lambda key: key.text)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether [start, end) is no part of a longer word."""
    return not (start and is_word(text[start - 1])) and not (end < len(text) and is_word(text[end]))


def is_word(character: str) -> bool:
    return character == "_" or character.isalnum()


def word_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole word that [start, end) is a part of."""
    while start and is_word(text[start - 1]):
        start -= 1
    while end < len(text) and is_word(text[end]):
        end += 1
    return start, end


def _opening(document: Document, segment: Segment) -> str:
    """How a string begins, with the letters before its quotes."""
    found = _OPENING.match(document.text, segment.start, segment.end)
    return found[0] if found else ""
