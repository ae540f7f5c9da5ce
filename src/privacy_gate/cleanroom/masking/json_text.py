"""Masking and unmasking inside the strings of a JSON text, keys included.

What to replace is found in the decoded strings, and replaced in their escaped form. Everything else stays as it is,
character for character. Where JSON stands in a string, its own strings are treated in the same way.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from privacy_gate.cleanroom.masking.mask import Mark, mask
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.unmask import find_stand_ins

_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|(.))", re.DOTALL)
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DEEPEST = 8  # JSON in a string of JSON, and so on


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


_Find = Callable[[str], Iterable[_Edit]]


class _Decoded(NamedTuple):
    """A decoded string. Its characters from `offsets[i]` on stand from `places[i]` on in the escaped text."""

    text: str
    offsets: list[int]
    places: list[int]

    def place(self, offset: int) -> int:
        at = bisect.bisect_right(self.offsets, offset) - 1
        return self.places[at] + offset - self.offsets[at]


def mask_json(text: str, find_marks: Callable[[str], Iterable[Mark]], pairs: PairMap) -> str:
    """A JSON text with stand-ins for what `find_marks` marks in each decoded string. Raises ValueError for what is no
    JSON."""

    def find(decoded: str) -> Iterator[_Edit]:
        changes = mask(decoded, find_marks(decoded), pairs).changes
        return (_Edit(change.start, change.end, change.instead) for change in changes)

    return _replace(text, find)


def unmask_json(text: str, pairs: PairMap, *, secrets: bool = True) -> str:
    """A JSON text with the originals of what the conversation sent. Raises ValueError for what is no JSON."""

    def find(decoded: str) -> Iterator[_Edit]:
        found = find_stand_ins(decoded, pairs, secrets=secrets)
        return (_Edit(one.start, one.end, one.instead) for one in found)

    return _replace(text, find)


def _replace(text: str, find: _Find) -> str:
    if not _is_json(text):
        raise ValueError("not JSON")
    out, at = [], 0
    for edit in _edits(text, find, _DEEPEST):
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])


def _edits(text: str, find: _Find, depth: int) -> Iterator[_Edit]:
    """The edits of a JSON text, in order."""
    for string in _STRING.finditer(text):
        decoded = _decode(string[1])
        nested = depth > 0 and decoded.text.lstrip()[:1] in ("{", "[") and _is_json(decoded.text)
        for edit in _edits(decoded.text, find, depth - 1) if nested else find(decoded.text):
            start, end = (string.start(1) + decoded.place(offset) for offset in (edit.start, edit.end))
            yield _Edit(start, end, _escape(edit.text, string[1]))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _decode(escaped: str) -> _Decoded:
    parts, offsets, places = [], [0], [0]
    length = at = 0
    for escape in _ESCAPE.finditer(escaped):
        if escape.start() < at:
            continue
        plain = escaped[at : escape.start()]
        character, end = _character(escape)
        parts += [plain, character]
        offsets += [length + len(plain), length + len(plain) + 1]
        places += [escape.start(), end]
        length += len(plain) + 1
        at = end
    parts.append(escaped[at:])
    return _Decoded("".join(parts), offsets, places)


def _character(escape: re.Match[str]) -> tuple[str, int]:
    """The character of an escape, and where the escape ends. Two escapes may be one character."""
    if escape[1] is None:
        return _PLAIN.get(escape[3], escape[3]), escape.end()
    first = int(escape[1], 16)
    if escape[2] is None:
        return chr(first), escape.end()
    if 0xD800 <= first < 0xDC00:
        return chr(0x10000 + ((first - 0xD800) << 10) + int(escape[2], 16) - 0xDC00), escape.end()
    return chr(first), escape.start() + 6


def _escape(text: str, beside: str) -> str:
    """A text as a string of JSON has it, escaped as what stands `beside` it."""
    escaped = json.dumps(text, ensure_ascii=beside.isascii())[1:-1]
    return escaped if escaped.isascii() or text.isprintable() else json.dumps(text)[1:-1]
