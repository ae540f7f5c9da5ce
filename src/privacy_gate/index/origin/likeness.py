"""Compare a region of the source with other texts by lines, words and k-grams, and find names in texts."""

from __future__ import annotations

import re
from functools import lru_cache

from privacy_gate.base.naming import words
from privacy_gate.index import evidence, vocabulary, winnow
from privacy_gate.index.lexer import Tokens, lex
from privacy_gate.index.own_names import key

_LEAST_LINE = 10
"""The minimum number of characters, without spaces, of a line that can prove an origin."""
_WORD = re.compile(r"[^\W\d]\w{3,80}")
_RUN = re.compile(r"[^\W_]\w{0,60}(?:-[^\W_]\w{0,60}){1,6}")
_SHARE = 0.4
"""The minimum share of a region's words. A text with this share may contain the region with other line breaks."""
_MOST_WORDS = 200
_COMMON = 6
"""The limit, on the vocabulary's scale, up to which a word is rare enough to search for a region."""


class Likeness:
    """The features of a region of the source that are compared with other texts."""

    def __init__(self, region: str) -> None:
        self.lines = split_lines(region)
        self._words = set(_WORD.findall(region))
        self.expression = "|".join(sorted(_rarest(region))[:_MOST_WORDS])
        """An extended regular expression for lines that may belong to the region.

        It matches a rare word of the region.
        """

    def shared_lines(self, text: str) -> frozenset[str]:
        return self.lines & split_lines(text)

    def is_like(self, text: str) -> bool:
        """Whether a text contains a line of the region, or a large share of its words."""
        if self.shared_lines(text):
            return True
        shared = self._words.intersection(_WORD.findall(text))
        return len(shared) >= _SHARE * len(self._words)


@lru_cache(maxsize=500)
def split_lines(text: str) -> frozenset[str]:
    """Return the lines of a text that are long enough to prove an origin.

    Spaces, and marks of quotes and diffs at the beginning, are removed.
    """
    squeezed = ("".join(line.split()) for line in text.split("\n"))
    return frozenset(line.lstrip(">+-") for line in squeezed if len(line) >= _LEAST_LINE)


def _rarest(region: str) -> set[str]:
    """Return the rarest word of each line, if public code seldom has it.

    If there are none, return the three rarest words.
    """
    rarest: dict[str, int] = {}
    for line in region.split("\n"):
        known = {word: vocabulary.known_name(word) for word in _WORD.findall(line) if word.isascii()}
        if known:
            word = min(known, key=lambda one: (known[one], -len(one), one))
            rarest[word] = known[word]
    return {word for word, uses in rarest.items() if uses <= _COMMON} or set(sorted(rarest, key=rarest.__getitem__)[:3])


def find_grams(text: str, *, as_prompt: bool) -> set[int]:
    """Return all k-grams of a text, of both channels.

    `as_prompt` adds those of each reading of a prompt, which undo changes made by pasting.
    """
    found = _grams(lex(text))
    if as_prompt:
        for reading in evidence.readings(text):
            found |= _grams(reading.tokens)
    return found


def _grams(tokens: Tokens) -> set[int]:
    return {*winnow.exact(tokens), *winnow.hash_parameterised(tokens)}


def expression_for(name: str) -> str:
    """Return an extended regular expression that finds a name in any case style. `name` is its lookup key."""
    return "[_-]*".join(map(re.escape, name.split("_")))


def names_said(path: str, text: str) -> set[str]:
    """Return the lookup keys of all names that a text and its path contain, in any case style."""
    found: set[str] = set()
    for said in (path, text):
        found.update(map(key, set(_WORD.findall(said))))
        found.update("_".join(words(run)) for run in set(_RUN.findall(said)))
    return found
