"""Find parts of a never-send file in a prompt: exact code, code with other names, and sequences of words.

The minimum lengths were measured with `python -m benchmarks.never_send`, on public prompts and on code of other
packages. docs/configuration.md states them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from privacy_gate.index import vocabulary, winnow, word_grams
from privacy_gate.index.align import SourceFile, find_extent
from privacy_gate.index.lexer import Tokens, number
from privacy_gate.index.readings import Channel, Readings

_APART = 120  # lines; places of a file with a larger distance are compared separately
_NAMES_EACH = 2  # minimum number of distinct names in a k-gram; a table of literals has none
_NAMES = 3  # minimum number of distinct names in exact code
_LONG, _NAMES_OF_LONG = 16, 5  # tokens and distinct names from which exact code needs no name that is private
_TOKENS, _LINES, _SYMBOLS = 20, 3, 10  # minimum tokens, lines and distinct symbols of code with other names
_SYMBOLS_OF_TWO = 14  # minimum number of distinct symbols if such code has only two lines
_SMALL = 80_000  # fingerprints of about 5,000 lines; larger indexes have more matches by chance
_MORE_TOKENS = 4  # tokens that are required in addition, for each factor of ten
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{1,80}")


class SharedPart(Struct, frozen=True):
    """A part of a never-send file that a prompt contains.

    `source` and `prompt` are its lines in the file and in the prompt. `renaming` says whether the prompt uses other
    names. `least` is the smallest hash of the part.
    """

    source: tuple[int, int]
    prompt: tuple[int, int]
    renaming: bool
    least: int


def count_least_renamed(prints: int) -> int:
    """Return the minimum number of tokens of code with other names.

    `prints` is the number of never-send fingerprints.
    """
    return _TOKENS + round(_MORE_TOKENS * math.log10(max(1.0, prints / _SMALL)))


def code(
    readings: Readings, source: SourceFile, lines: Iterable[int], public: Container[int], renamed: int
) -> Iterator[SharedPart]:
    """Yield the parts of a file, near the given lines, whose code a prompt contains.

    `renamed` is the minimum number of tokens of code with other names.
    """
    for first, last in _places(lines):
        near = _Near(*source.around(first, last), public)
        exact = near.find_shared(winnow.exact(near.tokens), winnow.EXACT, readings.exact)
        run = next((run for run in exact.runs if _is_verbatim(near.tokens, run, source)), None)
        if run is not None:
            yield _part(near.tokens, run, exact, readings)
            continue
        others = near.find_shared(winnow.hash_parameterised(near.tokens), winnow.PARAMETERISED, readings.renamed)
        run = next((run for run in others.runs if _is_long(near.tokens, run, renamed)), None)
        if run is not None:
            yield _part(near.tokens, run, others, readings)


def _places(lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = 0
    for line in sorted(set(lines)):
        if first and line - last > _APART:
            yield first, last
            first = line
        first, last = first or line, line
    if first:
        yield first, last


class _Shared(NamedTuple):
    """The k-grams of one channel that a prompt and a section of a file have in common.

    `hashes` are the k-grams of the section. `runs` are the ranges of its tokens that common k-grams cover, longest
    first.
    """

    channel: Channel
    k: int
    hashes: Sequence[int]
    runs: list[range]


class _Near(NamedTuple):
    """A section of a file.

    `common` says which of its tokens are on import lines. `public` contains its k-grams that public code also has.
    """

    tokens: Tokens
    common: Sequence[bool]
    public: Container[int]

    def find_shared(self, hashes: Sequence[int], k: int, channel: Channel) -> _Shared:
        runs: list[range] = []
        for at, value in enumerate(hashes):
            if value not in channel or value in self.public or sum(self.common[at : at + k]) * 4 > (k - winnow.EXACT):
                continue
            if len({one for one in self.tokens.values[at : at + k] if one & 1}) >= _NAMES_EACH:
                if runs and at + k - runs[-1].stop <= k // 2:
                    runs[-1] = range(runs[-1].start, at + k)
                else:
                    runs.append(range(at, at + k))
        return _Shared(channel, k, hashes, sorted(runs, key=len, reverse=True))


def _is_verbatim(tokens: Tokens, run: range, source: SourceFile) -> bool:
    """Whether a run of tokens with their names is specific to this file: it has a name without public use, or it is
    long.
    """
    values = {value for value in tokens.values[run.start : run.stop] if value & 1}
    if len(values) < _NAMES:
        return False
    text = "\n".join(source.lines[tokens.lines[run.start] - 1 : tokens.lines[run.stop - 1]])
    names = [name for name in set(_NAME.findall(text)) if number(name) | 1 in values and _is_telling(name)]
    if len(run) >= _LONG and len(values) >= _NAMES_OF_LONG:
        return True
    return len(names) > 1 or any(not vocabulary.known_name(name) for name in names)


def _is_telling(name: str) -> bool:
    return len(name) >= 9 or "_" in name.strip("_") or name[1:] != name[1:].lower()


def _is_long(tokens: Tokens, run: range, least: int) -> bool:
    """Whether a run of tokens with other names is long enough.

    It needs three lines, or two with more distinct symbols.
    """
    if len(run) < least:
        return False
    lines = len(set(tokens.lines[run.start : run.stop]))
    symbols = winnow.variety(tokens.values[run.start : run.stop])
    return (lines >= _LINES and symbols >= _SYMBOLS) or (lines == _LINES - 1 and symbols >= _SYMBOLS_OF_TWO)


def _part(tokens: Tokens, run: range, shared: _Shared, readings: Readings) -> SharedPart:
    values = {value for value in shared.hashes[run.start : run.stop - shared.k + 1] if value in shared.channel}
    there = shared.channel.by_reading(values)
    number = max(there, key=lambda one: len(there[one]))
    starts = [start for places in there[number].values() for start in places]
    lines = (readings.each[number].line(at) for start in starts for at in range(start, start + shared.k))
    return SharedPart(
        source=(tokens.lines[run.start], tokens.lines[run.stop - 1]),
        prompt=find_extent(lines),
        renaming=shared.k == winnow.PARAMETERISED,
        least=min(values),
    )


def join_parts(parts: Iterable[SharedPart]) -> list[SharedPart]:
    """Join the parts of a file that overlap or touch in the prompt."""
    found: list[SharedPart] = []
    for part in sorted(parts, key=lambda one: one.prompt):
        last = found[-1] if found else None
        if last is None or part.prompt[0] > last.prompt[1] + 1:
            found.append(part)
            continue
        found[-1] = SharedPart(
            source=(min(last.source[0], part.source[0]), max(last.source[1], part.source[1])),
            prompt=(last.prompt[0], max(last.prompt[1], part.prompt[1])),
            renaming=last.renaming and part.renaming,
            least=min(last.least, part.least),
        )
    return found


def quoted_rows(text: str) -> dict[int, tuple[int, int]]:
    """Return the word sequences of a prompt by hash, each with the range of lines of its first occurrence."""
    found: dict[int, tuple[int, int]] = {}
    for row in word_grams.rows_in_text(text):
        found.setdefault(row.hash, (row.first, row.last))
    return found


def sentences(rows: Mapping[int, tuple[int, int]], shared: Mapping[int, int]) -> SharedPart:
    """Return the part of a file that shared word sequences form.

    `rows` gives the prompt lines of a sequence, and `shared` its line in the file.
    """
    source = find_extent(shared.values())
    near = [row for row, line in shared.items() if source[0] <= line <= source[1]]
    prompt = find_extent(line for row in near for line in rows[row])
    return SharedPart(source, prompt, renaming=False, least=min(near))
