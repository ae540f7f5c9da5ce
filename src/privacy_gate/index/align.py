"""Compare a prompt with one place of a file, token by token. It is the second step, after the search by fingerprints.

The store holds only a sample of the fingerprints, which is enough to choose the files to compare. This module compares
all k-grams (sequences of k tokens, see `index.winnow`) of the place and of the prompt, including shorter ones. It
counts the tokens that common k-grams cover on both sides. Tokens that public code also has are counted separately.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Sequence
from itertools import accumulate, pairwise
from operator import or_
from typing import NamedTuple, Protocol

from privacy_gate.index import winnow
from privacy_gate.index.lexer import Tokens, lex
from privacy_gate.index.readings import SHORT, PromptReading, Readings

_LEAST_SYMBOLS = 6
_AROUND = 60  # lines before and after the place
_GAP = 12  # lines, including blank lines and comments
_EDIT = 16  # tokens; a shorter gap between two runs of code from a prompt is an edit of that code
_IMPORT = re.compile(
    r"[ \t]{0,80}(?:from\s{1,9}\S{1,200}\s{1,9}import\b|import\b|export\s.{0,200}\sfrom\s|#\s?include\b"
    r"|using\s|use\s|package\s"
    r"|(?:const|let|var)\s.{0,200}=\s?require\(|require(?:_once|_relative)?\s|extern\s{1,9}crate\s)"
)


class Brought(Protocol):
    """K-grams that a commit of prompts brought to the repository, and k-grams that its source had before."""

    @property
    def brought(self) -> Container[int]: ...

    @property
    def older(self) -> Container[int]: ...


class Alignment(NamedTuple):
    """The code that a prompt and a place of a file have in common.

    Tokens are counted on both sides, and the lower number counts. `exact` and `renamed` are the numbers of private
    tokens that k-grams of channels E and P cover. `block` is the number of tokens in the section of the prompt with the
    most common code. `covered` is the number of common tokens in this section, and `share` is `covered` divided by
    `block`. `source` and `prompt` are the line ranges. `least` is the smallest hash of the common k-grams.
    """

    exact: int
    renamed: int
    share: float
    covered: int
    block: int
    source: tuple[int, int]
    prompt: tuple[int, int]
    least: int


class SourceFile:
    """A file that a prompt is compared with."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")

    def around(self, first: int, last: int) -> tuple[Tokens, list[bool]]:
        """Return the tokens of a range of lines and the lines around it. For each token, also return whether it is on
        an import line.

        Import lines prove little, because everybody writes them in the same way.
        """
        start = max(0, first - 1 - _AROUND)
        lines = self.region(first, last)
        values, numbers = lex(_find_open_mark("\n".join(self.lines[:start])) + "\n".join(lines))
        imports = _imports(lines)
        return Tokens(values, [number + start for number in numbers]), [number in imports for number in numbers]

    def region(self, first: int, last: int) -> list[str]:
        """Return a range of lines (from 1, inclusive) with the lines around it."""
        return self.lines[max(0, first - 1 - _AROUND) : last + _AROUND]


def _find_open_mark(before: str) -> str:
    """Return the mark that opens a string or comment at the end of a text; empty if none is open."""
    for mark in ('"""', "'''"):
        if before.count(mark) % 2:
            return mark
    return "/*" if before.rfind("/*") > before.rfind("*/") and "\n" in before[before.rfind("/*") :] else ""


def _imports(lines: Sequence[str]) -> set[int]:
    """Return the numbers (from 1) of the lines that import other modules."""
    found: set[int] = set()
    is_open = False
    for number, line in enumerate(lines, 1):
        if is_open or _IMPORT.match(line):
            found.add(number)
            is_open = (is_open or "(" in line or "{" in line) and ")" not in line and "}" not in line
    return found


