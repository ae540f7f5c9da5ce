"""Measure the cost of a user's expression on texts that almost match, before it is used on other texts.

`re` backtracks, and a nested repeat can have too many ways to try. A search cannot be interrupted. So the expression is
searched for in texts that grow by one character at a time. It is rejected if a short text already takes too long.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from privacy_gate.base.errors import GateError
from privacy_gate.rules.regex_samples import near_misses

MOST = 50
"""The limit in microseconds of processor time per character. Built-in rules take less than five."""

_AT_ONCE = 0.003  # seconds that any text may take, for the start of a search and the clock
_ENDS = ("", "\x01", "\n", " ", "!", "a", "0")
_FIRST = 24  # characters; up to this length, texts grow by one character
_LONGEST = 3_000
_WORST = 4  # number of the slowest texts with an end, which are tried at greater lengths
_AGAIN = re.compile(r"(.{1,40}?)\1{19,}", re.DOTALL)
_ROUNDS = 20  # rounds of a repeat, which are enough for a decision


def refuse_slow(regex: str, rule: str = "") -> None:
    """Raise GateError if an expression (of a rule) takes longer than `MOST` on a text that nearly matches it."""
    expression = re.compile(regex)
    rule = f"{rule}: " if rule else ""
    units = list(dict.fromkeys(_AGAIN.sub(lambda found: found[1] * _ROUNDS, one) for one in near_misses(regex)))
    costs: dict[str, float] = {}
    for size in range(1, _FIRST + 1):
        for unit in units:
            for end in _ENDS:
                costs[unit + end] = _cost(expression, _fill(unit, size) + end, regex, rule)
    worst = sorted(costs, key=lambda unit: -costs[unit])[:_WORST]
    long = sorted(near_misses(regex), key=len)[-_WORST:]
    for unit in dict.fromkeys((*worst, *units, *long)):  # short texts are quick, so their order alone says too little
        for size in _sizes():
            _cost(expression, _fill(unit, size), regex, rule)


def _sizes() -> Iterator[int]:
    size = _FIRST
    while (size := size + max(1, size // 4)) < _LONGEST:
        yield size


def _fill(unit: str, size: int) -> str:
    return (unit * (1 + size // len(unit)))[:size]


def _cost(expression: re.Pattern[str], text: str, regex: str, rule: str) -> float:
    """Measure the processor time in seconds to find all matches in a text. Raises GateError if it exceeds the limit."""
    spent, most = _once(expression, text), _AT_ONCE + MOST * 1e-6 * len(text)
    if spent > most:
        spent = min(spent, *(_once(expression, text) for _ in range(2)))  # another process may have delayed it
    if spent > most:
        raise GateError(
            f"{rule}{regex!r} takes {spent / len(text) * 1e6:,.0f} µs per character on {len(text):,} characters"
            " that almost match",
            "Write it so that each text can match in only one way: no nested repeats, no adjacent repeats of the"
            " same characters.",
        )
    return spent


def _once(expression: re.Pattern[str], text: str) -> float:
    began = time.thread_time()
    for _ in expression.finditer(text):
        pass
    return time.thread_time() - began
