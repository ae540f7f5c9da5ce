"""Derive expressions for the multi-pattern engine, which searches bytes, from Python regular expressions.

The derived expression is a superset. For each match of the original that starts at byte s of the UTF-8 text, it reports
an end in [s, s + reach]. Parts that match Unicode are widened to bytes from 0x80, and assertions are dropped unless
they also hold for bytes. Optional parts at the end are removed, so that a token is reported once and not at each
further character. The tree comes from the parser of `re`, so both sides agree on the meaning.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from privacy_gate.base.errors import GateError
from privacy_gate.rules.regex import nodes
from privacy_gate.rules.regex.properties import MAX_WIDTH, fixed_prefix, is_anchored, look_ahead
from privacy_gate.rules.regex.writing import sequence, without_tail

__all__ = ["MAX_WIDTH", "Derived", "derive"]


class Derived(NamedTuple):
    """The properties of a pattern for the engine.

    `expression` is for the database. `reach` is the maximum number of bytes from the start of a match to its first
    report. `width` is the length of the longest match in code points. `ahead` is how many code points lookaheads read
    beyond it. `shown` is the number of code points at the start of the group `match` (or of the match) that are always
    the same.
    """

    expression: str
    reach: int
    width: int
    ahead: int
    shown: int


def derive(regex: str) -> Derived:
    """Check an expression and derive the expression for the database.

    Raises GateError if it is not valid, has no bounded length, or can match the empty string. It also raises GateError
    if no fixed part prevents a report at every byte.
    """
    try:
        tree = nodes.PARSER.parse(regex)
        re.compile(regex)
    except (re.error, RecursionError, OverflowError) as error:
        raise GateError(f"not a valid regular expression: {error}") from None
    flags: int = tree.state.flags
    least, most = tree.getwidth()
    if least == 0:
        raise GateError("the pattern can match the empty string", "Use + or {1,64} instead of *.")
    if most > MAX_WIDTH:
        raise GateError(
            f"a match of this pattern can be longer than {MAX_WIDTH:,} characters",
            "Limit each repeat: {0,64} instead of *, {1,64} instead of +.",
        )
    items = list(tree)
    if not is_anchored(items):
        raise GateError(
            "the pattern needs a literal, or a boundary (\\b, a negative lookbehind) at its start",
            "Begin it with \\b, or include a fixed word.",
        )
    expression, longest = sequence(without_tail(items), flags, first=True, last=True)
    reach = min(longest if longest is not None else 4 * most, 4 * most) + 4
    covered = nodes.group(items, tree.state.groupdict.get("match")) or items
    return Derived(expression, reach, most, look_ahead(items), fixed_prefix(covered))
