"""A command line as a tree of its parts, and the limits within which it is followed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

if TYPE_CHECKING:
    import tree_sitter

Parse = Callable[[bytes], "tree_sitter.Tree"]
"""Parses a command line of bash. Raises Unfollowed for one that takes too long."""


_MARK = "\ue000"
"""Stands for `UNKNOWN` while a command line is parsed, where a word goes on. At the beginning of a word nothing does:
the word after it may be the program."""
_WITHIN = re.compile(rf"(?<=[^\s;&|(){UNKNOWN}]){UNKNOWN}{{1,100}}")


class Unfollowed(Exception):  # noqa: N818  (says what is the case, and is always caught)
    """A command line is longer or deeper than what is followed."""


class SyntaxNode:
    """A node of the tree that has a name: its kind, the field it stands in, its text."""

    __slots__ = ("_data", "end", "field", "kind", "parts", "start")

    def __init__(self, kind: str, field: str, start: int, end: int, data: bytes) -> None:
        self.kind, self.field, self.start, self.end = kind, field, start, end
        self._data = data
        self.parts: list[SyntaxNode] = []

    @property
    def text(self) -> str:
        return self.between(self.start, self.end)

    def between(self, start: int, end: int) -> str:
        """The text between two places of the command line."""
        return self._data[start:end].decode("utf-8", "replace").replace(_MARK, UNKNOWN)

    def under(self, *fields: str) -> Iterator[SyntaxNode]:
        """The parts in some fields."""
        return (part for part in self.parts if part.field in fields)


def read(command: str, parse: Parse) -> tuple[SyntaxNode, bool]:
    """The tree of a command line, and whether all of it was understood."""
    data = _WITHIN.sub(_MARK, command).replace(UNKNOWN, " ").encode("utf-8", "replace")
    tree = parse(data)
    cursor, whole = tree.walk(), not tree.root_node.has_error
    top = SyntaxNode("program", "", 0, len(data), data)
    above = [top]
    if not cursor.goto_first_child():
        return top, whole
    while True:
        node = cursor.node
        if node is not None and node.is_named and node.type != "comment":
            part = SyntaxNode(node.type, cursor.field_name or "", node.start_byte, node.end_byte, data)
            above[-1].parts.append(part)
            if cursor.goto_first_child():
                above.append(part)
                continue
        while not cursor.goto_next_sibling():
            if len(above) == 1:
                return top, whole
            cursor.goto_parent()
            above.pop()
