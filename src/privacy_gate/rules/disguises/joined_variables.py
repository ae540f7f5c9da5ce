"""Find values that a text assembles from its own variables: `$A$B`, `"${a}${b}"`, `f"{a}{b}"`, `b + a`.

Each becomes a joint of a view (`split_values.py`). The joint covers the text from the first to the last value, and has
the assembled value. The engine reports adjacent variables (`TRIGGERS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from privacy_gate.rules.split_values import CUT, Joint

_SIDE_BY_SIDE, _CUT = "variables", "variables beside a cut token"
LABELS = frozenset({_SIDE_BY_SIDE, _CUT})
_NAME = r"[A-Za-z_][A-Za-z0-9_]{0,40}"
_REFERENCE = rf"(?:[$#]?\{{(?:env:)?{_NAME}\}}|\$(?:env:)?{_NAME}|%{_NAME}%)"
TRIGGERS = (
    (_SIDE_BY_SIDE, rf"\$\{{?(?:env:)?{_NAME}\}}?[\"']{{0,2}}\$\{{?[A-Za-z_]"),
    (_SIDE_BY_SIDE, rf"\{{{_NAME}\}}[#$]?\{{[A-Za-z_]"),
    (_SIDE_BY_SIDE, rf"%{_NAME}%%[A-Za-z_]"),
    *((_CUT, rf"{quote}{CUT}{quote}") for quote in "\"'`"),
)
"""The label and expression of each place where a value may be assembled, for the engine."""
_ROW = re.compile(rf"{_REFERENCE}(?:[\"']{{0,2}}{_REFERENCE}){{1,8}}+")
_SUM = re.compile(
    rf"(?<![A-Za-z0-9_.]){_NAME}(?:[ \t]{{0,4}}(?:\+|\.\.?|\|\||<>)[ \t]{{0,4}}{_NAME}){{1,8}}+(?![A-Za-z0-9_(])"
)
_GIVEN = re.compile(
    rf"(?<![A-Za-z0-9_.])(?P<name>{_NAME})(?:"
    r"[ \t]{0,4}:?=[ \t]{0,4}(?P<quote>[\"'`])(?P<quoted>[A-Za-z0-9_+/=.~@!:-]{1,400})(?P=quote)"
    r"|=(?P<bare>[A-Za-z0-9_+/.~@!:-]{1,400})(?![^\s;&]))"
)
_IN_ROW = re.compile(_NAME)
_FURTHEST = 2000  # maximum distance in code points from the first value to the last


def find_joints(text: str, labels: AbstractSet[str]) -> Iterator[Joint]:
    """Yield a joint for each assembled value, in no particular order."""
    values: dict[str, tuple[int, int]] = {}
    for match in _GIVEN.finditer(text):
        values[match["name"]] = match.span("quoted" if match["quote"] else "bare")
    rows = [_ROW, _SUM] if _CUT in labels else [_ROW]
    for row in (match for expression in rows for match in expression.finditer(text)):
        names = [name for name in _IN_ROW.findall(row[0]) if name != "env"]
        spans = [values[name] for name in names if name in values]
        if len(spans) < len(names) or len(spans) < 2:
            continue
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        if last - first <= _FURTHEST:
            yield Joint(first, last, "".join(text[start:end] for start, end in spans), disguise=True)
