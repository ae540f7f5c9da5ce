"""What a reader makes of a stretch of code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from privacy_gate.model import Kind, Name, Segment


class MarkedSpan(Struct, frozen=True):
    """A stretch that is no plain code. Offsets count code points within the text that was read."""

    start: int
    end: int
    kind: Kind


class Marks(Struct, frozen=True):
    """What one reader found: stretches and names, in order, and stretches in another language."""

    marks: list[MarkedSpan]
    names: list[Name]
    embedded: list[tuple[int, int, str]] = []


class Reading(Struct, frozen=True):
    """Segments and names of a text, or of a part of one, and what could not be read as it should.

    `python`: stretches of Python, whose names are looked up where they are wanted.
    """

    segments: list[Segment]
    names: list[Name] = []
    shortfalls: list[str] = []
    python: list[tuple[int, int]] = []


def join_stretches(readings: Iterable[Reading]) -> Reading:
    """Several readings as one."""
    whole = Reading([], [], [], [])
    for reading in readings:
        whole.segments.extend(reading.segments)
        whole.names.extend(reading.names)
        whole.python.extend(reading.python)
        whole.shortfalls.extend(fall for fall in reading.shortfalls if fall not in whole.shortfalls)
    return whole


def fill_gaps(marks: Iterable[MarkedSpan], at: int, end: int, language: str) -> Iterator[Segment]:
    """Marks in order, with code between them, as segments of a text in which they begin at `at`."""
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
