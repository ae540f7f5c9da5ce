"""Define statements: their weight of logic and the block around them. All parsers of code return them.

The weight says how much logic a statement has: 0 for a declaration, 0.15 for a plain call, 1 or more for a condition,
loop or computation. Nesting increases it. The numbers come from real commits (`training/novelty/REPORT.md`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from msgspec import Struct

N = TypeVar("N")

LOGIC = 0.3
"""The minimum weight of a statement that counts as logic."""


LOG = re.compile(
    r"(?:log|logger|logging|warnings?|print|self\.(?:log|logger|stdout|stderr)|click\.(?:echo|secho)|parser\.add_argument"
    r"|super)(?![\w])"
)
"""Matches a call that only prints or logs."""


OPERATORS = {
    "Subscript": 0.5,
    "IfExp": 1,
    "Lambda": 1,
    "ListComp": 1.5,
    "SetComp": 1.5,
    "DictComp": 1.5,
    "GeneratorExp": 1.5,
    "AugAssign": 1,
    "Yield": 1,
    "Await": 0.5,
    "Call": 0.4,
    "NamedExpr": 0.5,
}
"""The weights of operators, by the names that both parsers use."""

HEADS = {"If": 1.0, "For": 1.5, "While": 1.5, "With": 0.7, "Try": 0.7, "TryStar": 0.7, "Match": 1.0}
"""The weights of statements that open a block."""


class Block(Struct, frozen=True):
    """A function or class: its name, and the line of its head. Outside of any, the name is empty."""

    name: str
    line: int


class Statement(Struct, frozen=True):
    """A statement without the statements in its body. `first` and `last` are line numbers from 1."""

    first: int
    last: int
    weight: float
    block: Block


def premium(depth: int) -> float:
    """Return the factor for a nesting depth.

    It is that of cognitive complexity (Campbell, 2018), with an upper limit.
    """
    return 1 + 0.15 * min(depth, 4)


def worth(head: float, operators: float, depth: int) -> float:
    """Return the weight of a statement. `head` is the weight of its kind if it begins a block, otherwise 0."""
    own = head + 0.35 * min(operators, 4) if head else min(0.15 + 0.35 * operators, 2.0)
    return own * premium(depth)


class Parser(NamedTuple, Generic[N]):
    """The functions of a parser that weigh a simple statement.

    `is_said`: whether a node is only a string or `...`. `called`: the dotted name that a node calls; empty if it is no
    call. `is_literal`: whether a node consists of literals. `operators`: the weight of the operators in a node, with or
    without its annotation.
    """

    is_said: Callable[[N], bool]
    called: Callable[[N], str]
    is_literal: Callable[[N], bool]
    operators: Callable[[N, bool], float]


def weigh_simple_statement(node: N, depth: int, function: bool, parser: Parser[N]) -> float:
    """Return the weight of a simple statement. `function` says whether it is inside a function."""
    name = type(node).__name__
    value: N | None = getattr(node, "value", None)
    if name in ("Import", "ImportFrom", "Pass", "Global", "Nonlocal"):
        return 0.0
    if name == "Expr" and value is not None:
        if parser.is_said(value):
            return 0.0
        if LOG.match(parser.called(value)):
            return 0.1
    if name in ("Assign", "AnnAssign"):
        if value is None or parser.is_literal(value):
            return 0.1 if function else 0.0
        if not function:
            return 0.1
    if name == "Return" and (value is None or parser.is_literal(value)):
        return 0.1
    if name in ("Raise", "Assert"):
        return 0.2
    if name in ("Break", "Continue", "Del", "Delete"):
        return 0.3
    return worth(0, parser.operators(node, name != "AnnAssign"), depth)
