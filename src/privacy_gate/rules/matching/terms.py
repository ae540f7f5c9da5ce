"""Search for the user's words: thousands of keywords and glossary terms at once.

Each word is expanded to expressions (`rules.expressions.keyword_expressions`), for other separators, the plural and
camel case. Without case and separators, all of them have the same characters. So both the text and the words are
squeezed, which removes case and separators. The squeezed words are searched for as byte strings, and `re` confirms the
reported places. An expression is created and compiled only for a reported word.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from functools import cached_property

from privacy_gate.rules.expressions import has_boundaries, keyword_expressions
from privacy_gate.rules.matching import Hits, Pattern, Reports
from privacy_gate.rules.matching.database import PatternDatabase, compile_literals, has_hyperscan, load

Word = tuple[str, str]
"""A rule, and a word of the user that it finds."""

SPACES = "\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""The characters outside ASCII that `re` treats as white space."""
_SEPARATORS = b"\t\n\v\f\r\x1c\x1d\x1e\x1f -_"
_LOWER = bytes(range(256)).lower()
_FORMS_OF_I = "\u0130\u0131"  # other letters that `re` equates without case fold to one letter
_LONGEST = 500  # code points
_BLOCK = 256  # code points
_CONTINUATION = bytes(range(0x80, 0xC0))
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_PLURAL = frozenset("es")
_ASCII_WORDS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def squeeze(text: str) -> bytes:
    """Remove case and separators from a text.

    Squeezing two texts separately and joining the results gives the same bytes.
    """
    if text.isascii():
        return text.encode().translate(_LOWER, _SEPARATORS)
    for form in _FORMS_OF_I:
        text = text.replace(form, "i")
    for space in SPACES:
        text = text.replace(space, "")
    return text.casefold().encode("utf-8", "surrogatepass").translate(None, _SEPARATORS)


def patterns(word: Word) -> list[Pattern]:
    """Return the patterns of a word.

    An offset that is reported for one lies between the start and the end of a match.
    """
    rule, term = word
    parts = term.split()
    width = len(term) + 3 * len(parts) + 2
    any_case, *camel = keyword_expressions(term)
    shown = [len(parts[0]), *(len("".join(parts)) for _ in camel)]
    return [
        Pattern(rule, regex, term, "", width, width, 1, size)
        for regex, size in zip((any_case, *camel), shown, strict=True)
    ]


def is_word(term: str) -> bool:
    """Whether this module searches for a term.

    A very long term, or one of separators only, becomes a normal pattern.
    """
    return len(term) <= _LONGEST and bool(squeeze(term))


def compile_words(words: Sequence[Word]) -> bytes:
    """Compile words to a serialised database. It is empty without hyperscan."""
    if not words or not has_hyperscan():
        return b""
    return PatternDatabase(compile_literals([squeeze(term) for _, term in words])).serialise()


class TermMatcher:
    """A matcher that finds the expressions of all words in a text."""

    def __init__(self, words: Sequence[Word], database: bytes) -> None:
        """Load the database. Raises the errors of hyperscan if it is from another kind of computer."""
        self._words = words
        self._literals = PatternDatabase(load(database)) if database else _Literals(words)
        self._made: dict[int, list[Pattern]] = {}

    def find(self, text: str) -> Hits:
        return Hits(text, self.reports(text))

    def reports(self, text: str) -> Reports:
        found: Reports = {}
        for number, places in self._places(text).items():
            for item in self._patterns(number):
                found.setdefault(item.rule, []).append((item, places))
        return found

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """All patterns of all words. A check does not need them."""
        return tuple(item for number in range(len(self._words)) for item in self._patterns(number))

    @cached_property
    def _first(self) -> list[int]:
        """The number of the first pattern of each word."""
        return list(itertools.accumulate((len(self._patterns(at)) for at in range(len(self._words))), initial=0))

    def ends(self, data: bytes) -> dict[int, list[int]]:
        """Return the byte offsets for each reported pattern, by its number.

        The data is UTF-8, and may begin and end within a character.
        """
        behind = len(data) - len(data.lstrip(_CONTINUATION))
        text = data.decode("utf-8", "ignore")
        found = {}
        for number, places in self._places(text).items():
            offsets = places if len(text) == len(data) else list(_byte_offsets(text, places, behind))
            found.update(dict.fromkeys(range(self._first[number], self._first[number + 1]), offsets))
        return found

    def _patterns(self, number: int) -> list[Pattern]:
        if number not in self._made:
            self._made[number] = patterns(self._words[number])
        return self._made[number]

    def _places(self, text: str) -> dict[int, list[int]]:
        """Return the ends of each word that may occur in a text, by its number. Ends are code points, in order."""
        reports = self._literals.ends(squeeze(text))
        if not reports:
            return {}
        sizes = {number: len(squeeze(self._words[number][1])) for number in reports}
        wanted = {end - 1 for ends in reports.values() for end in ends}
        wanted.update(end - sizes[number] for number, ends in reports.items() for end in ends)
        index = _indices(text, sorted(wanted))
        found = {}
        for number in sorted(reports):
            size, term = sizes[number], self._words[number][1]
            ends = sorted(
                index[end - 1] + 1
                for end in reports[number]
                if _may_be_whole(text, index[end - size], index[end - 1], term)
            )
            if ends:
                found[number] = ends
        return found


def _may_be_whole(text: str, first: int, last: int, term: str) -> bool:
    """Whether a word may be complete at this place.

    This rejects most places inside longer words, so that no expression is compiled for them.
    """
    if first and has_boundaries(term[0]) and text[first] in _LETTERS and text[first - 1] in _ASCII_WORDS:
        return False
    after = text[last + 1 : last + 2]
    return not (has_boundaries(term[-1]) and after in _LETTERS and after not in _PLURAL)


def _indices(text: str, offsets: Sequence[int]) -> dict[int, int]:
    """Map byte offsets in the squeezed text to code points of the text. The offsets must be in order."""
    found, at, done = {}, 0, 0
    for start in range(0, len(text), _BLOCK):
        block = text[start : start + _BLOCK]
        size = len(squeeze(block))
        while at < len(offsets) and offsets[at] < done + size:
            within = offsets[at] - done
            found[offsets[at]] = start + bisect.bisect_right(
                range(1, len(block)), within, key=lambda count: len(squeeze(block[:count]))
            )
            at += 1
        done += size
    return found


def _byte_offsets(text: str, places: Sequence[int], behind: int) -> Iterator[int]:
    at, offset = 0, behind
    for place in places:
        offset += len(text[at:place].encode())
        at = place
        yield offset


class _Literals:
    """The squeezed words by their first bytes, for computers without hyperscan."""

    _HEAD = 8

    def __init__(self, words: Sequence[Word]) -> None:
        self._by_size: dict[int, dict[bytes, list[tuple[int, bytes]]]] = {}
        for number, (_, term) in enumerate(words):
            literal = squeeze(term)
            head = literal[: self._HEAD]
            self._by_size.setdefault(len(head), {}).setdefault(head, []).append((number, literal))

    def ends(self, data: bytes) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for size, by_head in self._by_size.items():
            for at in range(len(data) - size + 1):
                for number, literal in by_head.get(data[at : at + size], ()):
                    if data.startswith(literal, at):
                        found.setdefault(number, []).append(at + len(literal))
        return found
