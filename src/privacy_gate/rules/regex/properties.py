"""Properties of an expression before the derivation: fixed parts, lookaheads, and the constant prefix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.rules.regex import nodes

MAX_WIDTH = 20_000
"""The maximum length of a match in code points. It is enough for a PEM block with two keys."""


def is_anchored(items: Sequence[Any]) -> bool:
    """Whether a fixed part keeps the pattern from being reported at every byte."""
    return nodes.name(items[0]) in ("AT", "ASSERT_NOT") or any(_holds_literal(node) for node in items)


def _holds_literal(node: Any) -> bool:
    op, value = nodes.name(node), node[1]
    if op == "LITERAL" or _is_one_of_few(node):
        return True
    if op in (*nodes.ASSERTIONS, "GROUPREF_EXISTS") or (op in nodes.REPEATS and value[0] == 0):
        return False
    inner = nodes.parts(node)
    return bool(inner) and all(any(map(_holds_literal, part)) for part in inner)


def look_ahead(items: Sequence[Any]) -> int:
    """Return how many code points beyond its end a match can depend on. Raises GateError if this is unbounded."""
    widest = 0
    for node in nodes.walk(items):
        if nodes.name(node) in nodes.ASSERTIONS and node[1][0] > 0:
            widest += node[1][1].getwidth()[1]
    if widest > MAX_WIDTH:
        raise GateError(
            "a lookahead of this pattern has no bounded length",
            "Limit each repeat: {0,64} instead of *, {1,64} instead of +.",
        )
    return widest


def fixed_prefix(items: Sequence[Any]) -> int:
    """Return how many characters at the start of a sequence only show the format and no part of the value.

    These are literals, and characters from a small set (`gh[pousr]_`).
    """
    count = 0
    for node in items:
        if nodes.name(node) == "LITERAL" or _is_one_of_few(node):
            count += 1
        elif nodes.name(node) not in ("AT", *nodes.ASSERTIONS):
            break
    return count


def _is_one_of_few(node: Any) -> bool:
    return nodes.name(node) == "IN" and len(node[1]) <= 6 and all(nodes.name(member) == "LITERAL" for member in node[1])
