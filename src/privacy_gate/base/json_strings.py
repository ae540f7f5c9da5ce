"""Decode the strings of a JSON text, and replace text in their escaped form.

All other characters stay the same. If a string contains JSON itself, the strings of that JSON are treated in
the same way. This module uses no native code.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_NO_SPACE = re.compile(r"[^ \t\r\n]")
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL
)
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DEEPEST = 8  # JSON in a string of JSON, and so on


class SpanEdit(NamedTuple):
    """A replacement of [start, end) in a text."""

    start: int
    end: int
    text: str


Find = Callable[[str], Iterable[SpanEdit]]


class Decoded(NamedTuple):
    """A decoded string. Its characters from `offsets[i]` on come from the escaped text at `places[i]`."""

    text: str
    offsets: list[int]
    places: list[int]

    def place(self, offset: int) -> int:
        """Return the offset of a character in the escaped text."""
        at = bisect.bisect_right(self.offsets, offset) - 1
        return self.places[at] + offset - self.offsets[at]


def replace_in_string(content: str, find: Find, ascii_only: bool | None = None, *, nested: bool = True) -> str:
    """Replace what `find` finds in the content of a JSON string (without its quotes).

    If the content is JSON itself, its strings are searched instead.
    """
    return apply_edits(content, _edits_of_string(content, find, _DEEPEST if nested else 0, ascii_only))


def replace_in_json(text: str, find: Find, ascii_only: bool | None = None) -> str:
    """Replace what `find` finds in the strings of a JSON text. Raises ValueError if the text is not JSON."""
    if not is_json(text):
        raise ValueError("not JSON")
    return apply_edits(text, _edits(text, find, _DEEPEST, ascii_only))


def apply_edits(text: str, edits: Iterable[SpanEdit]) -> str:
    """Return the text after the edits, which must be in order."""
    out, at = [], 0
    for edit in edits:
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])


def _edits(text: str, find: Find, depth: int, ascii_only: bool | None) -> Iterator[SpanEdit]:
    """Yield the edits of a JSON text, in order."""
    for string in _STRING.finditer(text):
        for start, end, instead in _edits_of_string(string[1], find, depth, ascii_only):
            yield SpanEdit(string.start(1) + start, string.start(1) + end, instead)


def _edits_of_string(content: str, find: Find, depth: int, ascii_only: bool | None) -> Iterator[SpanEdit]:
    decoded = decode_string(content)
    nested = _is_nested(decoded.text, depth)
    as_ascii = content.isascii() if ascii_only is None else ascii_only
    for edit in _edits(decoded.text, find, depth - 1, ascii_only) if nested else find(decoded.text):
        yield SpanEdit(decoded.place(edit.start), decoded.place(edit.end), escape(edit.text, ascii_only=as_ascii))


def _is_nested(said: str, depth: int) -> bool:
    return depth > 0 and begins_json(said) and is_json(said)


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
    """Decode a JSON string."""
    parts, offsets, places = [], [0], [0]
    length = at = 0
    for escape in _ESCAPE.finditer(escaped):
        plain = escaped[at : escape.start()]
        parts += [plain, _read_escape(escape)]
        offsets += [length + len(plain), length + len(plain) + 1]
        places += [escape.start(), escape.end()]
        length += len(plain) + 1
        at = escape.end()
    parts.append(escaped[at:])
    return Decoded("".join(parts), offsets, places)


def _read_escape(escape: re.Match[str]) -> str:
    """Decode an escape to its character, or a surrogate pair of two escapes to one character."""
    if escape[1] is not None:
        return chr(0x10000 + ((int(escape[1], 16) - 0xD800) << 10) + int(escape[2], 16) - 0xDC00)
    return chr(int(escape[3], 16)) if escape[3] is not None else _PLAIN.get(escape[4], escape[4])


def escape(text: str, *, ascii_only: bool) -> str:
    """Escape a text for a JSON string."""
    escaped = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
    return escaped if escaped.isascii() or text.isprintable() else json.dumps(text)[1:-1]


class JsonView(NamedTuple):
    """The readable form of a JSON text, in which all its strings are decoded, with the spans of these strings."""

    text: str
    strings: list[tuple[int, int]]
    written: str

    def replace(self, edits: Sequence[SpanEdit]) -> str:
        """Return the JSON text after edits of its readable form. Raises ValueError for an edit outside a string."""
        strings, left = iter(self.strings), list(reversed(edits))

        def find(_decoded: str) -> Iterator[SpanEdit]:
            start, end = next(strings)
            while left and start <= left[-1].start and left[-1].end <= end:
                edit = left.pop()
                yield SpanEdit(edit.start - start, edit.end - start, edit.text)

        replaced = apply_edits(self.written, _edits(self.written, find, _DEEPEST, None))
        if left:
            raise ValueError("an edit outside of the strings")
        return replaced


def view_json(text: str) -> JsonView | None:
    """Return the readable form of JSON objects or lists; None for other text, or if that form is the text itself."""
    if "\\" not in text or not begins_json(text) or not _holds_json(text):
        return None
    parts: list[str] = []
    strings: list[tuple[int, int]] = []
    size = 0
    for part, is_string in _list_parts(text, _DEEPEST):
        parts.append(part)
        if is_string:
            strings.append((size, size + len(part)))
        size += len(part)
    return JsonView("".join(parts), strings, text)


def _list_parts(text: str, depth: int) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a JSON text's readable form, and whether each is a string."""
    at = 0
    for string in _STRING.finditer(text):
        yield text[at : string.start(1)], False
        said = decode_string(string[1]).text
        if _is_nested(said, depth):
            yield from _list_parts(said, depth - 1)
        else:
            yield said, True
        at = string.end(1)
    yield text[at:], False


def _holds_json(text: str) -> bool:
    """Whether a text is one value of JSON, or several with white space between them."""
    decoder, at = json.JSONDecoder(), 0
    try:
        while (found := _NO_SPACE.search(text, at)) is not None:
            at = decoder.raw_decode(text, found.start())[1]
    except (ValueError, RecursionError):
        return False
    return True
