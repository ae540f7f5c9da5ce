"""Divide a prompt into units that the reader judges one by one, and windows that it reads at once.

A unit is a sentence, a line of code, or another line with a word in it. The reader reads up to `WINDOW` word pieces at
once. A longer prompt is read in windows that overlap by `OVERLAP` pieces, and a unit is judged in the window that
holds the most of it. The numbers are those of the trials with MiniLM-L6: units that are read in their context are
found better than units alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from privacy_gate.checkers.reader.word_pieces import WordPiece
from privacy_gate.checkers.wording.sentences import Sentence, lines_of_code, sentences
from privacy_gate.model import Document

WINDOW = 300
"""The number of word pieces that are read at once, without the two marks for the ends of a window."""
OVERLAP = 80
"""The number of word pieces that two windows share."""
_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\w{2}")
_SHORTEST = 6  # characters of a line that is no sentence


class Unit(Struct, frozen=True):
    """A stretch of a document, from `start` to before `end` in code points. `text` is what the small model judges."""

    start: int
    end: int
    text: str
    is_prose: bool


class Window(Struct, frozen=True):
    """The pieces from `first` to before `last`, and the units that are judged in them.

    A unit is its number, and its pieces from the beginning of the window.
    """

    first: int
    last: int
    units: tuple[tuple[int, int, int], ...]


def list_units(document: Document) -> list[Unit]:
    """Return the units of a document, in order of their offsets."""
    prose = [_unit(sentence, is_prose=True) for sentence in sentences(document)]
    taken = {(unit.start, unit.end) for unit in prose}
    code = [_unit(sentence, is_prose=False) for sentence in lines_of_code(document)]
    units = prose + [unit for unit in code if (unit.start, unit.end) not in taken]
    units += _other_lines(document, units)
    return sorted(units, key=lambda unit: (unit.start, unit.end))


def _unit(sentence: Sentence, *, is_prose: bool) -> Unit:
    _, start, length = sentence.pieces[-1]
    return Unit(sentence.pieces[0][1], start + length, sentence.text, is_prose)


def _other_lines(document: Document, units: Sequence[Unit]) -> Iterator[Unit]:
    """Yield the lines that no unit touches: rows of data, headings, single names."""
    text, at, ordered = document.text, 0, sorted((unit.start, unit.end) for unit in units)
    reached = 0  # the highest end of the units that begin before the line ends
    for line in _LINE.finditer(text):
        while at < len(ordered) and ordered[at][0] < line.end():
            reached = max(reached, ordered[at][1])
            at += 1
        if reached > line.start() or line.end() - line.start() < _SHORTEST or not _WORD.search(line[0]):
            continue
        if document.in_scope(line.start(), line.end()):
            yield Unit(line.start(), line.end(), line[0], is_prose=False)


def list_windows(pieces: Sequence[WordPiece], units: Sequence[Unit]) -> list[Window]:
    """Return the windows of a document, each with the units that it holds the most of."""
    bounds = list(_bounds(len(pieces)))
    held: list[list[tuple[int, int, int]]] = [[] for _ in bounds]
    first = 0
    for number, unit in enumerate(units):
        while first < len(pieces) and pieces[first].end <= unit.start:
            first += 1
        last = first
        while last < len(pieces) and pieces[last].start < unit.end:
            last += 1
        if first == last:
            continue  # signs without a piece
        best = max(range(len(bounds)), key=lambda at: _fit(bounds[at], first, last))
        begin, end = bounds[best]
        held[best].append((number, max(first, begin) - begin, min(last, end) - begin))
    return [Window(*bound, tuple(inside)) for bound, inside in zip(bounds, held, strict=True)]


def _bounds(count: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start + WINDOW < count:
        yield start, start + WINDOW
        start += WINDOW - OVERLAP
    if count:
        yield start, count


def _fit(bound: tuple[int, int], first: int, last: int) -> tuple[int, int]:
    """How much of a unit a window holds, and then how far the unit is from the nearer end of the window."""
    return min(last, bound[1]) - max(first, bound[0]), min(first - bound[0], bound[1] - last)
