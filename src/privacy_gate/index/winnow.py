"""Fingerprints of code: hashes of two kinds of token k-grams, of which a few are kept.

Channel E (exact) hashes ten tokens with their names. Channel P (parameterised) hashes twenty tokens. It replaces each
name with the distance to its previous use in the same k-gram, so renaming changes nothing (Baker, "Parameterized
pattern matching", 1996). The minimum of each eight neighbouring hashes is kept (Schleimer, Wilkerson and Aiken,
"Winnowing", SIGMOD 2003). Any common sequence of k + 7 tokens shares a fingerprint. k, w and the filter for tables of
literals were chosen by measurement.

A hash is the exclusive or of the token numbers, each rotated by its distance to the end of the k-gram. This cyclic
polynomial is updated in three operations (Cohen, "Recursive hashing functions for n-grams", 1997). The numbers are
random, so no finalisation is needed. The hash has no key, because the filter of public code needs the same values
everywhere. `store` adds the key.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from operator import xor
from typing import NamedTuple

from privacy_gate.base.hashing import blake2b
from privacy_gate.index.lexer import Tokens

EXACT, PARAMETERISED = 10, 20
"""The number of tokens in a k-gram of channels E and P."""
WORDS = 8
"""The number of words in a sequence (`word_grams`)."""
WINDOW = 8
LEAST_SYMBOLS = 8
"""A k-gram of channel P with fewer distinct symbols is similar to a table of literals, and is not kept."""

VERSION = 1
"""The version of the fingerprints. Two versions have none in common. The lexer and this module determine it."""

_MASK = (1 << 64) - 1


def rotate(value: int, by: int) -> int:
    by &= 63
    return (value << by & _MASK) | value >> (64 - by) if by else value


def _random(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8, person=b"index winnow").digest(), "little")


SEED = _random(f"parameterised {VERSION}")  # keeps the two channels apart
_IN_A_ROW = _random("words in a row")
FIRST_USE = _random("first use of a name")
LATER_USES = [0] + [_random(f"name last used {back} before") for back in range(1, PARAMETERISED)]


class _Rotations(dict[int, int]):
    """Numbers rotated by the length of a k-gram, cached."""

    def __init__(self, by: int) -> None:
        super().__init__()
        self._by = by

    def __missing__(self, value: int) -> int:
        if len(self) > 500_000:
            self.clear()
        found = self[value] = rotate(value, self._by)
        return found


class _Channel:
    """The tables of k-grams of one length."""

    def __init__(self, k: int) -> None:
        self.k = k
        self.rotated = _Rotations(k)
        # A name that leaves a k-gram removes its own value, and its next use becomes the first one.
        self.leaving = [rotate(FIRST_USE, k)] + [
            rotate(FIRST_USE, k) ^ rotate(LATER_USES[back] ^ FIRST_USE, k - back) for back in range(1, k)
        ]


_channel = cache(_Channel)


def _roll_hashes(entering: list[int], leaving: list[int], k: int, seed: int) -> list[int]:
    """Return the hash of each k-gram, in order."""
    steps = entering[:k] + list(map(xor, entering[k:], leaving))
    rolled = list(accumulate(steps, lambda one, step: (one << 1 & _MASK | one >> 63) ^ step))[k - 1 :]
    return [value ^ seed for value in rolled] if seed else rolled


def exact(tokens: Tokens) -> list[int]:
    """Return the hash of each k-gram of channel E. The hash at position i covers the tokens from i on."""
    values = tokens.values
    if len(values) < EXACT:
        return []
    return _roll_hashes(values, list(map(_channel(EXACT).rotated.__getitem__, values)), EXACT, 0)


def words(values: list[int]) -> list[int]:
    """Return the hash of each sequence of words. The hash at position i covers the words from i on."""
    if len(values) < WORDS:
        return []
    return _roll_hashes(values, list(map(_channel(WORDS).rotated.__getitem__, values)), WORDS, _IN_A_ROW)


def _symbols(values: list[int], k: int) -> tuple[list[int], list[int]]:
    """Return the values of channel P for the tokens as they enter a k-gram, and as they leave it."""
    channel = _channel(k)
    entering = values.copy()
    leaving = list(map(channel.rotated.__getitem__, entering))
    last: dict[int, int] = {}
    seen = last.get
    gone = channel.leaving
    none = gone[0]
    for at, value in enumerate(values):
        if value & 1:
            before = seen(value, -k)
            last[value] = at
            leaving[at] = none
            if (back := at - before) < k:
                entering[at] = LATER_USES[back]
                leaving[before] = gone[back]
            else:
                entering[at] = FIRST_USE
    return entering, leaving


def hash_parameterised(tokens: Tokens, k: int = PARAMETERISED) -> list[int]:
    """Return the hash of each k-gram of channel P. The hash at position i covers the tokens from i on."""
    if len(tokens.values) < k:
        return []
    return _roll_hashes(*_symbols(tokens.values, k), k, SEED)


def variety(values: list[int]) -> int:
    """Return the number of distinct symbols of the tokens in channel P."""
    last: dict[int, int] = {}
    found = set()
    for at, value in enumerate(values):
        if value & 1:
            found.add(at - last[value] if value in last else 0)
            last[value] = at
        else:
            found.add(value)
    return len(found)


def winnow(hashes: list[int]) -> list[int]:
    """Return the positions of the smallest hash of each window, in order. A short text has one window."""
    if not hashes:
        return []
    if len(hashes) <= WINDOW:
        return [hashes.index(min(hashes))]
    pairs = list(map(min, hashes, hashes[1:]))
    fours = list(map(min, pairs, pairs[2:]))
    least = list(map(min, fours, fours[4:]))
    index = hashes.index
    changes = [0] + [at for at, changed in enumerate(map(int.__ne__, least, least[1:]), 1) if changed]
    return [index(least[at], at) for at in changes]


class Prints(NamedTuple):
    """Fingerprints without a key, those of E before those of P, and the line (from 1) of the first token of each."""

    hashes: list[int]
    lines: list[int]


def prints(tokens: Tokens) -> Prints:
    """Return the fingerprints of a text that are kept."""
    hashes: list[int] = []
    places: list[int] = []
    if len(tokens.values) >= EXACT:
        rolled = exact(tokens)
        places = winnow(rolled)
        hashes = list(map(rolled.__getitem__, places))
    if len(tokens.values) >= PARAMETERISED:
        entering, leaving = _symbols(tokens.values, PARAMETERISED)
        rolled = _roll_hashes(entering, leaving, PARAMETERISED, SEED)
        kept = [at for at in winnow(rolled) if len(set(entering[at : at + PARAMETERISED])) >= LEAST_SYMBOLS]
        hashes += map(rolled.__getitem__, kept)
        places += kept
    return Prints(hashes, list(map(tokens.lines.__getitem__, places)))


def all_prints(tokens: Tokens) -> Prints:
    """Return the fingerprints of every k-gram of a text. They are kept of never-send code."""
    found = [*zip(exact(tokens), tokens.lines, strict=False)]
    for at, value in enumerate(hash_parameterised(tokens)):
        if variety(tokens.values[at : at + PARAMETERISED]) >= LEAST_SYMBOLS:
            found.append((value, tokens.lines[at]))
    return Prints([value for value, _ in found], [line for _, line in found])
