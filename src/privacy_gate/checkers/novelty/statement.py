"""What both readers of code give: statements with a weight of logic, and the block that each lies in.

A weight is what the statement adds to the score: nothing for a declaration, 0.15 for a plain call,
one and more for what decides, repeats or computes, more the deeper it is nested. The numbers were
found on real commits (`training/novelty/REPORT.md`).
"""

from __future__ import annotations

import re

from msgspec import Struct

LOGIC = 0.3
"""The least weight of a statement that counts as a line of logic."""


LOG = re.compile(
    r"(?:log|logger|logging|warnings?|print|self\.(?:log|logger|stdout|stderr)|click\.(?:echo|secho)|parser\.add_argument"
    r"|super)(?![\w])"
)
"""A call that only says something."""


class Block(Struct, frozen=True):
    """The innermost function or class of a statement: its name (`` outside of any) and the line of its head."""

    name: str
    line: int


class Statement(Struct, frozen=True):
    """A statement, without the statements in its body; lines count from 1, first and last."""

    first: int
    last: int
    weight: float
    block: Block


def premium(depth: int) -> float:
    """What nesting adds, as in cognitive complexity (Campbell, 2018), but bounded."""
    return 1 + 0.15 * min(depth, 4)


def worth(head: float, operators: float, depth: int) -> float:
    """The weight of a statement: `head` of one that opens a block (0 for others), its operators, its nesting."""
    own = head + 0.35 * min(operators, 4) if head else min(0.15 + 0.35 * operators, 2.0)
    return own * premium(depth)
