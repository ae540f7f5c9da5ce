"""What of the added code was there before: moved, copied, renamed, formatted anew, known to the public, or edited."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

from privacy_gate.model import Hunk

_WORD = re.compile(r"\w+")
_ALIKE = 0.6
"""The share of a statement's words that stand in the lines removed by the same hunk when it is an edit of these."""
_ALIKE_ELSEWHERE = 0.7
"""The same for a single line that was removed anywhere in the change, of both lines' words."""
_SOME_WORDS, _LONG = 4, 12  # words, and letters and digits, of a line that is not alike by chance
_MOST_COMPARED = 200
MOST_KNOWN = 0.5
"""The share of a statement's tokens that may be known before it counts as moved, or as public code."""


class _Filter(Protocol):
    """Knows public fingerprints."""

    def __contains__(self, value: int, /) -> bool: ...


class Gone:
    """The lines that a whole change removes: what is added elsewhere may be one of them, as it was or edited."""

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
        """Whether all these lines are among the removed ones, whatever their indentation."""
        return bool(self._rows) and all(row.strip() in self._rows for row in rows)

    def holds_beside(self, rows: Iterable[str]) -> bool:
        """The same for lines such as `break`, which say nothing unless the line before or after them is one."""
        return all((stripped := row.strip()) in self._short or stripped in self._rows for row in rows)

    def holds_alike(self, rows: Iterable[str]) -> bool:
        """Whether a removed line has most of the words of these."""
        words = frozenset(word for row in rows for word in _WORD.findall(row))
        if len(words) < _SOME_WORDS:
            return False
        rarest = sorted((self._by_word.get(word, ()) for word in words), key=len)
        # of so many shared words one is among the rarest few
        few = rarest[: len(words) - int(_ALIKE_ELSEWHERE * len(words)) + 1]
        near = itertools.chain.from_iterable(few)
        return any(
            len(words & other) >= _ALIKE_ELSEWHERE * max(len(words), len(other))
            for other in itertools.islice(near, _MOST_COMPARED)
        )


class Removed:
    """The words that each hunk of a file removed."""

    def __init__(self, hunks: Iterable[Hunk]) -> None:
        self._words: dict[int, frozenset[str]] = {}
        for hunk in hunks:
            words = frozenset(_WORD.findall(hunk.removed)) if hunk.removed else frozenset()
            for line in range(hunk.start, hunk.start + hunk.count):
                self._words[line] = words

    def is_edit(self, first: int, rows: Iterable[str]) -> bool:
        """Whether a statement from line `first` on, of which these lines are added, edits what its hunk removed."""
        removed = self._words.get(first)
        if not removed:
            return False
        words = {word for row in rows for word in _WORD.findall(row)}
        return bool(words) and len(words & removed) / len(words) >= _ALIKE


class LineTokens(NamedTuple):
    """The tokens of a line: those that the repository held before, those that it held or that are public, and all."""

    own: int
    known: int
    total: int


def origin(lines: Iterable[LineTokens]) -> str:
    """Where most tokens of some lines come from: `moved` within the repository, `public` code, or nowhere (empty)."""
    counts = [*lines]
    total = sum(one.total for one in counts)
    if not total or sum(one.known for one in counts) < MOST_KNOWN * total:
        return ""
    return "moved" if sum(one.own for one in counts) >= MOST_KNOWN * total else "public"


class Coverage:
    """The tokens of a text, and which of them stand in k-grams that are known."""

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
        """The k-grams that touch some lines."""
        wanted, length = self._wanted(lines), self._length
        found: set[int] = set()
        for at in range(len(self._grams)):
            if wanted[at] or wanted[at + length - 1]:
                found.add(self._grams[at])
        return found

    def _wanted(self, lines: Collection[int]) -> list[bool]:
        return [line in lines for line in self._lines]

    def cover(self, known: Collection[int], *, public: bool = False) -> None:
        """Take note of k-grams that are known: in the repository, or as public code."""
        covered = self._public if public else self._covered
        if known:
            one = b"\1" * self._length
            for at, gram in enumerate(self._grams):
                if gram in known:
                    covered[at : at + self._length] = one

    def cover_public(self, public: _Filter) -> None:
        """Take note of public code. Its filter errs now and then, so two neighbouring fingerprints must be in it."""
        before = -2 * self._length
        one = b"\1" * self._length
        for at in self._kept:
            if self._grams[at] in public:
                if at - before <= self._length:
                    for place in (before, at):
                        self._public[place : place + self._length] = one
                before = at

    def count(self) -> None:
        """Bring `by_line` up to date."""
        own, either = dict.fromkeys(self._totals, 0), dict.fromkeys(self._totals, 0)
        for line, covered, public in zip(self._lines, self._covered, self._public, strict=True):
            own[line] += covered
            either[line] += covered | public
        self.by_line = {line: LineTokens(own[line], either[line], total) for line, total in self._totals.items()}
