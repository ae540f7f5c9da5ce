"""Compute how much a name reveals about a business, and which of its words do.

The score is the sum of two parts. One is a convolution over the words of the name with a width of three words. It has
the same table of word pieces as the wording model. The other consists of small decision trees. They read how common the
words are in public code and prose, alone and together. training/names computes the weights.
"""

from __future__ import annotations

import math
import mmap
import struct
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

from msgspec import Struct

from privacy_gate.base.errors import GateError
from privacy_gate.base.package_data import map_with_header
from privacy_gate.checkers.names import name_features as features
from privacy_gate.checkers.wording import wording_model

FILE = Path(__file__).parent / "data" / "names.bin"
KINDS = 1024
"""The number of rows in the table for categories of words and pairs."""

Row = tuple[float, ...]


class NameJudgement(Struct, frozen=True):
    """The result for a name.

    `score` is the natural logarithm of the odds that the name reveals a business. `contributions` says for each word
    how much it and its neighbours add to the score.
    """

    score: float
    words: Sequence[str]
    contributions: Sequence[float]


class _NameWeights(Struct, frozen=True):
    head: dict[str, Any]
    data: mmap.mmap
    words: int  # offsets at which the parts of the file begin
    kinds: int


@cache
def load_weights() -> _NameWeights:
    data, head, start = map_with_header(FILE, "the model of names")
    kinds = start + 3 * head["hidden"] * head["pieces"]
    if kinds + 3 * head["hidden"] * KINDS != len(data):
        raise GateError(f"{FILE} is cut short", "Reinstall privacy-gate.")
    if head["digest"] != wording_model.digest_of_pieces():
        raise GateError(f"{FILE} was built for another token table", "Reinstall privacy-gate.")
    return _NameWeights(head, data, start, kinds)


def number_of_kind(kind: str) -> int:
    """Return the row of a category of a word or pair. Row 0 stays empty."""
    return 1 + crc32(kind.encode()) % (KINDS - 1)


def _row(weights: _NameWeights, start: int, number: int) -> Row:
    width = 3 * weights.head["hidden"]
    at = start + width * number
    return struct.unpack(f"{width}b", weights.data[at : at + width])


@lru_cache(2048)
def _get_category_row(kind: str) -> Row:
    weights = load_weights()
    scale = weights.head["kinds_scale"]
    return tuple(scale * value for value in _row(weights, weights.kinds, number_of_kind(kind)))


@lru_cache(16_384)
def _get_word_row(word: str) -> Row:
    """Return what a word contributes to the hidden units, for each of its three positions in the window."""
    weights = load_weights()
    row = _get_category_row(features.category(word))
    found = None if word.isdigit() else wording_model.pieces(word)
    if not found:
        return row
    factor = weights.head["words_scale"] / len(found)
    own = (_row(weights, weights.words, one) for one in found)
    return tuple(kind + factor * sum(column) for kind, *column in zip(row, *own, strict=True))


@lru_cache(65_536)
def _compute_row(word: str, before: str) -> tuple[Row, Row, Row]:
    """Return the contributions of a word that follows another one, in three parts, for its positions in the window."""
    category = features.categorize_pair(before, word) if before else features.FIRST
    row = tuple(map(float.__add__, _get_word_row(word), _get_category_row(category)))
    third = len(row) // 3
    return row[:third], row[third : 2 * third], row[2 * third :]


@lru_cache(8192)
def judge(name: str) -> NameJudgement:
    """Compute the score of a name. Only its first words are read."""
    found = features.parts(name)
    if not found:
        return NameJudgement(-9.0, found, [])
    head = load_weights().head
    limit, of_meaning, of_use, intercept = head["shares"]
    meaning, contributions = _score_convolution(head, found)
    score = (
        intercept
        + of_meaning * limit * math.tanh(meaning / limit)
        + of_use * _score_trees(head, features.compute_features(found))
    )
    return NameJudgement(score, found, contributions)


def _score_convolution(head: dict[str, Any], found: Sequence[str]) -> tuple[float, list[float]]:
    """Return the score of the convolution, and what each word contributes."""
    rows = [_compute_row(word, before) for word, before in zip(found, ["", *found], strict=False)]
    width = head["hidden"]
    nothing = (0.0,) * width
    bias, (of_word, word_bias) = head["hidden_bias"], head["word"]
    best, sums, contributions = list(nothing), list(nothing), []
    before = nothing
    for at, row in enumerate(rows):
        after = rows[at + 1][2] if at + 1 < len(rows) else nothing
        units = [value if value > 0 else 0.0 for value in map(_sum, before, row[1], after, bias)]
        best = list(map(max, best, units))
        sums = list(map(float.__add__, sums, units))
        contributions.append(word_bias + sum(map(float.__mul__, units, of_word)))
        before = row[0]
    spread = 1 / math.sqrt(len(rows))
    pooled = [*best, *(spread * value for value in sums)]
    mixed = [max(0.0, own + sum(map(float.__mul__, pooled, weights))) for weights, own in head["mix"]]
    weights, own = head["out"]
    return own + sum(map(float.__mul__, (*mixed, *pooled), weights)), contributions


def _score_trees(head: dict[str, Any], numbers: Sequence[float]) -> float:
    """Return the score of the trees.

    A tree is a number, or a list: feature, threshold, tree for values up to the threshold, tree for greater values.
    """
    score = float(head["trees_bias"])
    for tree in head["trees"]:
        node = tree
        while type(node) is list:
            node = node[2] if numbers[node[0]] <= node[1] else node[3]
        score += node
    return score


def _sum(a: float, b: float, c: float, d: float) -> float:
    return a + b + c + d
