"""The tree of an expression, as `re`'s own parser gives it: nodes of an operation and its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

PARSER: Any = getattr(re, "_parser")  # noqa: B009  (typeshed does not know it)
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


def name(node: Any) -> str:
    """What a node does: `LITERAL`, `BRANCH`, `AT`, …"""
    named: str = node[0].name
    return named


def walk(items: Sequence[Any], *, asserted: bool = True) -> Iterator[Any]:
    """All nodes of a sequence, those within others too, and those that assertions look for or not."""
    for node in items:
        yield node
        op, value = name(node), node[1]
        if op in REPEATS:
            yield from walk(list(value[2]), asserted=asserted)
        elif op == "SUBPATTERN":
            yield from walk(list(value[3]), asserted=asserted)
        elif op == "ATOMIC_GROUP":
            yield from walk(list(value), asserted=asserted)
        elif op == "BRANCH":
            for branch in value[1]:
                yield from walk(list(branch), asserted=asserted)
        elif asserted and op in ("ASSERT", "ASSERT_NOT"):
            yield from walk(list(value[1]))


def group(items: Sequence[Any], number: int | None) -> list[Any] | None:
    """The content of a capturing group."""
    if number is None:
        return None
    for node in walk(items):
        if name(node) == "SUBPATTERN" and node[1][0] == number:
            return list(node[1][3])
    return None
