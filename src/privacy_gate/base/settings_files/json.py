"""JSON as programs read their users' settings: with comments and trailing commas, if a program allows them.

The standard library rejects comments and reports no positions, which an edit needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from privacy_gate.base.errors import GateError

_MAX_DEPTH = 200
_SPACE = re.compile(r"[ \t\r\n]+")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_WORD = re.compile(r"-?(?:0|[1-9][0-9]{0,300})(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,3})?|true|false|null")


class Node(Struct):
    """A value and its place: offsets in the text, the end exclusive.

    The `value` of an object or a list has the nodes of its members. `comma` is set if a comma follows the last of them.
    """

    start: int
    end: int
    value: Any
    comma: bool = False

    def data(self) -> Any:
        if isinstance(self.value, dict):
            return {name: node.data() for name, node in self.value.items()}
        return [node.data() for node in self.value] if isinstance(self.value, list) else self.value


def parse(text: str, source: str, *, comments: bool = True) -> Node:
    """Return the tree of a text. The last of duplicate keys counts, as in JavaScript.

    Without `comments`, neither comments nor trailing commas are allowed. Raises GateError with the line of the mistake.
    """
    reader = _Reader(text, source, comments)
    node = reader.value(0)
    reader.space()
    if reader.at < len(text):
        raise reader.mistake("text after the end")
    return node


class _Reader:
    def __init__(self, text: str, source: str, comments: bool) -> None:
        self.text, self.source, self.comments = text, source, comments
        self.at = 1 if text.startswith("\ufeff") else 0

    def mistake(self, what: str) -> GateError:
        line = self.text.count("\n", 0, self.at) + 1
        return GateError(f"{self.source}:{line}: not valid JSON: {what}")

    def space(self) -> None:
        while found := _SPACE.match(self.text, self.at) or _COMMENT.match(self.text, self.at):
            if not self.comments and found[0].startswith("/"):
                raise self.mistake("comment, which this tool does not accept")
            self.at = found.end()

    def value(self, depth: int) -> Node:
        self.space()
        if depth > _MAX_DEPTH:
            raise GateError(f"{self.source}: nested too deeply")
        start, sign = self.at, self.text[self.at : self.at + 1]
        if sign == "{":
            return self._object(start, depth)
        if sign == "[":
            return self._list(start, depth)
        if sign == '"':
            return self._text(start)
        found = _WORD.match(self.text, start)
        if not found:
            raise self.mistake("a value is missing")
        self.at = found.end()
        return Node(start, self.at, json.loads(found[0]))

    def _text(self, start: int) -> Node:
        value = self._string()
        return Node(start, self.at, value)

    def _string(self) -> str:
        found = _STRING.match(self.text, self.at)
        if not found:
            raise self.mistake("unterminated string")
        try:
            value: str = json.loads(found[0])
        except ValueError:
            raise self.mistake("wrong escape sequence in a string") from None
        self.at = found.end()
        return value

    def _object(self, start: int, depth: int) -> Node:
        members: dict[str, Node] = {}

        def member() -> None:
            if self.text[self.at : self.at + 1] != '"':
                raise self.mistake("a key is missing")
            name = self._string()
            self.space()
            self._sign(":")
            members[name] = self.value(depth + 1)

        comma = self._many(member, "}")
        return Node(start, self.at, members, comma)

    def _list(self, start: int, depth: int) -> Node:
        items: list[Node] = []
        comma = self._many(lambda: items.append(self.value(depth + 1)), "]")
        return Node(start, self.at, items, comma)

    def _many(self, one: Callable[[], None], closer: str) -> bool:
        """Read the content of brackets. Returns whether a comma follows the last item."""
        self.at += 1
        self.space()
        comma = False
        while self.text[self.at : self.at + 1] != closer:
            one()
            self.space()
            comma = self.text[self.at : self.at + 1] == ","
            if not comma:
                break
            self.at += 1
            self.space()
        if comma and not self.comments:
            raise self.mistake("trailing comma, which this tool does not accept")
        self._sign(closer)
        return comma

    def _sign(self, sign: str) -> None:
        if self.text[self.at : self.at + 1] != sign:
            raise self.mistake(f"`{sign}` is missing")
        self.at += 1
