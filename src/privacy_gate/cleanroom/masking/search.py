"""Find many texts at once. Each text is looked up by its first word.

A text matches if no ASCII letter, digit or underscore adjoins it. The digits of an escape do not count: the last one of
`%2F` begins no word. A text with a hyphen must not adjoin a hyphen either,
and a text must not directly follow another match. A search that `joins` also finds texts that adjoin one another. The
longest of the texts that begin at one word counts. The time is linear in the text: built-in functions split the text
into words, and a loop reads only the words that may begin a match.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Iterator, Sequence
from heapq import merge

from privacy_gate.cleanroom.masking.places import (
    LONGEST_ESCAPE,
    Entry,
    Found,
    Scan,
    find_after_escapes,
    is_word,
    keep_left,
    stands_free,
)
from privacy_gate.cleanroom.masking.runs import Runs, RunSearch
from privacy_gate.cleanroom.masking.spellings import is_in_query, spell_escaped, spell_with_plus
from privacy_gate.cleanroom.masking.stand_ins import respell, spell_paths, squeeze
from privacy_gate.cleanroom.masking.words import find_likely, strip_case

_FIRST_WORD = re.compile("[A-Za-z0-9_]+")
_SHORT = 500  # characters; in a shorter text each word is looked up
_MOST_REMEMBERED = 20_000  # words
_LONGER = 8  # characters that a variant may add: an underscore before each word, a plural


class Search:
    """The texts to search for."""

    def __init__(self, *, joins: bool = False) -> None:
        self.longest = 0
        self._lead = 0
        self._runs = Runs(self._find_variant) if joins else None
        self._entries: dict[str, list[Entry]] = {}
        self._tokens: dict[str, Entry] = {}
        self._names: dict[str, dict[tuple[str, str], str]] = {}
        self._known: dict[str, Sequence[Entry]] = {}
        self._wordless: list[str] = []
        self._any_wordless: re.Pattern[str] | None = None
        self._likely: set[str] = set()  # first words of the texts, without case and underscores
        self._new_names: list[tuple[str, str, str]] = []  # added, but not yet indexed

    def add_spellings(self, original: str, stand_in: str) -> None:
        """Add the spellings of a text in a URL."""
        for one in dict.fromkeys(spell_escaped(original)):
            self.add(one, stand_in, stand_in)
        for one in dict.fromkeys(spell_with_plus(original)):
            self.add(one, stand_in, stand_in, in_query=True)

    def add(self, text: str, instead: str, stand_in: str, *, in_query: bool = False) -> None:
        """Add a text to find exactly as written.

        If it is also the spelling of another text in a query, it is found only in queries.
        """
        self.longest = max(self.longest, len(text))
        self._known.clear()
        first = _FIRST_WORD.search(text)
        if first is not None and "+" in text:
            in_query = self._limit_to_queries(text, first[0], in_query=in_query)
        if first is None:
            entry = Entry(text, instead, stand_in, is_wordless=True)
            self._wordless.append(text)
            self._lead = max(self._lead, len(text))
            self._any_wordless = None
            self._entries[text] = [entry]
        else:
            self._likely.add(strip_case(first[0]))
            entry = Entry(text, instead, stand_in, first.start(), in_query=in_query)
            self._lead = max(self._lead, entry.lead)
            insort(self._entries.setdefault(first[0], []), entry, key=lambda entry: -len(entry.text))
        if self._runs is not None and not in_query:
            self._runs.add(entry)

    def _limit_to_queries(self, text: str, first: str, *, in_query: bool) -> bool:
        """Return whether one of the entries of a text is found only in queries. Then all of them are."""
        entries = self._entries.get(first, [])
        if not in_query:
            return any(one.text == text and one.in_query for one in entries)
        entries[:] = [one._replace(in_query=True) if one.text == text else one for one in entries]
        if self._runs is not None:
            self._runs.remove(text)
        return True

    def add_token(self, token: str, original: str) -> None:
        """Add a token that matches in any case."""
        self.longest = max(self.longest, len(token))
        self._known.clear()
        self._tokens[token.lower()] = Entry(token, original, token)
        self._likely.add(strip_case(token))

    def add_name(self, name: str, instead: str, stand_in: str) -> None:
        """Add a name that also matches in another case style or number, and in the spelling of paths."""
        self.longest = max(self.longest, 2 * len(name) + _LONGER)
        self._new_names.append((name, instead, stand_in))

    def scan(self, text: str, allowed: Callable[[str], bool], left: str = "", *, whole: bool = True) -> Scan:
        """Return the matches in a text, in order. A match counts only if `allowed` returns True for its stand-in.

        `left` is the text before (`keep_left`). If the text is not `whole`, its last part may need more text.
        """
        if self._new_names:
            self._take_in()
        found: list[Found] = []
        at, size, lead, runs = 0, len(text), self._lead, self._runs
        stop = size if whole else self._start_of_last_word(text, left)
        run_search = RunSearch(runs, text, allowed, left, self.longest, whole=whole) if runs is not None else None
        for start, word in self._find_words(text[:stop], left):
            if start < at:
                continue
            adjoins = runs is not None and runs.may_begin(word)
            for entry in self._look_up(word):
                begins = start - entry.lead
                ends = begins + len(entry.text)
                if begins < at:
                    continue
                if not whole and (
                    start + lead >= size if entry.is_wordless else ends >= size and entry.text.startswith(text[begins:])
                ):
                    return Scan(found, max(at, start - lead))
                if not (text.startswith(entry.text, begins) and allowed(entry.stand_in)):
                    continue
                if entry.in_query and not is_in_query(text, begins, left):
                    continue
                if runs is not None and not entry.in_query and runs.may_adjoin(text, ends):
                    adjoins = True
                    break
                if stands_free(text, begins, ends, entry.text, left, stand_in=entry.stand_in):
                    found.append(Found(begins, ends, entry.instead, entry.stand_in))
                    at, adjoins = ends, False
                    break
            if adjoins and run_search is not None:
                run = run_search.find(start, at)
                if run is None:
                    return Scan(found, max(at, start - lead))
                found += run
                at = run[-1].end if run else at
        return Scan(found, size if whole else max(at, stop - lead))

    def _take_in(self) -> None:
        """Index the added names. This takes much longer than adding them."""
        names, self._new_names = self._new_names, []
        for name, instead, stand_in in names:
            self.add(name, instead, stand_in)
            bare = squeeze(name)
            self._names.setdefault(bare, {})[name, instead] = stand_in
            self._likely.update((bare, f"{bare}s"))
            if self._runs is not None:
                self._runs.add_name(bare, self.longest)
            for path, other in spell_paths(name, instead):
                self.add(path, other, stand_in)

    def _find_words(self, text: str, left: str) -> Iterator[tuple[int, str]]:
        """Yield the words that may begin a match, in order, and the texts without a word."""
        found = self._find_whole_words(text)
        is_escaped = "%" in text or "%" in left[-LONGEST_ESCAPE:]
        return merge(found, find_after_escapes(text, left)) if is_escaped else found

    def _find_whole_words(self, text: str) -> Iterator[tuple[int, str]]:
        if len(text) <= _SHORT:
            found: Iterator[tuple[int, str]] = ((one.start(), one[0]) for one in _FIRST_WORD.finditer(text))
        elif self._runs is None:
            found = find_likely(text, self._likely)
        else:
            found = find_likely(text, self._likely, self._runs.heads, self._runs.sizes)
        if not self._wordless:
            return found
        if self._any_wordless is None:
            self._any_wordless = re.compile("|".join(map(re.escape, sorted(self._wordless, key=len, reverse=True))))
        return merge(found, ((one.start(), one[0]) for one in self._any_wordless.finditer(text)))

    def _start_of_last_word(self, text: str, left: str) -> int:
        """Return where the last word begins, which may continue in the next piece; the end if it is longer than any
        text. Without the digits of an escape it may be short enough.
        """
        size = start = len(text)
        least = max(0, size - self.longest - LONGEST_ESCAPE)
        while start > least and is_word(text[start - 1]):
            start -= 1
        if size - start > self.longest:
            rest = find_after_escapes(text[start:], keep_left(left, text, start))
            start = next((start + at for at, word in rest if len(word) <= self.longest), size)
        return start

    def _look_up(self, word: str) -> Sequence[Entry]:
        """Return the entries for a word: texts that begin with it, a token in any case, or a variant of a name."""
        entries = self._known.get(word)
        if entries is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            entries = self._known[word] = self._find_entries(word)
        return entries

    def _find_entries(self, word: str) -> Sequence[Entry]:
        token = self._tokens.get(word.lower())
        if token is not None:
            return (Entry(word, token.instead, token.stand_in),)
        entries = self._entries.get(word, [])
        if any(entry.text == word for entry in entries):
            return entries
        variant = self._find_variant(word)
        return entries if variant is None else [*entries, variant]

    def _find_variant(self, said: str) -> Entry | None:
        """Return the entry for a variant of a name; None if it is a variant of several names with different
        replacements.
        """
        if len(said) > self.longest:
            return None
        pairs = self._names.get(squeeze(said), {})
        entries = [
            Entry(said, other, stand_in)
            for (name, instead), stand_in in pairs.items()
            if (other := respell(said, name, instead)) is not None
        ]
        return entries[0] if len({entry.instead for entry in entries}) == 1 else None
