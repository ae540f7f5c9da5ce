"""Compute how likely a sentence reveals something about a business, and how much each word contributes.

The score is the sum of two parts: weights of n-grams, and a convolution over word vectors with a width of three words.
The products with the word vectors are precomputed and stored in tables. training/wording computes the weights.
"""

from __future__ import annotations

import math
import mmap
import struct
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import add
from pathlib import Path
from typing import Any
from zlib import crc32

from msgspec import Struct

from privacy_gate.base.errors import GateError
from privacy_gate.base.package_data import map_with_header
from privacy_gate.checkers.wording import wording_features as features
from privacy_gate.checkers.wording.wording_features import WordingToken

FILE = Path(__file__).parent / "data" / "wording.bin"
_KINDS = 1024
_WORDS = 44  # words at the beginning of a sentence that the convolution reads


class WordingJudgement(Struct, frozen=True):
    """The result for a sentence.

    `score` is the natural logarithm of the odds that it reveals a business. `shares` are the approximate contributions
    of the tokens to the score.
    """

    score: float
    tokens: Sequence[WordingToken]
    shares: Sequence[float]


class _WordingWeights(Struct, frozen=True):
    head: dict[str, Any]
    data: mmap.mmap
    signed: memoryview  # the weights of n-grams
    slots: int  # offsets at which the parts of the file begin
    digests: int
    words: int
    kinds: int


@cache
def _weights() -> _WordingWeights:
    data, head, start = map_with_header(FILE, "the wording model")
    slots = start + features.SIZE
    digests = slots + (2 << 16)
    words = digests + 4 * head["pieces"]
    kinds = words + 3 * head["hidden"] * head["pieces"]
    if kinds + 3 * head["hidden"] * _KINDS != len(data):
        raise GateError(f"{FILE} is cut short", "Reinstall privacy-gate.")
    return _WordingWeights(head, data, memoryview(data)[start:slots].cast("b"), slots, digests, words, kinds)


def _piece(weights: _WordingWeights, piece: str) -> int:
    """Return the number of a word piece; -1 if it is unknown."""
    data = weights.data
    digest = crc32(piece.encode("utf-8", "replace"))
    at = digest & 0xFFFF
    while True:
        place = weights.slots + 2 * at
        number = data[place] | data[place + 1] << 8
        if not number:
            return -1
        place = weights.digests + 4 * (number - 1)
        if int.from_bytes(data[place : place + 4], "little") == digest:
            return number - 1
        at = (at + 1) & 0xFFFF


def _row(weights: _WordingWeights, start: int, number: int) -> tuple[int, ...]:
    width = 3 * weights.head["hidden"]
    at = start + width * number
    return struct.unpack(f"{width}b", weights.data[at : at + width])


def pieces(word: str) -> list[int] | None:
    """Return the numbers of the pieces of a word (in lower case); None if one is unknown.

    Longer pieces are tried first.
    """
    weights = _weights()
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    found: list[int] = []
    at = 0
    while at < len(plain):
        for end in range(len(plain), at, -1):
            number = _piece(weights, ("##" if at else "") + plain[at:end])
            if number >= 0:
                found.append(number)
                at = end
                break
        else:
            return None
    return found or None


def digest_of_pieces() -> int:
    """Return a digest of the table of pieces. A model that was trained with another table cannot be used."""
    weights = _weights()
    return crc32(weights.data[weights.digests : weights.words])


@lru_cache(8192)
def _get_word_row(word: str) -> tuple[float, ...] | None:
    """Return a word's contributions to the hidden units, for its three positions in the window; None if unknown."""
    found = pieces(word)
    if found is None:
        return None
    weights = _weights()
    factor = weights.head["words_scale"] / len(found)
    return tuple(
        factor * sum(column) for column in zip(*(_row(weights, weights.words, one) for one in found), strict=True)
    )


@lru_cache(1024)
def _get_kind_row(kind: str) -> tuple[float, ...]:
    weights = _weights()
    number = 1 + crc32(kind.encode("utf-8", "replace")) % (_KINDS - 1)
    scale = weights.head["kinds_scale"]
    return tuple(scale * value for value in _row(weights, weights.kinds, number))


@lru_cache(16384)
def _compute_row(word: str, kind: str) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Return the contributions of a token to the hidden units for the window before it, at it (with the bias) and after
    it.
    """
    row = _get_kind_row(kind)
    if word[0].isalpha() and (of_word := _get_word_row(word)) is not None:
        row = tuple(map(add, row, of_word))
    third = len(row) // 3
    return row[:third], tuple(map(add, row[third : 2 * third], _weights().head["hidden_bias"])), row[2 * third :]


@lru_cache(2048)
def judge(text: str) -> WordingJudgement:
    """Compute the score of a sentence.

    Only its first words are read. The result is cached, because two checkers need it.
    """
    found = features.tokens(text)
    if not found:
        return WordingJudgement(-9.0, found, [])
    weights = _weights()
    head = weights.head
    kinds = features.kinds(found)
    places = features.of_tokens(found, kinds)
    distinct = {place for own in places for place in own}
    of_ngrams, of_meaning, intercept = head["shares"]
    norm = of_ngrams * head["ngrams_scale"] / math.sqrt(len(distinct))
    weight = weights.signed.__getitem__
    shares = [norm * sum(map(weight, own)) for own in places]
    score = intercept + of_ngrams * head["bias"] + norm * sum(map(weight, distinct))
    meaning, own_shares = _meaning(head, found, kinds)
    for at, share in enumerate(own_shares):
        shares[at] += of_meaning * share
    return WordingJudgement(score + of_meaning * meaning, found, shares)


def _meaning(head: dict[str, Any], found: Sequence[WordingToken], kinds: Sequence[str]) -> tuple[float, list[float]]:
    """Return the score of the convolution, and the contribution of each window."""
    rows = [_compute_row(token.low, kind) for token, kind in zip(found[:_WORDS], kinds[:_WORDS], strict=True)]
    width, out = head["hidden"], head["out"]
    of_max, of_sum = out[:width], out[width:]
    before = nothing = (0.0,) * width
    spread = 1 / math.sqrt(len(rows))
    best, best_at = [0.0] * width, [-1] * width
    shares = []
    for at, row in enumerate(rows):
        after = rows[at + 1][2] if at + 1 < len(rows) else nothing
        share = 0.0
        for unit, value in enumerate([a + b + c for a, b, c in zip(before, row[1], after)]):  # noqa: B905 - costs a fifth
            if value > 0:
                share += value * of_sum[unit]
                if value > best[unit]:
                    best[unit], best_at[unit] = value, at
        shares.append(share * spread)
        before = row[0]
    score = head["out_bias"] + sum(shares)
    for unit, at in enumerate(best_at):
        if at >= 0:
            shares[at] += best[unit] * of_max[unit]
            score += best[unit] * of_max[unit]
    return score, shares
