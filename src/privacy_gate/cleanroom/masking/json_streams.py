"""Unmask a JSON text that arrives in pieces, such as the arguments of a tool call.

The result does not depend on the pieces. The end of a string is delayed as in a text stream. An incomplete escape
sequence is delayed until it is complete. A string that may itself contain JSON is delayed until it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.base.json_strings import SpanEdit, begins_json, decode_string, escape, replace_in_string
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.places import keep_left
from privacy_gate.cleanroom.masking.unmask import find_stand_ins, make_filter

_CONTENT = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_LAST_ESCAPE = re.compile(r"(?:^|[^\\])(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)\Z")


class JsonStream:
    """A JSON text in pieces. The stand-ins that the conversation sent are replaced with their originals."""

    def __init__(self, pairs: PairMap, *, secrets: bool = True, ascii_only: bool = False) -> None:
        self._pairs, self._secrets, self._ascii_only = pairs, secrets, ascii_only
        self._inside = self._is_escaped = False
        self._begin_string()

    def feed(self, piece: str) -> str:
        """Add a piece. Return the next part of the result."""
        out, at = [], 0
        while at < len(piece):
            if not self._inside:
                quote = piece.find('"', at)
                stop = len(piece) if quote < 0 else quote + 1
                out.append(piece[at:stop])
                self._inside = quote >= 0
                at = stop
                continue
            stop = self._find_end(piece, at)
            self._held.append(piece[at:stop])
            self._size += stop - at
            at = stop
            if stop == len(piece):
                out.append(self._go_on())
            else:
                out.append(self._end_string())
                self._inside = False
        return "".join(out)

    def end(self) -> str:
        """Return the last part of the result."""
        return self._end_string()

    def _begin_string(self) -> None:
        self._held: list[str] = []
        self._size = self._enough = 0  # size of the delayed text, and the size at which it is read again
        self._left = ""  # the text before the delayed text
        self._has_begun = self._may_be_json = False

    def _find_end(self, piece: str, at: int) -> int:
        """Return the offset of the quote that ends the string, or of the end of the piece."""
        found = _CONTENT.match(piece, at + self._is_escaped)
        stop = at if found is None else found.end()
        self._is_escaped = piece[stop : stop + 1] == "\\"
        return stop + self._is_escaped

    def _go_on(self) -> str:
        """Return the part of an unfinished string that later text cannot change."""
        if self._may_be_json or self._size < self._enough:
            return ""
        content = "".join(self._held)
        ready = _cut_escape(content)
        decoded = decode_string(ready)
        if not self._has_begun:
            if not decoded.text.strip():
                self._enough = 2 * self._size
                return ""
            self._may_be_json = begins_json(decoded.text)
            if self._may_be_json:
                return ""
        scan = self._pairs.back.scan(
            decoded.text, make_filter(self._pairs, secrets=self._secrets), self._left, whole=False
        )
        at, out = 0, []
        for found in scan.found:
            out += [ready[at : decoded.place(found.start)], escape(found.instead, ascii_only=self._ascii_only)]
            at = decoded.place(found.end)
        hold = decoded.place(scan.hold)
        out.append(ready[at:hold])
        self._held, self._size = [content[hold:]], len(content) - hold
        if scan.hold:
            self._has_begun = True
            self._left = keep_left(self._left, decoded.text, scan.hold)
        return "".join(out)

    def _end_string(self) -> str:
        content = "".join(self._held)
        ready = _cut_escape(content) if self._inside else content
        left, has_begun = self._left, self._has_begun
        self._begin_string()

        def find(text: str) -> Iterator[SpanEdit]:
            if not has_begun:
                found = find_stand_ins(text, self._pairs, secrets=self._secrets)
            else:
                found = self._pairs.back.scan(text, make_filter(self._pairs, secrets=self._secrets), left).found
            return (SpanEdit(*one[:3]) for one in found)

        whole = replace_in_string(ready, find, self._ascii_only, nested=not has_begun)
        return whole + content[len(ready) :]


def _cut_escape(content: str) -> str:
    """Return the content without an escape sequence at its end that may be incomplete."""
    found = _LAST_ESCAPE.search(content)
    return content if found is None else content[: found.start(1)]
