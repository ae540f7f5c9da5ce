"""The result of reading a piece of code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from privacy_gate.model import Kind, Name, Segment


class MarkedSpan(Struct, frozen=True):
    """A part of a text that is not plain code. Offsets are code points within that text."""

    start: int
    end: int
    kind: Kind


class Marks(Struct, frozen=True):
    """The result of one reader: marked parts and names, in order, and parts in another language."""

    marks: list[MarkedSpan]
    names: list[Name]
    embedded: list[tuple[int, int, str]] = []


class Reading(Struct, frozen=True):
    """The segments and names of a text or a part of it, and the shortfalls of the reading.

    `python` are the parts in Python, whose names are looked up on demand.
    """

    segments: list[Segment]
    names: list[Name] = []
    shortfalls: list[str] = []
    python: list[tuple[int, int]] = []


def join_stretches(readings: Iterable[Reading]) -> Reading:
    """Combine several readings."""
    whole = Reading([], [], [], [])
    for reading in readings:
        whole.segments.extend(reading.segments)
        whole.names.extend(reading.names)
        whole.python.extend(reading.python)
        whole.shortfalls.extend(fall for fall in reading.shortfalls if fall not in whole.shortfalls)
    return whole


def fill_gaps(marks: Iterable[MarkedSpan], at: int, end: int, language: str) -> Iterator[Segment]:
    """Yield the marks, with code segments between them, as segments of a text that begins at `at`."""
    base = at
    for mark in marks:
        start, stop = max(base + mark.start, at), min(base + mark.end, end)
        if stop <= start:
            continue
        if start > at:
            yield Segment(at, start, Kind.CODE, language)
        yield Segment(start, stop, mark.kind, language)
        at = stop
    if at < end:
        yield Segment(at, end, Kind.CODE, language)
