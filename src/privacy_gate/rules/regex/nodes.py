"""The tree of an expression, as `re`'s own parser gives it: nodes of an operation and its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

PARSER: Any = getattr(re, "_parser")  # noqa: B009  (typeshed does not know it)
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
ASSERTIONS = ("ASSERT", "ASSERT_NOT")


def name(node: Any) -> str:
    """What a node does: `LITERAL`, `BRANCH`, `AT`, …"""
    named: str = node[0].name
    return named


def parts(node: Any) -> list[list[Any]]:
    """The sequences within a node: the content of a repeat or a group, each branch, what an assertion looks for."""
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
    """All nodes of a sequence, those within others too, and (if `asserted`) those that assertions look for."""
    for node in items:
        yield node
        if asserted or name(node) not in ASSERTIONS:
            for part in parts(node):
                yield from walk(part, asserted=asserted)


def group(items: Sequence[Any], number: int | None) -> list[Any] | None:
    """The content of a capturing group."""
    if number is None:
        return None
    for node in walk(items):
        if name(node) == "SUBPATTERN" and node[1][0] == number:
            return list(node[1][3])
    return None
