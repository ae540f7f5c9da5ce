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


class Edit(NamedTuple):
    """A stretch of a text, and what takes its place."""

    start: int
    end: int
    text: str


Find = Callable[[str], Iterable[Edit]]


class Decoded(NamedTuple):
    """A decoded string. Its characters from `offsets[i]` on stand from `places[i]` on in the escaped text."""

    text: str
    offsets: list[int]
    places: list[int]

    def place(self, offset: int) -> int:
        """Where a character stands in the escaped text."""
        at = bisect.bisect_right(self.offsets, offset) - 1
        return self.places[at] + offset - self.offsets[at]


def mask_json(text: str, find_marks: Callable[[str], Iterable[Mark]], pairs: PairMap) -> str:
    """A JSON text with stand-ins for what `find_marks` marks in each decoded string. Raises ValueError for what is no
    JSON."""

    def find(decoded: str) -> Iterator[Edit]:
        changes = mask(decoded, find_marks(decoded), pairs).changes
        return (Edit(change.start, change.end, change.instead) for change in changes)

    return _replace(text, find)


def unmask_json(text: str, pairs: PairMap, *, secrets: bool = True, ascii_only: bool | None = None) -> str:
    """A JSON text with the originals of what the conversation sent. Without `ascii_only` an original is escaped as the
    string is in which it stands. Raises ValueError for what is no JSON."""

    def find(decoded: str) -> Iterator[Edit]:
        found = find_stand_ins(decoded, pairs, secrets=secrets)
        return (Edit(one.start, one.end, one.instead) for one in found)

    return _replace(text, find, ascii_only)


def replace_in_string(content: str, find: Find, ascii_only: bool | None = None, *, nested: bool = True) -> str:
    """What stands between the quotes of a string of JSON, with other texts for what is found in it, or in the strings
    of the JSON that it is."""
    return _apply(content, _edits_of_string(content, find, _DEEPEST if nested else 0, ascii_only))


def _replace(text: str, find: Find, ascii_only: bool | None = None) -> str:
    if not is_json(text):
        raise ValueError("not JSON")
    return _apply(text, _edits(text, find, _DEEPEST, ascii_only))


def _apply(text: str, edits: Iterable[Edit]) -> str:
    out, at = [], 0
    for edit in edits:
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])


def _edits(text: str, find: Find, depth: int, ascii_only: bool | None) -> Iterator[Edit]:
    """The edits of a JSON text, in order."""
    for string in _STRING.finditer(text):
        for start, end, instead in _edits_of_string(string[1], find, depth, ascii_only):
            yield Edit(string.start(1) + start, string.start(1) + end, instead)


def _edits_of_string(content: str, find: Find, depth: int, ascii_only: bool | None) -> Iterator[Edit]:
    decoded = decode_string(content)
    nested = depth > 0 and begins_json(decoded.text) and is_json(decoded.text)
    as_ascii = content.isascii() if ascii_only is None else ascii_only
    for edit in _edits(decoded.text, find, depth - 1, ascii_only) if nested else find(decoded.text):
        yield Edit(decoded.place(edit.start), decoded.place(edit.end), escape(edit.text, ascii_only=as_ascii))


def begins_json(text: str) -> bool:
    """Whether a text may be an object or a list."""
    return text.lstrip()[:1] in ("{", "[")


def is_json(text: str) -> bool:
    """Whether a text is one value of JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def decode_string(escaped: str) -> Decoded:
    """What a string of JSON says."""
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
    return Decoded("".join(parts), offsets, places)


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


def escape(text: str, *, ascii_only: bool) -> str:
    """A text as a string of JSON has it."""
    escaped = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
    return escaped if escaped.isascii() or text.isprintable() else json.dumps(text)[1:-1]
