"""Compute the fingerprints of code: hashes of k-grams (k consecutive tokens), of which only a sample is kept.

There are two channels. Channel E (exact) hashes ten tokens, with the names. Channel P (parameterised) hashes twenty
tokens. It replaces each name with the distance to the previous use of the name in the same k-gram. Renaming therefore
changes nothing (Baker, "Parameterized pattern matching", 1996). The smallest of each eight consecutive hashes is kept
(Schleimer, Wilkerson and Aiken, "Winnowing", SIGMOD 2003). Two texts with k + 7 common consecutive tokens therefore
share a fingerprint. These numbers, and the filter for tables of literals, were chosen by measurement.

A hash is the exclusive or of the token numbers, each rotated by its distance to the end of the k-gram. The hash of the
next k-gram takes three operations (a cyclic polynomial, Cohen, "Recursive hashing functions for n-grams", 1997). The
token numbers are already random, so the hash needs no further mixing. It has no key, because the filter of public code
needs the same values on every machine. The store adds the key.
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
"""The number of words in a word sequence (`word_grams`)."""
WINDOW = 8
LEAST_SYMBOLS = 8
"""The minimum number of distinct symbols.

A k-gram of channel P with fewer is like a table of literals, and is not kept.
"""

VERSION = 1
"""The version of the fingerprints.

Fingerprints of two versions cannot be compared. It changes with the lexer or this module.
"""

_MASK = (1 << 64) - 1


def rotate(value: int, by: int) -> int:
    by &= 63
    return (value << by & _MASK) | value >> (64 - by) if by else value


def _random(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8, person=b"index winnow").digest(), "little")


SEED = _random(f"parameterised {VERSION}")  # different hashes for the two channels
_IN_A_ROW = _random("words in a row")
FIRST_USE = _random("first use of a name")
LATER_USES = [0] + [_random(f"name last used {back} before") for back in range(1, PARAMETERISED)]


class _Rotations(dict[int, int]):
    """Numbers and their rotation by the length of a k-gram, as a cache."""

    def __init__(self, by: int) -> None:
        super().__init__()
        self._by = by

    def __missing__(self, value: int) -> int:
        if len(self) > 500_000:
            self.clear()
        found = self[value] = rotate(value, self._by)
        return found


class _Channel:
    """Precomputed values for k-grams of one length."""

    def __init__(self, k: int) -> None:
        self.k = k
        self.rotated = _Rotations(k)
        # A name that leaves a k-gram removes its own value. Its next use then becomes its first one.
        self.leaving = [rotate(FIRST_USE, k)] + [
            rotate(FIRST_USE, k) ^ rotate(LATER_USES[back] ^ FIRST_USE, k - back) for back in range(1, k)
        ]


_channel = cache(_Channel)


def _roll_hashes(entering: list[int], leaving: list[int], k: int, seed: int) -> list[int]:
    """Return the hashes of all k-grams, in order.

    `entering` and `leaving` are the values that tokens add and remove.
    """
    steps = entering[:k] + list(map(xor, entering[k:], leaving))
    rolled = list(accumulate(steps, lambda one, step: (one << 1 & _MASK | one >> 63) ^ step))[k - 1 :]
    return [value ^ seed for value in rolled] if seed else rolled


def exact(tokens: Tokens) -> list[int]:
    """Return the hashes of the k-grams of channel E. The hash at position i belongs to the tokens from i on."""
    values = tokens.values
    if len(values) < EXACT:
        return []
    return _roll_hashes(values, list(map(_channel(EXACT).rotated.__getitem__, values)), EXACT, 0)


def words(values: list[int]) -> list[int]:
    """Return the hashes of all sequences of eight words. The hash at position i belongs to the words from i on."""
    if len(values) < WORDS:
        return []
    return _roll_hashes(values, list(map(_channel(WORDS).rotated.__getitem__, values)), WORDS, _IN_A_ROW)


def _symbols(values: list[int], k: int) -> tuple[list[int], list[int]]:
    """Return the values of channel P for the tokens: when they enter a k-gram, and when they leave it."""
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
    """Return the hashes of the k-grams of channel P. The hash at position i belongs to the tokens from i on."""
    if len(tokens.values) < k:
        return []
    return _roll_hashes(*_symbols(tokens.values, k), k, SEED)


def variety(values: list[int]) -> int:
    """Return the number of distinct symbols that tokens have in channel P."""
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
    """Return the positions of the smallest hash of each window of eight, in order. A short text is one window."""
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
    """Fingerprints without a key, and the line (from 1) of the first token of each. Those of channel E come first."""

    hashes: list[int]
    lines: list[int]


def prints(tokens: Tokens) -> Prints:
    """Return the sample of a text's fingerprints that is kept."""
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
    """Return the fingerprints of all k-grams of a text. Never-send code keeps all of them."""
    found = [*zip(exact(tokens), tokens.lines, strict=False)]
    for at, value in enumerate(hash_parameterised(tokens)):
        if variety(tokens.values[at : at + PARAMETERISED]) >= LEAST_SYMBOLS:
            found.append((value, tokens.lines[at]))
    return Prints([value for value, _ in found], [line for _, line in found])
