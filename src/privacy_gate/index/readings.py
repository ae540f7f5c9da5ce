"""The readings of a prompt as tokens and k-grams, indexed by k-gram for a comparison with files."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from privacy_gate.index import winnow
from privacy_gate.index.lexer import lex
from privacy_gate.index.paste_cleanup import Pasted, is_prose

SHORT = 12
"""The number of tokens in a short k-gram. Short k-grams are not in the store. They are only used to compare files."""


class PromptReading:
    """A reading of a section of a prompt, with its tokens and k-grams."""

    def __init__(self, pasted: Pasted) -> None:
        self.pasted = pasted
        self.tokens = lex(pasted.text)
        self.exact = winnow.exact(self.tokens)
        self.renamed = winnow.hash_parameterised(self.tokens)
        self._short: list[int] | None = None
        self._stretches: list[int] | None = None
        self._tokens_in: Counter[int] | None = None

    @property
    def short(self) -> list[int]:
        if self._short is None:
            self._short = winnow.hash_parameterised(self.tokens, SHORT)
        return self._short

    @property
    def stretches(self) -> list[int]:
        """The number of the code section that each token belongs to; -1 in a sentence. Sentences separate sections."""
        if self._stretches is None:
            lines = self.pasted.text.split("\n")
            number, last, prose, found = 0, 0, False, []
            for line in self.tokens.lines:
                if line != last:
                    last, was_prose = line, prose
                    prose = is_prose(lines[line - 1])
                    number += was_prose and not prose
                found.append(-1 if prose else number)
            self._stretches = found
        return self._stretches

    @property
    def tokens_in(self) -> Counter[int]:
        """The number of tokens in each code section."""
        if self._tokens_in is None:
            self._tokens_in = Counter(self.stretches)
        return self._tokens_in

    @property
    def code(self) -> int:
        """The number of tokens outside sentences."""
        return sum(number >= 0 for number in self.stretches)

    def line(self, position: int) -> int:
        """Return the line of the prompt that contains a token."""
        return self.pasted.lines[self.tokens.lines[position] - 1]


class Channel:
    """The positions of each k-gram of one channel in all readings of a prompt."""

    def __init__(self, channels: Iterable[Sequence[int]]) -> None:
        self._first: dict[int, int] = {}  # positions are counted through all readings, which saves memory
        self._more: dict[int, list[int]] = {}
        self._starts: list[int] = []
        start = 0
        for values in channels:
            self._starts.append(start)
            for at, value in enumerate(values, start):
                if self._first.setdefault(value, at) != at:
                    self._more.setdefault(value, []).append(at)
            start += len(values)

    def __contains__(self, value: object) -> bool:
        return value in self._first

    def by_reading(self, shared: Iterable[int]) -> dict[int, dict[int, list[int]]]:
        """Return for each reading the positions of those of the given k-grams that it contains."""
        found: dict[int, dict[int, list[int]]] = {}
        for value in shared:
            for at in (self._first[value], *self._more.get(value, ())):
                number = bisect_right(self._starts, at) - 1
                found.setdefault(number, {}).setdefault(value, []).append(at - self._starts[number])
        return found


class Readings:
    """The readings of a prompt, indexed by k-gram.

    The cost of comparing a file therefore depends on the common part, and not on the size of the prompt.
    """

    def __init__(self, readings: Sequence[PromptReading]) -> None:
        self.each = readings

    @cached_property
    def exact(self) -> Channel:
        return Channel(reading.exact for reading in self.each)

    @cached_property
    def renamed(self) -> Channel:
        return Channel(reading.renamed for reading in self.each)

    @cached_property
    def short(self) -> Channel:
        return Channel(reading.short for reading in self.each)
