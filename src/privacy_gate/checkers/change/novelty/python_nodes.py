"""Compute the weights of libcst nodes.

Nodes are identified by the names of their types, so that libcst is imported only when a block is parsed. The type hints
are therefore `Any`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from privacy_gate.checkers.change.novelty.statement import OPERATORS, Parser

Node = Any
"""A node of libcst."""


class _Fields(dict[type, tuple[str, ...]]):
    """The names of the fields of a node, by its type."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        found = self[kind] = tuple(field.name for field in dataclasses.fields(kind))
        return found


_FIELDS = _Fields()


class _Kinds(dict[type, int]):
    """The kinds of values in a tree, by type: 1 for a node, 2 for a sequence, 0 for anything else.

    Calling `isinstance` for each value would take most of the time, because libcst's classes are abstract.
    """

    def __missing__(self, kind: type) -> int:
        import libcst

        found = self[kind] = 1 if issubclass(kind, libcst.CSTNode) else 2 if issubclass(kind, tuple | list) else 0
        return found


_KINDS = _Kinds()


def nodes(root: Node, *, skip: str = "") -> Iterator[Node]:
    """Yield a node and all nodes below it, without those in its fields `skip`."""
    left_out = skip.split()
    stack: list[object] = [getattr(root, name) for name in _FIELDS[type(root)] if name not in left_out]
    yield root
    while stack:
        node: Any = stack.pop()
        kind = _KINDS[type(node)]
        if kind == 1:
            yield node
            stack += [getattr(node, name) for name in _FIELDS[type(node)]]
        elif kind == 2:
            stack += node


_OPERATORS = {
    **OPERATORS,
    "BinaryOperation": 1,
    "BooleanOperation": 1,
    "Comparison": 1,
    "UnaryOperation": 0.3,
    "StarredElement": 0.2,
}

_LITERALS = frozenset(
    """
    SimpleString ConcatenatedString FormattedString FormattedStringText FormattedStringExpression Integer Float
    Imaginary Name Attribute List Tuple Dict Set Element DictElement UnaryOperation Minus Ellipsis
    """.split()
)

_LAYOUT = re.compile(r"Whitespace|Newline|EmptyLine|Comment|Paren$|Bracket$|Brace$|Comma|Dot$|Colon$|Semicolon|Equal$")


def operators(node: Node, skip: str = "") -> float:
    total = 0.0
    for one in nodes(node, skip=skip):
        name = type(one).__name__
        total += _OPERATORS.get(name, 0)
        if name == "BooleanOperation" and _chain(one) == _chain(one.left):
            total -= 1  # `a and b and c` is one decision
    return total


def _chain(node: object) -> str:
    """Return `And` or `Or` for a node that joins two conditions, otherwise an empty text."""
    return type(getattr(node, "operator", None)).__name__ if type(node).__name__ == "BooleanOperation" else ""


def _is_literal(node: Node) -> bool:
    return all(type(one).__name__ in _LITERALS or _LAYOUT.search(type(one).__name__) is not None for one in nodes(node))


def _dotted(node: Node) -> str:
    """Return the dotted name that is called (`a.b.c`). For `f().g` it is the name of the first call."""
    parts: list[str] = []
    while True:
        name = type(node).__name__
        if name == "Attribute":
            parts.append(node.attr.value)
            node = node.value
        elif name == "Call":
            parts, node = [], node.func
        else:
            parts.append(getattr(node, "value", "") if name == "Name" else "")
            return ".".join(reversed(parts))


def _is_said(node: Node) -> bool:
    return type(node).__name__ in ("SimpleString", "ConcatenatedString", "Ellipsis")


def _called(node: Node) -> str:
    return _dotted(node.func) if type(node).__name__ == "Call" else ""


PARSER: Parser[Node] = Parser(
    _is_said,
    _called,
    _is_literal,
    lambda node, annotated: operators(node, "" if annotated else "annotation"),
)
