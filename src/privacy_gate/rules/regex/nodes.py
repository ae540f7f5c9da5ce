"""The tree of an expression from the parser of `re`. Each node has an operation and a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

PARSER: Any = getattr(re, "_parser")  # noqa: B009  (typeshed does not know it)
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
ASSERTIONS = ("ASSERT", "ASSERT_NOT")


def name(node: Any) -> str:
    """Return the operation of a node: `LITERAL`, `BRANCH`, `AT`, …"""
    named: str = node[0].name
    return named


def parts(node: Any) -> list[list[Any]]:
    """Return the sequences inside a node: the content of a repeat, group or assertion, or each branch."""
    op, value = name(node), node[1]
    if op in REPEATS:
        inner = [value[2]]
    elif op == "SUBPATTERN":
        inner = [value[3]]
    elif op == "ATOMIC_GROUP":
        inner = [value]
    elif op == "BRANCH":
        inner = value[1]
    elif op in ASSERTIONS:
        inner = [value[1]]
    elif op == "GROUPREF_EXISTS":
        inner = [branch for branch in value[1:] if branch is not None]
    else:
        inner = []
    return [list(sequence) for sequence in inner]


def walk(items: Sequence[Any], *, asserted: bool = True) -> Iterator[Any]:
    """Yield all nodes of a sequence, including nested ones. Nodes inside assertions are included if `asserted`."""
    for node in items:
        yield node
        if asserted or name(node) not in ASSERTIONS:
            for part in parts(node):
                yield from walk(part, asserted=asserted)


def group(items: Sequence[Any], number: int | None) -> list[Any] | None:
    """Return the content of a capturing group."""
    if number is None:
        return None
    for node in walk(items):
        if name(node) == "SUBPATTERN" and node[1][0] == number:
            return list(node[1][3])
    return None
