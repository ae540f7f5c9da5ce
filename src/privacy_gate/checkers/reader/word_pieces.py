"""Split text into the word pieces of an uncased BERT vocabulary.

The pieces equal those of `BertTokenizer` with `do_lower_case`: control characters go, accents go, each punctuation
mark and each CJK character stands alone, and a word is cut into the longest known pieces from the left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
_LONGEST = 100  # characters of a word; a longer one is unknown
_CHUNK = re.compile(r"\S+")
_ASCII = re.compile(r"[0-9A-Za-z]+|[!-/:-@\[-`{-~]")
_CJK = (
    *((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F)),
    *((0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)),
)


class WordPiece(Struct, frozen=True):
    """A piece of a text: its number in the vocabulary, and its offsets in code points."""

    number: int
    start: int
    end: int


class WordPieces:
    """A vocabulary, one piece a line; the number of a piece is that of its line, from 0.

    Raises `KeyError` for a vocabulary without the pieces for an unknown word and for the ends of a window.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self.unknown, self.first, self.last = (self._numbers[one] for one in (UNKNOWN, FIRST, LAST))
        self._cut_chunk = lru_cache(20_000)(self._cut_uncached)

    def split(self, text: str) -> list[WordPiece]:
        """Return the pieces of a text, in order."""
        return [
            WordPiece(number, start + chunk.start(), end + chunk.start())
            for chunk in _CHUNK.finditer(text)
            for number, start, end in self._cut_chunk(chunk[0])
        ]

    def _cut_uncached(self, chunk: str) -> tuple[tuple[int, int, int], ...]:
        words = _split_ascii(chunk) if chunk.isascii() and chunk.isprintable() else _split_words(chunk)
        return tuple(piece for letters, places in words for piece in self._cut_word(letters, places))

    def _cut_word(self, letters: str, places: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Yield the longest known pieces of a word, or one unknown piece. `places` has the offset of each letter."""
        found, start = [], 0
        while start < len(letters) <= _LONGEST:
            for end in range(len(letters), start, -1):
                number = self._numbers.get("##" * (start > 0) + letters[start:end])
                if number is not None:
                    found.append((number, places[start], places[end - 1] + 1))
                    start = end
                    break
            else:
                break
        if start == len(letters):
            yield from found
        else:
            yield self.unknown, places[0], places[-1] + 1


def _split_ascii(chunk: str) -> Iterator[tuple[str, Sequence[int]]]:
    for match in _ASCII.finditer(chunk):
        yield match[0].lower(), range(match.start(), match.end())


def _split_words(chunk: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the words of a chunk in lower case and without accents, and the offset of each letter."""
    letters: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(chunk):
        if sign == "\ufffd" or unicodedata.category(sign)[0] == "C":
            continue
        alone = _is_cjk(sign)
        for letter in sign if alone else unicodedata.normalize("NFD", sign.lower()):
            if unicodedata.category(letter) == "Mn":
                continue
            if alone or _is_punctuation(letter):
                if letters:
                    yield "".join(letters), places
                    letters, places = [], []
                yield letter, [at]
            else:
                letters.append(letter)
                places.append(at)
    if letters:
        yield "".join(letters), places


def _is_cjk(sign: str) -> bool:
    return sign > "\u33ff" and any(low <= ord(sign) <= high for low, high in _CJK)


def _is_punctuation(sign: str) -> bool:
    return (sign.isascii() and not sign.isalnum() and sign.isprintable()) or unicodedata.category(sign)[0] == "P"
