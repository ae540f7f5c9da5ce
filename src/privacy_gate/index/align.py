"""How much of a prompt stands in one place of a file: the second look, at the file itself.

The store holds a sample of the fingerprints, which is enough to say where to look. Here all
k-grams of the place and of the prompt are compared, shorter ones too, and the tokens they cover
are counted on both sides. What the public also writes is told apart.
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
_AROUND = 60  # lines before and after
_GAP = 12  # lines, blank and comments among them
_EDIT = 16  # tokens; a stretch that is changed in code that came from a prompt is shorter
_IMPORT = re.compile(
    r"[ \t]{0,80}(?:from\s{1,9}\S{1,200}\s{1,9}import\b|import\b|export\s.{0,200}\sfrom\s|#\s?include\b"
    r"|using\s|use\s|package\s"
    r"|(?:const|let|var)\s.{0,200}=\s?require\(|require(?:_once|_relative)?\s|extern\s{1,9}crate\s)"
)


class Brought(Protocol):
    """The k-grams that came to the source with a commit of prompts, and those that it had before."""

    @property
    def brought(self) -> Container[int]: ...

    @property
    def older(self) -> Container[int]: ...


class Alignment(NamedTuple):
    """The common code of a prompt and a place in a file.

    Tokens are counted on the side with fewer of them. `exact` and `renamed` are covered by long k-grams that are not
    public. `block` is the number of tokens in the part of the code, without public tokens of the file. `share` is the
    covered share of it. `least` is the smallest common k-gram, which does not depend on the position.
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
    """A file to compare with."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")

    def around(self, first: int, last: int) -> tuple[Tokens, list[bool]]:
        """The tokens of some lines and those near, and which of them stand on lines that import something.

        These say little, and everybody writes them alike.
        """
        start = max(0, first - 1 - _AROUND)
        lines = self.region(first, last)
        values, numbers = lex(_opened("\n".join(self.lines[:start])) + "\n".join(lines))
        imports = _imports(lines)
        return Tokens(values, [number + start for number in numbers]), [number in imports for number in numbers]

    def region(self, first: int, last: int) -> list[str]:
        """Some lines and those near."""
        return self.lines[max(0, first - 1 - _AROUND) : last + _AROUND]


def _opened(before: str) -> str:
    """The mark of the string or comment that is open at the end of a text."""
    for mark in ('"""', "'''"):
        if before.count(mark) % 2:
            return mark
    return "/*" if before.rfind("/*") > before.rfind("*/") and "\n" in before[before.rfind("/*") :] else ""


def _imports(lines: Sequence[str]) -> set[int]:
    """The numbers (from 1) of the lines that say what is used of other modules."""
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
    """What the readings of a prompt share with the lines of a file from `first` to `last` and around.

    `public` are the k-grams that are known to be public, and `open_here` those of packages and repositories
    that this one uses or calls public: these alone make nothing of a block, and neither does what prompts brought
    (`origins`). Short functions are made of what the whole world writes, and are somebody's as a whole.
    """
    part, common = source.around(first, last)
    by_ten, by_twenty = winnow.exact(part), winnow.hash_parameterised(part)
    channels = [(by_ten, winnow.EXACT), (by_twenty, winnow.PARAMETERISED)]
    stated = _known(channels, [False] * len(common), open_here) if open_here else bytearray(len(common))
    for origin in origins:
        stated = bytearray(map(or_, stated, _brought(channels, len(common), origin)))
    known = bytearray(map(or_, _known(channels, common, public), stated))
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
        by_exact = _shared(in_exact.get(number, {}), exact, winnow.EXACT)
        by_short = _shared(in_short.get(number, {}), short, SHORT)
        by_renamed = _shared(in_renamed.get(number, {}), renamed, winnow.PARAMETERISED)
        here, there = by_exact[0] | by_short[0] | by_renamed[0], by_exact[1] | by_short[1] | by_renamed[1]
        share, covered, block = _block(here, sum(not stated[at] for at in there), reading)
        found = Alignment(
            exact=_private(by_exact, known),
            renamed=_private(by_renamed, known),
            share=share,
            covered=covered,
            block=block,
            source=extent(part.lines[at] for at in by_exact[1] | by_renamed[1] or there),
            prompt=extent(reading.line(at) for at in by_exact[0] | by_renamed[0] or here),
            least=min(in_exact.get(number) or in_short.get(number) or in_renamed[number]),
        )
        if best is None or found[:4] > best[:4]:
            best = found
    return best


def _known(channels: Sequence[tuple[list[int], int]], common: Sequence[bool], public: Container[int]) -> bytearray:
    """1 for each token that lies in a k-gram known to be public, or that is common."""
    marks = bytearray(common)
    for hashes, k in channels:
        for at in winnow.winnow(hashes):
            if hashes[at] in public:
                marks[at : at + k] = b"\1" * k
    return marks


def _brought(channels: Sequence[tuple[list[int], int]], length: int, origin: Brought) -> bytearray:
    """1 for each token that came from a prompt, short changes included, and that the source did not have before."""
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
    """Where each k-gram that is wanted stands, without those of which most is common."""
    found: dict[int, list[int]] = {}
    before = list(accumulate(common, initial=0))
    for at, value in enumerate(hashes):
        if value in wanted and (before[at + k] - before[at]) * 2 <= k:
            found.setdefault(value, []).append(at)
    return found


def _shared(here: dict[int, list[int]], there: dict[int, list[int]], k: int) -> tuple[set[int], set[int]]:
    """The tokens of the prompt and those of the file that shared k-grams cover."""
    ours = {token for places in here.values() for at in places for token in range(at, at + k)}
    return ours, {token for value in here for at in there[value] for token in range(at, at + k)}


def _private(covered: tuple[set[int], set[int]], known: bytearray) -> int:
    here, there = covered
    return min(len(here), sum(not known[at] for at in there))


def _block(here: Collection[int], there: int, reading: PromptReading) -> tuple[float, int, int]:
    """Of the stretch of which most is covered: the share that is, and its tokens, covered and all.

    `there` is how many tokens of the file are covered and not stated to be public.
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


def extent(lines: Iterable[int]) -> tuple[int, int]:
    """The first and the last line of the part that holds most of some tokens; a wide gap ends a part."""
    counts = Counter(lines)
    best, start, weight, last = (0, 0, 0), 0, 0, 0
    for line in sorted(counts):
        if not start or line - last > _GAP:
            start, weight = line, 0
        last = line
        weight += counts[line]
        best = max(best, (weight, start, line))
    return best[1], best[2]
