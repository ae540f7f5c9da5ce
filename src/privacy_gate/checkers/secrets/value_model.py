"""How much a value looks like a token or a password: character n-grams, weighed by a logistic model.

training/values/train.py makes the weights (data/values.bin) with `features` of this module, so that both
sides agree on what a value's features are.
"""

from __future__ import annotations

import itertools
import json
import math
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

Head = Literal["token", "password"]
"""`token`: made by a machine. `password`: made by a machine or thought up by a person."""

_SEEN = 40  # characters of a value that count
_FILE = Path(__file__).parent / "data" / "values.bin"


def _table(groups: list[str], *, beyond: int) -> bytes:
    """A translation table: the characters of the nth group become n + 1, all others `beyond`."""
    table = bytearray([beyond]) * 256
    for number, group in enumerate(groups, start=1):
        for character in group:
            table[ord(character)] = number
    return bytes(table)


_LOWER = "abcdefghijklmnopqrstuvwxyz"
_UPPER = _LOWER.upper()
_DIGITS = "0123456789"
_EXACT = _table([*_LOWER, *_UPPER, _DIGITS, "_", "-", ".", "/:", " \t", "+=", "()[]{}<>\"'`"], beyond=63)  # 6 bits
_FOLDED = _table([low + up for low, up in zip(_LOWER, _UPPER, strict=True)] + [_DIGITS, "_-", "./:\\ \t"], beyond=31)
_CLASS = _table([_LOWER, _UPPER, _DIGITS, "_-./:+= "], beyond=5)
_EDGE = b"\0"
_TRIGRAMS = 1 << 18  # of exact characters, one place each
_FOURS = 131_071  # of folded characters, in so many places; a prime
_LENGTHS = (5, 6, 7, 8, 9, 10, 11, 13, 16, 20, 24, 28, 32, 33, 36, 37, 40, 41, 48, 64, 65)
_SHAPES = _TRIGRAMS + _FOURS  # what kinds of characters, by length
_CHANGES = _SHAPES + 32 * 22  # how often the kind changes, by what kinds there are
_VARIETY = _CHANGES + 32 * 16  # how many characters differ
_HEX = _VARIETY + 16  # only hexadecimal digits, by length
SIZE = _HEX + 2 * 22
"""How many features there are."""
_HEX_DIGITS = frozenset(b"0123456789abcdef-")


class _ValueWeights(Struct, frozen=True):
    numbers: bytes  # 128 more than the weight
    scale: float
    bias: float


@cache
def load_weights() -> dict[str, _ValueWeights]:
    """The weights of both heads: a line of JSON, then a byte a feature, head after head."""
    head, _, body = _FILE.read_bytes().partition(b"\n")
    return {
        name: _ValueWeights(body[at * SIZE : (at + 1) * SIZE], *record)
        for at, (name, record) in enumerate(json.loads(head).items())
    }


def features(value: str) -> tuple[list[int], list[int]]:
    """The numbers of a value's n-grams, and of what describes all of it. The first count 1/sqrt(their number) each."""
    data = value[:_SEEN].encode("latin-1", "replace")
    exact = _EDGE + data.translate(_EXACT) + _EDGE
    grams = [a << 12 | b << 6 | c for a, b, c in zip(exact, exact[1:], exact[2:], strict=False)]
    folded = _EDGE + data.translate(_FOLDED) + _EDGE
    grams += [
        _TRIGRAMS + (a << 15 | b << 10 | c << 5 | d) % _FOURS
        for a, b, c, d in zip(folded, folded[1:], folded[2:], folded[3:], strict=False)
    ]
    classes = data.translate(_CLASS)
    kinds = 0
    for kind in set(classes):
        kinds |= 1 << kind - 1
    length = sum(len(value) >= bound for bound in _LENGTHS)
    changes = sum(a != b for a, b in itertools.pairwise(classes))
    whole = [
        _SHAPES + kinds * 22 + length,
        _CHANGES + kinds * 16 + 15 * changes // max(1, len(data) - 1),
        _VARIETY + 15 * len(set(data)) // max(1, len(data)),
    ]
    lower = data.lower()
    if _HEX_DIGITS.issuperset(lower):
        whole.append(_HEX + 22 * (classes.count(3) in range(len(data) // 3, len(data) * 9 // 10)) + length)
    return grams, whole


def score(head: Head, value: str, *, whole: bool = False) -> float:
    """The logarithm of the odds that a value is one: 0 is even, 2 is seven to one.

    Of a long value the better of both ends counts, because a token may begin with words; with `whole` the worse.
    """
    first = _score(head, value)
    if len(value) <= _SEEN + 8:
        return first
    return (min if whole else max)(first, _score(head, value[-_SEEN:]))


@lru_cache(1024)  # several patterns may ask for the same value
def _score(head: Head, value: str) -> float:
    weights = load_weights()[head]
    numbers = weights.numbers
    grams, whole = features(value)
    of_grams = sum([numbers[gram] for gram in grams]) - 128 * len(grams)
    of_whole = sum([numbers[one] for one in whole]) - 128 * len(whole)
    return weights.bias + weights.scale * (of_grams / math.sqrt(max(1, len(grams))) + of_whole)
