"""Expressions of others for the one engine: the same language, with an upper bound to every repeat.

A foreign expression was written to be tried on one line at a time, and `*` and `+` have no bound in
it. Here it becomes one for a whole text: it stays within a line, `^` and `$` mean the line's ends,
and each repeat has a bound. What has no such form is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from privacy_gate.base.errors import GateError

MAX_WIDTH = 4_000
"""Code points that a translated expression may match, at most; no token is longer, and a long one still matches."""

_PARSER: Any = getattr(re, "_parser")  # noqa: B009  (typeshed does not know it)
_BOUNDS = (400, 100, 30)  # tried in turn; what nests repeats gets the smaller ones
_BLANKS = 10  # for one character again and again: ` * = *` with 400 blanks is tried in 160,000 ways
_SHORTEST_VALUE = 8  # code points that a group can hold if it is the secret itself
_REPEATS = {"MAX_REPEAT": "", "MIN_REPEAT": "?", "POSSESSIVE_REPEAT": "+"}
_CATEGORIES = {
    f"CATEGORY_{negation}{name}": letter.upper() if negation else letter
    for name, letter in (("DIGIT", "d"), ("SPACE", "s"), ("WORD", "w"))
    for negation in ("", "NOT_")
} | {"CATEGORY_DIGIT": "0-9"}
_PLACES = {
    "AT_BEGINNING": "(?m:^)",
    "AT_BEGINNING_STRING": "(?m:^)",
    "AT_END": r"(?m:(?=\r?$))",  # where their reader has dropped the carriage return
    "AT_END_STRING": r"(?m:(?=\r?$))",
    "AT_BOUNDARY": r"\b",
    "AT_NON_BOUNDARY": r"\B",
}


def bound_expression(expression: str, flags: int = 0) -> str:
    """The expression in the form that rules have. The group `match`, where there is one, is the secret itself:
    the first group that can hold one (`(ghp|gho)_…` has a group that cannot).

    Raises GateError for what has no bounded form: references to groups, conditionals, repeats in
    repeats that could be told apart in many ways.
    """
    try:
        tree = _PARSER.parse(expression, flags)
    except (re.error, RecursionError, OverflowError) as error:
        raise GateError(f"not a valid regular expression: {error}") from None
    items = list(tree)
    value = next((number for number, body in _groups(items) if _most(body) >= _SHORTEST_VALUE), None)
    _refuse_ambiguous(items, repeated=False)
    state: int = tree.state.flags
    letters = ("i" if state & re.IGNORECASE else "") + ("a" if state & re.ASCII else "")
    for bound in _BOUNDS:
        text = (f"(?{letters})" if letters else "") + _Writer(bound, value).sequence(items, inside=False)
        if _PARSER.parse(text).getwidth()[1] <= MAX_WIDTH:
            return text
    raise GateError("a match of this expression can be too long")


class _Writer:
    def __init__(self, bound: int, value: int | None) -> None:
        self._bound = bound
        self._value = value

    def sequence(self, items: Sequence[Any], *, inside: bool) -> str:
        """`inside` an assertion, which looks at the text around a match, a line feed may stand."""
        return "".join(self._node(str(op), value, inside=inside) for op, value in items)

    def _node(self, op: str, value: Any, *, inside: bool) -> str:
        if op == "LITERAL":
            return _escaped(value)
        if op == "NOT_LITERAL":
            return f"[^{_escaped(value)}]" if inside else f"[^{_escaped(value)}\\n]"
        if op == "ANY":
            return r"[^\n]"
        if op == "IN":
            return _set(value, inside=inside)
        if op in _REPEATS:
            low, high, body = value
            most = max(low, min(int(high), _BLANKS if _is_blank(body) else self._bound))
            return f"(?:{self.sequence(list(body), inside=inside)}){{{low},{most}}}{_REPEATS[op]}"
        if op == "SUBPATTERN":
            return self._group(*value, inside=inside)
        if op == "ATOMIC_GROUP":
            return f"(?>{self.sequence(list(value), inside=inside)})"
        if op == "BRANCH":
            return "(?:" + "|".join(self.sequence(list(branch), inside=inside) for branch in value[1]) + ")"
        if op == "AT" and str(value) in _PLACES:
            return _PLACES[str(value)]
        if op in ("ASSERT", "ASSERT_NOT"):
            mark = ("<" if value[0] < 0 else "") + ("=" if op == "ASSERT" else "!")
            return f"(?{mark}{self.sequence(list(value[1]), inside=True)})"
        raise GateError(f"no bounded form: {op.lower().replace('_', ' ')}")

    def _group(self, number: int | None, add: int, remove: int, body: Any, *, inside: bool) -> str:
        inner = self.sequence(list(body), inside=inside)
        if number is not None and number == self._value:
            inner = f"(?P<match>{inner})"
        on, off = (("i" if flags & re.IGNORECASE else "") for flags in (add, remove))
        return f"(?{on}{'-' + off if off else ''}:{inner})"


def _set(members: Sequence[Any], *, inside: bool) -> str:
    negated = any(str(op) == "NEGATE" for op, _ in members)
    text, has_line_feed = "", False
    for op, value in members:
        if str(op) == "CATEGORY":
            letter = _CATEGORIES[str(value)]
            text += letter if letter == "0-9" else f"\\{letter}"
            has_line_feed = has_line_feed or letter in "sDW"
        elif str(op) == "RANGE":
            text += f"{_escaped(value[0])}-{_escaped(value[1])}"
            has_line_feed = has_line_feed or value[0] <= 10 <= value[1]
        elif str(op) == "LITERAL":
            text += _escaped(value)
            has_line_feed = has_line_feed or value == 10
    if negated:
        return f"[^{text}]" if inside else f"[^{text}\\n]"
    return f"[{text}]" if inside or not has_line_feed else rf"(?:(?!\n)[{text}])"


def _escaped(code: int) -> str:
    character = chr(code)
    if character.isascii() and (character.isalnum() or character in " _/\"'<>=:@,;%!"):
        return character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _is_blank(body: Any) -> bool:
    """Whether it is one character, or white space."""
    (op, value), *more = body
    space = str(op) == "IN" and [str(member) for member in value[0]] == ["CATEGORY", "CATEGORY_SPACE"]
    return not more and (str(op) == "LITERAL" or space)


def _groups(items: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """The capturing groups that a match passes through, in order; those within a repeat are no single value."""
    for op, value in items:
        if str(op) == "SUBPATTERN":
            if value[0] is not None:
                yield value[0], value[3]
            yield from _groups(list(value[3]))
        elif str(op) == "BRANCH":
            for branch in value[1]:
                yield from _groups(list(branch))


def _most(body: Any) -> int:
    return int(body.getwidth()[1])


def _refuse_ambiguous(items: Sequence[Any], *, repeated: bool) -> None:
    """Refuse a repeat within a repeat, unless each round has a character that tells it from the next:
    `(?:[0-9]+-)+` is read in one way only, `(?:a+)+` in more ways than anybody can wait for."""
    for op, value in items:
        name = str(op)
        if name in _REPEATS:
            low, high, body = value
            varies = int(high) > 1 and low != high
            if repeated and varies:
                raise GateError("no bounded form: a repeat within a repeat")
            nodes = list(body)
            if varies and not _is_told_apart(nodes):
                _refuse_ambiguous(nodes, repeated=True)
        elif name == "SUBPATTERN":
            _refuse_ambiguous(list(value[3]), repeated=repeated)
        elif name == "ATOMIC_GROUP":
            _refuse_ambiguous(list(value), repeated=repeated)
        elif name == "BRANCH":
            for branch in value[1]:
                _refuse_ambiguous(list(branch), repeated=repeated)
        elif name in ("ASSERT", "ASSERT_NOT"):
            _refuse_ambiguous(list(value[1]), repeated=repeated)


def _is_told_apart(nodes: Sequence[Any]) -> bool:
    """Whether a round ends with a character that the repeats in it cannot have."""
    if len(nodes) == 1 and str(nodes[0][0]) == "SUBPATTERN":
        return _is_told_apart(list(nodes[0][1][3]))
    if len(nodes) < 2 or str(nodes[-1][0]) != "LITERAL":
        return False
    last = chr(nodes[-1][1])
    for op, value in nodes[:-1]:
        if str(op) in _REPEATS:
            body = list(value[2])
            if len(body) != 1 or str(body[0][0]) not in ("LITERAL", "IN"):
                return False
            if re.fullmatch(_Writer(1, None).sequence(body, inside=True), last, re.IGNORECASE):
                return False
        elif str(op) not in ("LITERAL", "IN"):
            return False
    return True
