"""Find the words of a long text that may begin a match.

Built-in functions read the text in short parts. Most parts contain no such word. A short part fits into the processor's
cache, which makes this fast.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from itertools import compress
from operator import itemgetter

from privacy_gate.cleanroom.masking.places import WORD_CHARACTERS, is_word

_APART = bytes(code if chr(code) in WORD_CHARACTERS else ord(" ") for code in range(256))
_PART = 200  # characters


def strip_case(word: str) -> str:
    """Return a word without case and underscores."""
    return word.replace("_", "").lower()


def find_likely(
    text: str, bare: set[str], heads: AbstractSet[str] = frozenset(), sizes: Collection[int] = ()
) -> Iterator[tuple[int, str]]:
    """Yield the words that may begin a match, each with its offset.

    A word is yielded if it is in `bare`, or begins with one of `heads`. `sizes` are the lengths of the heads. Case and
    underscores are ignored.
    """
    words = text.encode("ascii", "replace").translate(_APART).decode("ascii")
    folded = words.lower()
    starts = [itemgetter(slice(size)) for size in sizes]
    at, whole = 0, len(words)
    while at < whole:
        end = words.find(" ", at + _PART)
        if end < 0:
            end = whole
        plain = folded[at:end].replace("_", "").split(" ")
        chosen = bare.intersection(plain)
        for start in starts:
            chosen |= {one for one, head in zip(plain, map(start, plain), strict=True) if head in heads}
        if chosen:
            for word in compress(words[at:end].split(" "), map(chosen.__contains__, plain)):
                if word:
                    at = _find_word(words, word, at)
                    yield at, word
                    at += len(word)
        at = end


def _find_word(words: str, word: str, at: int) -> int:
    while True:
        at = words.index(word, at)
        end = at + len(word)
        if not (at and is_word(words[at - 1])) and not is_word(words[end : end + 1]):
            return at
        at += 1
