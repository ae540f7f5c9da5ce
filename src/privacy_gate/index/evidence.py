"""Count the fingerprints that a prompt shares with a file in one place, and decide whether they prove a match.

The thresholds were measured with `python -m benchmarks.code_matching`, and for many repositories with `python -m
benchmarks.organisation`. The benchmarks put functions into prompts: without comments, with other names, halved, edited
and reformatted. They compare these with functions and whole files of other packages.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from enum import IntEnum
from functools import lru_cache

from msgspec import Struct

from privacy_gate.index import paste_cleanup, winnow
from privacy_gate.index.readings import PromptReading
from privacy_gate.index.store_rows import StoredHit

NEAR = 60
"""The distance in lines within which fingerprints belong to one place, both in the file and in the prompt."""

EXACT, RENAMED = 3.0, 4.0
"""The numbers of fingerprints of channels E and P that prove a match, in a small index and for a short prompt."""

FAR_OVER = 3
_SMALL = 250_000  # fingerprints in a small index; in larger ones, a match needs more for each factor of ten
_SHORT_PROMPT = 400  # tokens of code in a short prompt; in longer ones, a match needs more for each factor of ten

Needed = tuple[float, float]
"""The numbers of fingerprints of channels E and P that a match needs."""


class Strength(IntEnum):
    """How certain a match is."""

    WEAK = 1
    CLEAR = 2
    STRONG = 3


class Match(Struct, frozen=True):
    """A part of a prompt that also occurs in a file of this repository, or of the named `repository`.

    `path` is empty if only the repository is known. `source` and `prompt` are ranges of lines (from 1, inclusive).
    `exact` and `renamed` are the numbers of common fingerprints of channels E and P. `renaming` means that the prompt
    uses other names. `least` is the smallest hash of the common k-grams, or 0 if it is unknown.
    """

    path: str
    never_send: bool
    strength: Strength
    source: tuple[int, int]
    prompt: tuple[int, int]
    exact: int
    renamed: int
    renaming: bool
    least: int
    repository: str = ""


class Evidence(Struct, frozen=True):
    """The largest group of common fingerprints in one place of a file.

    `exact` and `renamed` count the distinct fingerprints of channels E and P. The other fields are the numbers of their
    lines, and the line ranges in the file and the prompt.
    """

    exact: int
    exact_lines: int
    renamed: int
    renamed_lines: int
    source: tuple[int, int]
    prompt: tuple[int, int]


class _Seen(Struct, frozen=True, order=True):
    """A fingerprint that a file and a prompt have in common, with its line in the file (`line`) and in the prompt."""

    line: int
    hash: int
    prompt: int


@lru_cache(maxsize=1)
def readings(text: str) -> tuple[PromptReading, ...]:
    """Return those readings of a prompt that contain code.

    The last result is cached, because there are several callers.
    """
    return tuple(reading for reading in map(PromptReading, paste_cleanup.readings(text)) if reading.exact)


def lines(readings: Sequence[PromptReading], channel: str, shared: set[int]) -> dict[int, set[int]]:
    """Return the shared k-grams of a channel, each with the lines of the prompt on which it begins."""
    found: dict[int, set[int]] = {}
    for reading in readings:
        values = getattr(reading, channel)
        if shared.isdisjoint(values):
            continue
        for at, value in enumerate(values):
            if value in shared:
                found.setdefault(value, set()).add(reading.line(at))
    return found


def covered_lines(
    readings: Sequence[PromptReading], shared: Collection[int], prompt: tuple[int, int]
) -> tuple[int, int]:
    """Return the range of prompt lines, extended to the end of the shared k-grams that begin in it."""
    first, last = prompt
    for reading in readings:
        for channel, k in ((reading.exact, winnow.EXACT), (reading.renamed, winnow.PARAMETERISED)):
            for at, value in enumerate(channel):
                if value in shared and first <= reading.line(at) <= prompt[1]:
                    last = max(last, reading.line(at + k - 1))
    return first, last


def count_closest(
    hits: Sequence[StoredHit], keyed: dict[int, int], exact: dict[int, set[int]], renamed: dict[int, set[int]]
) -> Evidence:
    """Return the largest group of common fingerprints in one place of a file, for each channel.

    `hits` are the stored fingerprints of the file, and `keyed` gives their k-grams. `exact` and `renamed` give the
    prompt lines of a k-gram.
    """
    sides: list[tuple[int, int, list[_Seen]]] = []
    for lines in (exact, renamed):
        seen = [
            _Seen(hit.line, hit.hash, line)
            for hit in hits
            if keyed[hit.hash] in lines
            for line in lines[keyed[hit.hash]]
        ]
        sides.append(_densest(seen))
    both = sides[0][2] + sides[1][2]
    return Evidence(
        sides[0][0],
        sides[0][1],
        sides[1][0],
        sides[1][1],
        (min(one.line for one in both), max(one.line for one in both)),
        (min(one.prompt for one in both), max(one.prompt for one in both)),
    )


def _densest(seen: list[_Seen]) -> tuple[int, int, list[_Seen]]:
    """Find the place of the file and of the prompt with the most distinct common fingerprints.

    Return their number, the number of their lines (the lower of the two sides), and the fingerprints. A prompt may
    repeat a line of the file a hundred thousand times, so no step reads a whole window.
    """
    best: tuple[int, int, list[_Seen]] = (0, 0, [])
    seen.sort()
    hashes, lines_ = Counter[int](), Counter[int]()  # in the current window of the file
    by_prompt: dict[int, list[int]] = {}  # indices into `seen` by sections of the prompt
    start = 0
    for end, one in enumerate(seen):
        hashes[one.hash] += 1
        lines_[one.line] += 1
        stretch = one.prompt // NEAR
        by_prompt.setdefault(stretch, []).append(end)
        while one.line - seen[start].line > NEAR:
            _decrease(hashes, seen[start].hash)
            _decrease(lines_, seen[start].line)
            start += 1
        if end + 1 - start <= best[0] or (len(hashes), len(lines_)) <= best[:2]:
            continue
        near = [
            seen[at]
            for around in (stretch - 1, stretch, stretch + 1)
            for at in _cut_before(by_prompt.get(around, ()), start)
            if abs(seen[at].prompt - one.prompt) <= NEAR
        ]
        number = len({other.hash for other in near})
        lines = min(len({other.line for other in near}), len({other.prompt for other in near}))
        if (number, lines) > best[:2]:
            best = number, lines, near
    return best


def _decrease(counts: Counter[int], value: int) -> None:
    counts[value] -= 1
    if not counts[value]:
        del counts[value]


def _cut_before(numbers: Sequence[int], start: int) -> Sequence[int]:
    return numbers[bisect_left(numbers, start) :]


def code(readings: Sequence[PromptReading]) -> int:
    """Return the number of code tokens in a prompt. If a section has several readings, the longest one counts."""
    longest: dict[int, int] = {}
    for reading in readings:
        first = reading.pasted.lines[0]
        longest[first] = max(longest.get(first, 0), reading.code)
    return sum(longest.values())


def growth(prints: int, tokens: int) -> float:
    """Return how much larger an index and a prompt are than small ones, in factors of ten.

    Larger ones have more matches by chance.
    """
    return math.log10(max(1.0, prints / _SMALL)) + math.log10(max(1.0, tokens / _SHORT_PROMPT))


def count_needed(tenfolds: float) -> Needed:
    """Return the numbers of fingerprints that a match needs. `tenfolds` is the result of `growth`."""
    return EXACT + tenfolds, RENAMED + 1.5 * tenfolds


def is_over(evidence: Evidence, needed: Needed, by: float = 0) -> bool:
    """Whether a channel has the needed number of fingerprints plus `by`, on two or more lines.

    A single line may be an idiom.
    """
    return (evidence.exact >= needed[0] + by and evidence.exact_lines >= 2) or (
        evidence.renamed >= needed[1] + by and evidence.renamed_lines >= 2
    )


def score_by_prints(evidence: Evidence, needed: Needed) -> Strength | None:
    """Return the strength of a match if only its fingerprints are known; None if they are too few."""
    if is_over(evidence, needed, FAR_OVER):
        return Strength.STRONG
    return Strength.CLEAR if is_over(evidence, needed) else None


def same_place(one: tuple[int, int], other: tuple[int, int]) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return shared * 2 > min(one[1] - one[0], other[1] - other[0]) + 1
