"""Finding many texts at once: each begins at a word, so that one dictionary lookup a word is enough.

A text counts where no ASCII letter, digit or underscore adjoins it; one with a hyphen also not beside a hyphen, and
none right after another. Of those that begin at one word the longest counts. The time is linear in the text: it is cut
into words by functions of the interpreter, and a loop looks only at words that may begin something.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import accumulate, compress, count
from typing import NamedTuple

from privacy_gate.cleanroom.masking.stand_ins import respell, spell_path, squeeze

_FIRST_WORD = re.compile("[A-Za-z0-9_]+")
_WORD_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_AND_HYPHEN = _WORD_CHARACTERS | {"-"}
_APART = bytes(code if chr(code) in _WORD_CHARACTERS else ord(" ") for code in range(256))
_SHORT = 500  # characters of a text of which each word is looked up
_MOST_REMEMBERED = 20_000  # words
_LONGER = 8  # characters of a variant beside the name: an underscore before each word, a plural


class Entry(NamedTuple):
    """A text to look for, what takes its place, and the stand-in of the pair. `lead` characters stand before its first
    word; one without a word is a match of its own."""

    text: str
    instead: str
    stand_in: str
    lead: int = 0
    is_wordless: bool = False


class Found(NamedTuple):
    """A stretch of a text, what takes its place, and the stand-in of the pair."""

    start: int
    end: int
    instead: str
    stand_in: str


class Scan(NamedTuple):
    """What was found, and where text begins that can only be decided with more text."""

    found: list[Found]
    hold: int


def is_word(character: str) -> bool:
    """Whether a character is a letter or digit of ASCII or an underscore; an empty one is not."""
    return character in _WORD_CHARACTERS


def stands_free(text: str, start: int, end: int, what: str, left: str = "") -> bool:
    """Whether nothing adjoins [start, end) that would make `what` a part of a longer word. `left` is the character
    before the text."""
    before = text[start - 1] if start else left
    after = text[end : end + 1]
    adjoining = _AND_HYPHEN if "-" in what else _WORD_CHARACTERS
    return before not in adjoining and after not in adjoining


class Search:
    """The texts that are looked for."""

    def __init__(self) -> None:
        self.longest = 0
        self._lead = 0
        self._entries: dict[str, list[Entry]] = {}
        self._tokens: dict[str, Entry] = {}
        self._names: dict[str, dict[tuple[str, str], str]] = {}
        self._known = _Words(self._find_entries)
        self._wordless: list[str] = []
        self._any_wordless: re.Pattern[str] | None = None
        self._likely: set[str] = set()  # what words that are no entry are without case and underscores

    def add(self, text: str, instead: str, stand_in: str) -> None:
        """Look for a text as it is."""
        self.longest = max(self.longest, len(text))
        self._known.clear()
        first = _FIRST_WORD.search(text)
        if first is None:
            self._wordless.append(text)
            self._lead = max(self._lead, len(text))
            self._any_wordless = None
            self._entries[text] = [Entry(text, instead, stand_in, is_wordless=True)]
            return
        self._lead = max(self._lead, first.start())
        same = self._entries.setdefault(first[0], [])
        insort(same, Entry(text, instead, stand_in, first.start()), key=lambda entry: -len(entry.text))

    def add_token(self, token: str, original: str) -> None:
        """Look for a token, in any case."""
        self.longest = max(self.longest, len(token))
        self._known.clear()
        self._tokens[token.lower()] = Entry(token, original, token)
        self._likely.add(token.lower().replace("_", ""))

    def add_name(self, name: str, instead: str, stand_in: str) -> None:
        """Look for a name, and for its variants in another case or number, or in a path."""
        self.add(name, instead, stand_in)
        self.longest = max(self.longest, 2 * len(name) + _LONGER)
        bare = squeeze(name)
        self._names.setdefault(bare, {})[name, instead] = stand_in
        self._likely.update((bare, f"{bare}s"))
        for path in spell_path(name):
            other = respell(path, name, instead)
            if other is not None:
                self.add(path, other, stand_in)

    def scan(self, text: str, allowed: Callable[[str], bool], left: str = "", *, whole: bool = True) -> Scan:
        """What stands in a text, in order, as far as its stand-in is `allowed`. `left` is the character before the
        text; of a text that is not `whole`, the last part may have to wait for more."""
        found: list[Found] = []
        at, size, lead = 0, len(text), self._lead
        stop = size if whole else self._start_of_last_word(text)
        goes_on = is_word(left)
        for start, word in self._find_words(text[:stop]):
            entries = self._known[word]
            if not entries:
                continue
            if start < at or (goes_on and not start and not entries[0].is_wordless):
                continue
            for entry in entries:
                begins = start - entry.lead
                ends = begins + len(entry.text)
                if begins < at or (begins == at and found):
                    continue
                if not whole and (
                    start + lead > size if entry.is_wordless else ends >= size and entry.text.startswith(text[begins:])
                ):
                    return Scan(found, max(at, start - lead))
                if not (text.startswith(entry.text, begins) and stands_free(text, begins, ends, entry.text, left)):
                    continue
                if allowed(entry.stand_in):
                    found.append(Found(begins, ends, entry.instead, entry.stand_in))
                    at = ends
                    break
        return Scan(found, size if whole else max(at, stop - lead))

    def _find_words(self, text: str) -> Iterator[tuple[int, str]]:
        """The words of a text, in order, with which something may begin, and the texts without a word."""
        if len(text) > _SHORT:
            found = self._find_likely(text)
        else:
            found = ((one.start(), one[0]) for one in _FIRST_WORD.finditer(text))
        if not self._wordless:
            return found
        if self._any_wordless is None:
            self._any_wordless = re.compile("|".join(map(re.escape, sorted(self._wordless, key=len, reverse=True))))
        return merge(found, ((one.start(), one[0]) for one in self._any_wordless.finditer(text)))

    def _find_likely(self, text: str) -> Iterator[tuple[int, str]]:
        words = text.encode("ascii", "replace").translate(_APART).decode("ascii").split(" ")
        distinct = set(words)
        bare = "\n".join(distinct).replace("_", "").lower().split("\n")
        likely = {word for word, plain in zip(distinct, bare, strict=True) if plain in self._likely}
        likely.update(self._entries.keys() & distinct)
        ends = accumulate(map(len, words))
        for at, end in compress(zip(count(), ends), map(likely.__contains__, words)):
            word = words[at]
            yield end + at - len(word), word

    def _start_of_last_word(self, text: str) -> int:
        """Where the word begins that a text ends with, and that may go on; the end when that is too long for all."""
        size = start = len(text)
        least = max(0, size - self.longest - 1)
        while start > least and text[start - 1] in _WORD_CHARACTERS:
            start -= 1
        return size if size - start > self.longest else start

    def _find_entries(self, said: str) -> Sequence[Entry]:
        """The texts that begin with a word, or what the word is besides: a token in other case, or a variant of names.
        It is no variant when the names lead to different texts."""
        if said in self._entries:
            return self._entries[said]
        token = self._tokens.get(said.lower())
        if token is not None:
            return (Entry(said, token.instead, token.stand_in),)
        if len(said) > self.longest:
            return ()
        pairs = self._names.get(squeeze(said), {})
        entries = [
            Entry(said, other, stand_in)
            for (name, instead), stand_in in pairs.items()
            if (other := respell(said, name, instead)) is not None
        ]
        return entries if len({entry.instead for entry in entries}) == 1 else ()


class _Words(dict[str, Sequence[Entry]]):
    """What is known of words. It forgets when it has too many."""

    def __init__(self, find: Callable[[str], Sequence[Entry]]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> Sequence[Entry]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        entries = self[word] = self._find(word)
        return entries
