"""Find runs: texts that follow one another without a gap, such as `FooBarFooBar`. A run must be a whole word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush

from privacy_gate.cleanroom.masking.places import Entry, Found, begins_free, ends_free, is_word

_HEAD = 4  # first characters of a word, without case and underscores, that indicate a run
_ENOUGH = 3 * _HEAD  # characters of a word that may contain a run


class Runs:
    """The texts that a run may consist of."""

    def __init__(self, find_variant: Callable[[str], Entry | None]) -> None:
        self.heads: set[str] = set()
        self.sizes: set[int] = set()  # sizes of the heads
        self.leads: set[int] = set()
        self._find_variant = find_variant
        self._texts: dict[str, list[Entry]] = {}
        self._lengths: set[int] = set()
        self._firsts: set[str] = set()
        self._longest_name = 0

    def add(self, entry: Entry) -> None:
        """Add a text."""
        self._texts.setdefault(entry.text, []).append(entry)
        self._lengths.add(len(entry.text))
        self._firsts.add(entry.text[0])
        self.leads.add(entry.lead)
        word = entry.text[entry.lead :]
        if all(map(is_word, word)):
            self._add_head(word)

    def remove(self, text: str) -> None:
        """Remove a text."""
        self._texts.pop(text, None)

    def add_name(self, name: str, longest: int) -> None:
        """Add a name with its variants. `longest` is the maximum length of a variant."""
        self._add_head(name)
        self._longest_name = max(self._longest_name, longest)

    def may_begin(self, word: str) -> bool:
        """Whether a run may begin at a word, judged by the first characters of the word."""
        head = _bare(word)
        return any(head[:size] in self.heads for size in self.sizes)

    def may_adjoin(self, text: str, at: int) -> bool:
        """Whether another text of a run may begin at `at`, judged by the character there."""
        first = text[at : at + 1]
        return is_word(first) or first in self._firsts

    def find(self, text: str, at: int) -> Iterator[Entry]:
        """Yield the texts that begin at `at`."""
        for length in self._lengths:
            yield from self._texts.get(text[at : at + length], ())
        end = most = min(len(text), at + self._longest_name)
        if end > at and self.may_begin(text[at : at + _ENOUGH]):
            end = next((place for place in range(at, most) if not is_word(text[place])), most)
            for size in range(end - at, 1, -1):
                variant = self._find_variant(text[at : at + size])
                if variant is not None:
                    yield variant

    def _add_head(self, word: str) -> None:
        head = _bare(word)[:_HEAD]
        self.heads.add(head)
        self.sizes.add(len(head))


def _bare(word: str) -> str:
    return word.lstrip("_")[:_ENOUGH].replace("_", "").lower()


class RunSearch:
    """A search for runs in one text.

    `left` is the text before. If the text is not `whole`, a start in the last `longest` characters is
    undecided.
    """

    def __init__(
        self, runs: Runs, text: str, allowed: Callable[[str], bool], left: str, longest: int, *, whole: bool
    ) -> None:
        self._runs, self._text, self._allowed, self._left = runs, text, allowed, left
        self._undecided = len(text) + 1 if whole else len(text) - longest
        self._dead: set[int] = set()  # offsets after which no run can end as a whole word

    def find(self, start: int, least: int) -> list[Found] | None:
        """Return the texts of the longest run whose first word begins at `start`.

        The run must not begin before `least`. The result is empty if there is no run, and None if more text is needed
        to decide.
        """
        for lead in sorted(self._runs.leads, reverse=True):
            if start - lead >= least:
                found = self._find_at(start - lead)
                if found is None or found:
                    return found
        return []

    def _find_at(self, begins: int) -> list[Found] | None:
        text, runs = self._text, self._runs
        arrived: dict[int, Found] = {}
        waiting: list[int] = []

        def step(at: int) -> None:
            for entry in runs.find(text, at):
                end = at + len(entry.text)
                if end in arrived or end in self._dead or not self._allowed(entry.stand_in):
                    continue
                if at > begins or begins_free(text, begins, entry.text, self._left, stand_in=entry.stand_in):
                    arrived[end] = Found(at, end, entry.instead, entry.stand_in)
                    heappush(waiting, end)

        step(begins)
        best = begins
        while waiting:
            at = heappop(waiting)
            goes_on = runs.may_adjoin(text, at)
            if at >= self._undecided and (goes_on or at == len(text)):
                return None
            if ends_free(text, at, text[arrived[at].start : at]):
                best = at
            if goes_on:
                step(at)
        self._dead.update(at for at in arrived if at > best)
        run: list[Found] = []
        while best > begins:
            run.append(arrived[best])
            best = run[-1].start
        return run[::-1]
