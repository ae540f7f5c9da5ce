"""Detect added code that is not new: moved, copied, renamed, reformatted, edited or public code."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

from privacy_gate.model import Hunk

_WORD = re.compile(r"\w+")
_ALIKE = 0.6
"""The minimum share of a statement's words that its hunk also removed. Such a statement is an edit."""
_ALIKE_ELSEWHERE = 0.7
"""The minimum share of words that a statement has in common with a line removed elsewhere in the change.

It refers to the longer of the two.
"""
_SOME_WORDS, _LONG = 4, 12  # minimum words, and minimum letters and digits, of a compared line
_MOST_COMPARED = 200
MOST_KNOWN = 0.5
"""The minimum share of a statement's tokens that must be known. The statement then counts as moved or public code."""


class _Filter(Protocol):
    """A set of public fingerprints."""

    def __contains__(self, value: int, /) -> bool: ...


class RemovedLines:
    """The lines that a change removes. An added line may be one of them, unchanged or edited."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._rows: set[str] = set()
        self._short: set[str] = set()
        self._by_word: dict[str, list[frozenset[str]]] = {}
        for text in texts:
            for row in text.split("\n"):
                stripped = row.strip()
                if sum(map(str.isalnum, stripped)) < _LONG:
                    self._short.add(stripped)
                elif stripped not in self._rows:
                    self._rows.add(stripped)
                    words = frozenset(_WORD.findall(stripped))
                    if len(words) >= _SOME_WORDS:
                        for word in words:
                            self._by_word.setdefault(word, []).append(words)

    def holds(self, rows: Iterable[str]) -> bool:
        """Whether all these lines were removed. Indentation is ignored. Short lines never count as removed."""
        return bool(self._rows) and all(row.strip() in self._rows for row in rows)

    def holds_beside(self, rows: Iterable[str]) -> bool:
        """Whether all these lines were removed. Short lines such as `break` count as well.

        A short line proves something only if the line before or after it was also removed.
        """
        return all((stripped := row.strip()) in self._short or stripped in self._rows for row in rows)

    def holds_alike(self, rows: Iterable[str]) -> bool:
        """Whether these lines have most of their words in common with one removed line."""
        words = frozenset(word for row in rows for word in _WORD.findall(row))
        if len(words) < _SOME_WORDS:
            return False
        rarest = sorted((self._by_word.get(word, ()) for word in words), key=len)
        # a line with that many common words has one of the rarest words
        few = rarest[: len(words) - int(_ALIKE_ELSEWHERE * len(words)) + 1]
        near = itertools.chain.from_iterable(few)
        return any(
            len(words & other) >= _ALIKE_ELSEWHERE * max(len(words), len(other))
            for other in itertools.islice(near, _MOST_COMPARED)
        )


class Removed:
    """The words that each hunk of a file removes."""

    def __init__(self, hunks: Iterable[Hunk]) -> None:
        self._words: dict[int, frozenset[str]] = {}
        for hunk in hunks:
            words = frozenset(_WORD.findall(hunk.removed)) if hunk.removed else frozenset()
            for line in range(hunk.start, hunk.start + hunk.count):
                self._words[line] = words

    def is_edit(self, first: int, rows: Iterable[str]) -> bool:
        """Whether a statement edits code that its hunk removed.

        `first` is its first line, and `rows` are its added lines.
        """
        removed = self._words.get(first)
        if not removed:
            return False
        words = {word for row in rows for word in _WORD.findall(row)}
        return bool(words) and len(words & removed) / len(words) >= _ALIKE


class LineTokens(NamedTuple):
    """The tokens of a line: how many the repository already had (`own`), how many it had or are public (`known`), and
    all.
    """

    own: int
    known: int
    total: int


def origin(lines: Iterable[LineTokens]) -> str:
    """Return where most of the tokens come from: `moved` (from the repository), `public`, or empty for new code."""
    counts = [*lines]
    total = sum(one.total for one in counts)
    if not total or sum(one.known for one in counts) < MOST_KNOWN * total:
        return ""
    return "moved" if sum(one.own for one in counts) >= MOST_KNOWN * total else "public"


class Coverage:
    """The tokens of a text. It records which of them are in known k-grams."""

    def __init__(self, text: str) -> None:
        from privacy_gate.index import winnow
        from privacy_gate.index.lexer import lex

        tokens = lex(text)
        self._lines = tokens.lines
        self._grams = winnow.hash_parameterised(tokens)
        self._kept = winnow.winnow(self._grams)
        self._length = winnow.PARAMETERISED
        self._covered = bytearray(len(self._lines))
        self._public = bytearray(len(self._lines))
        self.by_line: dict[int, LineTokens] = {}
        self._totals: dict[int, int] = {}
        for line in self._lines:
            self._totals[line] = self._totals.get(line, 0) + 1

    def near(self, lines: Collection[int]) -> set[int]:
        """Return the k-grams that begin or end on the given lines."""
        wanted, length = self._wanted(lines), self._length
        found: set[int] = set()
        for at in range(len(self._grams)):
            if wanted[at] or wanted[at + length - 1]:
                found.add(self._grams[at])
        return found

    def _wanted(self, lines: Collection[int]) -> list[bool]:
        return [line in lines for line in self._lines]

    def cover(self, known: Collection[int], *, public: bool = False) -> None:
        """Record the tokens of the `known` k-grams as code of the repository or, with `public`, as public code."""
        covered = self._public if public else self._covered
        if known:
            one = b"\1" * self._length
            for at, gram in enumerate(self._grams):
                if gram in known:
                    covered[at : at + self._length] = one

    def cover_public(self, public: _Filter) -> None:
        """Record the tokens of public code.

        A single fingerprint may be in the filter by mistake, so two neighbouring ones must be.
        """
        before = -2 * self._length
        one = b"\1" * self._length
        for at in self._kept:
            if self._grams[at] in public:
                if at - before <= self._length:
                    for place in (before, at):
                        self._public[place : place + self._length] = one
                before = at

    def count(self) -> None:
        """Compute `by_line` from the recorded tokens."""
        own, either = dict.fromkeys(self._totals, 0), dict.fromkeys(self._totals, 0)
        for line, covered, public in zip(self._lines, self._covered, self._public, strict=True):
            own[line] += covered
            either[line] += covered | public
        self.by_line = {line: LineTokens(own[line], either[line], total) for line, total in self._totals.items()}
