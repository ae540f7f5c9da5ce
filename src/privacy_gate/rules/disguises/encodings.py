"""Texts that are written as bytes: dumps, lists of numbers, base64, base32.

Each is a joint of a view (`views.py`) with the text that it stands for. What is no text when it is decoded is left
alone. The engine reports where one may be (`TRIGGERS`); each decoder passes once over a text that has such a place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from msgspec import Struct

from privacy_gate.rules.disguises import base_encodings, dumps, number_lists
from privacy_gate.rules.disguises.decoded_bytes import read_text
from privacy_gate.rules.split_values import Joint


class Encoding(Struct, frozen=True):
    """A way to write bytes: the label of its triggers, what it looks like, and the bytes that it may stand for."""

    label: str
    expression: re.Pattern[str]
    decode: Callable[[str], Iterator[bytes]]


ENCODINGS = (
    Encoding(number_lists.LABEL, number_lists.EXPRESSION, number_lists.decode),
    Encoding(base_encodings.BASE64, base_encodings.BASE64_TEXT, base_encodings.decode_base64),
    Encoding(base_encodings.BASE32, base_encodings.BASE32_TEXT, base_encodings.decode_base32),
)
TRIGGERS = (*dumps.TRIGGERS, *number_lists.TRIGGERS, *base_encodings.TRIGGERS)
"""Label and expression of each place at which such a text may be, for the engine."""
LABELS = frozenset({dumps.LABEL, *(one.label for one in ENCODINGS)})


def found(text: str, labels: AbstractSet[str]) -> Iterator[Joint]:
    """A joint for each line of a dump and for each other such text, in no particular order.

    `labels` are those of the triggers that the engine reported.
    """
    if dumps.LABEL in labels:
        lines = list(dumps.read_lines(text))
        yield from lines
        text = _without(text, lines)
    for encoding in ENCODINGS:
        if encoding.label in labels:
            for match in encoding.expression.finditer(text):
                readings = dict.fromkeys(filter(None, map(read_text, encoding.decode(match[0]))))
                if readings:
                    yield Joint(match.start(), match.end(), "\n".join(readings), disguise=True)


def _without(text: str, lines: list[Joint]) -> str:
    """The text with signs of no meaning for the lines of dumps: their numbers are no list."""
    if not lines:
        return text
    pieces, at = [], 0
    for line in lines:
        pieces += [text[at : line.start], "\n" * (line.end - line.start)]
        at = line.end
    return "".join([*pieces, text[at:]])