def align(
    readings: Readings,
    source: SourceFile,
    first: int,
    last: int,
    public: Container[int],
    *,
    open_here: Container[int] = frozenset(),
    origins: Sequence[Brought] = (),
) -> Alignment | None:
    """Compare the readings of a prompt with the lines `first` to `last` of a file, and the lines around them.

    `public` are k-grams of public code. `open_here` are k-grams of packages that this repository uses, and of
    repositories that it declares public. `origins` are k-grams that prompts brought. In the result, `exact` and
    `renamed` exclude the tokens of all three. `share`, `covered` and `block` exclude only those of `open_here` and
    `origins`. Public code may contain each part of a short function, although the function as a whole is private.

    Return None if nothing is common. Otherwise return the result for the reading with the most common code.
    """
    part, common = source.around(first, last)
    by_ten, by_twenty = winnow.exact(part), winnow.hash_parameterised(part)
    channels = [(by_ten, winnow.EXACT), (by_twenty, winnow.PARAMETERISED)]
    stated = _mark_known(channels, [False] * len(common), open_here) if open_here else bytearray(len(common))
    for origin in origins:
        stated = bytearray(map(or_, stated, _mark_brought(channels, len(common), origin)))
    known = bytearray(map(or_, _mark_known(channels, common, public), stated))
    exact = _positions(by_ten, winnow.EXACT, common, readings.exact)
    renamed = _positions(by_twenty, winnow.PARAMETERISED, common, readings.renamed)
    by_twelve = winnow.hash_parameterised(part, SHORT)
    short = {
        value: places
        for value, places in _positions(by_twelve, SHORT, common, readings.short).items()
        if winnow.variety(part.values[places[0] : places[0] + SHORT]) >= _LEAST_SYMBOLS
    }
    in_exact = readings.exact.by_reading(exact)
    in_short = readings.short.by_reading(short)
    in_renamed = readings.renamed.by_reading(renamed)
    best: Alignment | None = None
    for number in sorted(in_exact.keys() | in_short.keys() | in_renamed.keys()):
        reading = readings.each[number]
        by_exact = _find_shared(in_exact.get(number, {}), exact, winnow.EXACT)
        by_short = _find_shared(in_short.get(number, {}), short, SHORT)
        by_renamed = _find_shared(in_renamed.get(number, {}), renamed, winnow.PARAMETERISED)
        here, there = by_exact[0] | by_short[0] | by_renamed[0], by_exact[1] | by_short[1] | by_renamed[1]
        share, covered, block = _block(here, sum(not stated[at] for at in there), reading)
        found = Alignment(
            exact=_private(by_exact, known),
            renamed=_private(by_renamed, known),
            share=share,
            covered=covered,
            block=block,
            source=find_extent(part.lines[at] for at in by_exact[1] | by_renamed[1] or there),
            prompt=find_extent(reading.line(at) for at in by_exact[0] | by_renamed[0] or here),
            least=min(in_exact.get(number) or in_short.get(number) or in_renamed[number]),
        )
        if best is None or found[:4] > best[:4]:
            best = found
    return best


def _mark_known(channels: Sequence[tuple[list[int], int]], common: Sequence[bool], public: Container[int]) -> bytearray:
    """Return 1 for each token that is on an import line (`common`) or in a k-gram of `public`, otherwise 0."""
    marks = bytearray(common)
    for hashes, k in channels:
        for at in winnow.winnow(hashes):
            if hashes[at] in public:
                marks[at : at + k] = b"\1" * k
    return marks


def _mark_brought(channels: Sequence[tuple[list[int], int]], length: int, origin: Brought) -> bytearray:
    """Return 1 for each token that came from a prompt and that the source did not have before, otherwise 0.

    Short gaps between such tokens are edits and count as well.
    """
    marks, older = bytearray(length), bytearray(length)
    for hashes, k in channels:
        for at, value in enumerate(hashes):
            if value in origin.older:
                older[at : at + k] = b"\1" * k
            if value in origin.brought:
                marks[at : at + k] = b"\1" * k
    marks = bytearray(one and not other for one, other in zip(marks, older, strict=True))
    runs = [range(*found.span()) for found in re.finditer(rb"\x01+", marks)]
    for one, other in pairwise(runs):
        gap = other.start - one.stop
        if gap < _EDIT and gap <= min(len(one), len(other)):
            marks[one.stop : other.start] = b"\1" * gap
    return marks


def _positions(hashes: Sequence[int], k: int, common: Sequence[bool], wanted: Container[int]) -> dict[int, list[int]]:
    """Return the positions of each wanted k-gram. Positions where most tokens are on import lines are left out."""
    found: dict[int, list[int]] = {}
    before = list(accumulate(common, initial=0))
    for at, value in enumerate(hashes):
        if value in wanted and (before[at + k] - before[at]) * 2 <= k:
            found.setdefault(value, []).append(at)
    return found


def _find_shared(here: dict[int, list[int]], there: dict[int, list[int]], k: int) -> tuple[set[int], set[int]]:
    """Return the tokens of the prompt and those of the file that the common k-grams cover."""
    ours = {token for places in here.values() for at in places for token in range(at, at + k)}
    return ours, {token for value in here for at in there[value] for token in range(at, at + k)}


def _private(covered: tuple[set[int], set[int]], known: bytearray) -> int:
    here, there = covered
    return min(len(here), sum(not known[at] for at in there))


def _block(here: Collection[int], there: int, reading: PromptReading) -> tuple[float, int, int]:
    """Return the figures of the prompt section with the most covered tokens: `share`, `covered`, `block` (see
    `Alignment`).

    `there` is the number of covered tokens of the file that are not declared public.
    """
    stretches, totals = reading.stretches, reading.tokens_in
    counts: dict[int, int] = {}
    for at in here:
        counts[stretches[at]] = counts.get(stretches[at], 0) + 1
    counts.pop(-1, None)
    if not counts:
        return 0.0, 0, 0
    number = max(counts, key=counts.__getitem__)
    covered = min(counts[number], there)
    return covered / totals[number], covered, totals[number]


def find_extent(lines: Iterable[int]) -> tuple[int, int]:
    """Return the first and last line of the part with the most tokens. `lines` has one line number per token.

    More than 12 lines without a token end a part.
    """
    counts = Counter(lines)
    best, start, weight, last = (0, 0, 0), 0, 0, 0
    for line in sorted(counts):
        if not start or line - last > _GAP:
            start, weight = line, 0
        last = line
        weight += counts[line]
        best = max(best, (weight, start, line))
    return best[1], best[2]
