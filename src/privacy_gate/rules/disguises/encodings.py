"""Decode texts that are written as bytes: dumps, lists of numbers, base64, base32.

Each becomes a joint of a view (`views.py`) with the decoded text. An encoding is ignored if its bytes are not a text.
The engine reports possible places (`TRIGGERS`). Each decoder scans a text with such a place once.
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
    """An encoding of bytes: the label of its triggers, its expression, and its decoder.

    A decoder can return several candidates.
    """

    label: str
    expression: re.Pattern[str]
    decode: Callable[[str], Iterator[bytes]]


ENCODINGS = (
    Encoding(number_lists.LABEL, number_lists.EXPRESSION, number_lists.decode),
    Encoding(base_encodings.BASE64, base_encodings.BASE64_TEXT, base_encodings.decode_base64),
    Encoding(base_encodings.BASE32, base_encodings.BASE32_TEXT, base_encodings.decode_base32),
)
TRIGGERS = (*dumps.TRIGGERS, *number_lists.TRIGGERS, *base_encodings.TRIGGERS)
"""The label and expression of each place that may contain an encoded text, for the engine."""
LABELS = frozenset({dumps.LABEL, *(one.label for one in ENCODINGS)})


def find_joints(text: str, labels: AbstractSet[str]) -> Iterator[Joint]:
    """Yield a joint for each line of a dump and for each other encoded text, in no particular order.

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
    """Return the text with the lines of dumps blanked, so that their numbers are not read as a list."""
    if not lines:
        return text
    pieces, at = [], 0
    for line in lines:
        pieces += [text[at : line.start], "\n" * (line.end - line.start)]
        at = line.end
    return "".join([*pieces, text[at:]])
