"""Sequences of eight words. They show that an outbound text contains a sentence of a comment, docstring or string.

Eight consecutive words of a never-send file are a part of it. Case, punctuation, line breaks, comment marks and
quotation marks are ignored. Words of one letter, whole numbers and addresses are skipped. Texts of common licences and
lines with a copyright notice do not count.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from privacy_gate.index import winnow
from privacy_gate.index.lexer import comments_and_literals, number
from privacy_gate.rules.disguises import confusables

LICENCES = Path(__file__).parent / "data" / "licences.bin"
"""The word sequences of common licences (training/licences): sorted 64-bit numbers, lowest byte first."""

_DIFFERENT = 6  # minimum number of distinct words in a sequence; fewer are a pattern and not a sentence
_SINGLE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # scripts without spaces: each character is a word
_WORD = re.compile(rf"\w{{1,40}}://\S+|\d+\.\d+|[{_SINGLE}]|[^\W{_SINGLE}]{{2,}}")
_LETTER = re.compile(r"[^\W\d_]")
_COPYRIGHT = re.compile(r"(?i)copyright|©|all rights reserved|spdx-|unauthori[sz]ed (?:copying|use)")


class Row(NamedTuple):
    """Eight consecutive words: their hash (without a key), and the lines of the first and of the last word."""

    hash: int
    first: int
    last: int


def rows_in_text(text: str) -> Iterator[Row]:
    """Yield all word sequences of a text."""
    return _rows(text, 1)


def rows_in_file(text: str, *, is_code: bool) -> Iterator[Row]:
    """Yield the word sequences in the comments and literals of code, or in all of a text that is no code."""
    known = _licences()
    for remark, line in comments_and_literals(text) if is_code else [(text, 1)]:
        for row in _rows(remark, line):
            if row.hash not in known:
                yield row


def _rows(text: str, first: int) -> Iterator[Row]:
    values: list[int] = []
    lines: list[int] = []
    for count, line in enumerate(_normalise(text).split("\n"), first):
        if _COPYRIGHT.search(line):
            yield from _hash_words(values, lines)
            values, lines = [], []
            continue
        for word in _WORD.findall(line):
            if "://" not in word and ((word[0].isdigit() and "." in word) or _LETTER.search(word)):
                values.append(number(word.casefold()))
                lines.append(count)
    yield from _hash_words(values, lines)


def _hash_words(values: list[int], lines: list[int]) -> Iterator[Row]:
    size = winnow.WORDS
    for at, value in enumerate(winnow.words(values)):
        if len(set(values[at : at + size])) >= _DIFFERENT:
            yield Row(value, lines[at], lines[at + size - 1])


def _normalise(text: str) -> str:
    """Return a text in which confusable letters are replaced with the letters that they look like."""
    if text.isascii():
        return text
    pieces, at = [], 0
    for joint in confusables.find_joints(text):
        pieces += [text[at : joint.start], joint.plain]
        at = joint.end
    return unicodedata.normalize("NFKC", "".join([*pieces, text[at:]]))


@cache
def _licences() -> frozenset[int]:
    """Return the word sequences of licences. If the file is missing, the result is empty, and more is reported."""
    values = array("Q")
    if LICENCES.is_file():
        values.frombytes(LICENCES.read_bytes())
        if sys.byteorder == "big":
            values.byteswap()
    return frozenset(values)
