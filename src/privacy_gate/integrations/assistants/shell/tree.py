"""The syntax tree of a command line, and the limits for following it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

if TYPE_CHECKING:
    import tree_sitter

Parse = Callable[[bytes], "tree_sitter.Tree"]
"""A function that parses a bash command line. Raises Unfollowed if it takes too long."""


_MARK = "\ue000"
"""A placeholder for `UNKNOWN` inside a word during parsing.

There is none at the beginning of a word, because the word after it may be the program.
"""
_WITHIN = re.compile(rf"(?<=[^\s;&|(){UNKNOWN}]){UNKNOWN}{{1,100}}")


class Unfollowed(Exception):  # noqa: N818  (it describes a state, and is always caught)
    """A command line is longer or deeper than the limits for following it."""


class SyntaxNode:
    """A named node of the tree: its kind, its field, its text."""

    __slots__ = ("_data", "end", "field", "kind", "parts", "start")

    def __init__(self, kind: str, field: str, start: int, end: int, data: bytes) -> None:
        self.kind, self.field, self.start, self.end = kind, field, start, end
        self._data = data
        self.parts: list[SyntaxNode] = []

    @property
    def text(self) -> str:
        return self.between(self.start, self.end)

    def between(self, start: int, end: int) -> str:
        """Return the text between two places of the command line."""
        return self._data[start:end].decode("utf-8", "replace").replace(_MARK, UNKNOWN)

    def under(self, *fields: str) -> Iterator[SyntaxNode]:
        """Yield the parts in the given fields."""
        return (part for part in self.parts if part.field in fields)


def read(command: str, parse: Parse) -> tuple[SyntaxNode, bool]:
    """Return the tree of a command line, and whether all of it was parsed."""
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
