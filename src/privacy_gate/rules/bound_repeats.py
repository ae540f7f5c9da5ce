"""Convert regular expressions of other tools to a form with an upper bound for each repeat.

Other tools apply an expression to one line at a time, and `*` and `+` have no bound in it. The converted expression
searches a whole text. It stays within a line, `^` and `$` match at the ends of lines, and each repeat has a bound. An
expression that has no such form is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.rules.regex import nodes

MAX_WIDTH = 4_000
"""The maximum number of code points that a converted expression may match. No token is longer."""

_BOUNDS = (400, 100, 30)  # tried in turn; nested repeats need the smaller ones
_BLANKS = 10  # for repeats of one character: ` * = *` with 400 blanks would be tried in 160,000 ways
_SHORTEST_VALUE = 8  # code points; the group of a secret can match at least this many
_REPEAT_MARKS = dict(zip(nodes.REPEATS, ("", "?", "+"), strict=True))
_CATEGORIES = {
    f"CATEGORY_{negation}{name}": letter.upper() if negation else letter
    for name, letter in (("DIGIT", "d"), ("SPACE", "s"), ("WORD", "w"))
    for negation in ("", "NOT_")
} | {"CATEGORY_DIGIT": "0-9"}
_PLACES = {
    "AT_BEGINNING": "(?m:^)",
    "AT_BEGINNING_STRING": "(?m:^)",
    "AT_END": r"(?m:(?=\r?$))",  # other tools remove the carriage return
    "AT_END_STRING": r"(?m:(?=\r?$))",
    "AT_BOUNDARY": r"\b",
    "AT_NON_BOUNDARY": r"\B",
}


def bound_expression(expression: str, flags: int = 0) -> str:
    """Return the expression in the form that rules use.

    The group `match` marks the secret. It is the first group that is long enough for one: `(ghp|gho)_…` has a group
    that is too short.

    Raises GateError if there is no bounded form. This is so for references to groups, for conditionals, and for nested
    repeats that can match a text in many ways.
    """
    try:
        tree = nodes.PARSER.parse(expression, flags)
    except (re.error, RecursionError, OverflowError) as error:
        raise GateError(f"not a valid regular expression: {error}") from None
    items = list(tree)
    value = next((number for number, body in _groups(items) if _most(body) >= _SHORTEST_VALUE), None)
    _refuse_ambiguous(items, repeated=False)
    state: int = tree.state.flags
    letters = ("i" if state & re.IGNORECASE else "") + ("a" if state & re.ASCII else "")
    for bound in _BOUNDS:
        text = (f"(?{letters})" if letters else "") + _Writer(bound, value).sequence(items, inside=False)
        if nodes.PARSER.parse(text).getwidth()[1] <= MAX_WIDTH:
            return text
    raise GateError("a match of this expression can be too long")


class _Writer:
    def __init__(self, bound: int, value: int | None) -> None:
        self._bound = bound
        self._value = value

    def sequence(self, items: Sequence[Any], *, inside: bool) -> str:
        """Return the expression for a sequence of nodes. Line feeds are allowed `inside` an assertion."""
        return "".join(self._node(node, inside=inside) for node in items)

    def _node(self, node: Any, *, inside: bool) -> str:
        op, value = nodes.name(node), node[1]
        if op == "LITERAL":
            return _escape(value)
        if op == "NOT_LITERAL":
            return f"[^{_escape(value)}]" if inside else f"[^{_escape(value)}\\n]"
        if op == "ANY":
            return r"[^\n]"
        if op == "IN":
            return _set(value, inside=inside)
        if op in nodes.REPEATS:
            low, high, body = value
            most = max(low, min(int(high), _BLANKS if _is_blank(body) else self._bound))
            return f"(?:{self.sequence(list(body), inside=inside)}){{{low},{most}}}{_REPEAT_MARKS[op]}"
        if op == "SUBPATTERN":
            return self._group(*value, inside=inside)
        if op == "ATOMIC_GROUP":
            return f"(?>{self.sequence(list(value), inside=inside)})"
        if op == "BRANCH":
            return "(?:" + "|".join(self.sequence(branch, inside=inside) for branch in nodes.parts(node)) + ")"
        if op == "AT" and str(value) in _PLACES:
            return _PLACES[str(value)]
        if op in nodes.ASSERTIONS:
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
    negated = any(nodes.name(member) == "NEGATE" for member in members)
    text, has_line_feed = "", False
    for member in members:
        op, value = nodes.name(member), member[1]
        if op == "CATEGORY":
            letter = _CATEGORIES[str(value)]
            text += letter if letter == "0-9" else f"\\{letter}"
            has_line_feed = has_line_feed or letter in "sDW"
        elif op == "RANGE":
            text += f"{_escape(value[0])}-{_escape(value[1])}"
            has_line_feed = has_line_feed or value[0] <= 10 <= value[1]
        elif op == "LITERAL":
            text += _escape(value)
            has_line_feed = has_line_feed or value == 10
    if negated:
        return f"[^{text}]" if inside else f"[^{text}\\n]"
    return f"[{text}]" if inside or not has_line_feed else rf"(?:(?!\n)[{text}])"


def _escape(code: int) -> str:
    character = chr(code)
    if character.isascii() and (character.isalnum() or character in " _/\"'<>=:@,;%!"):
        return character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _is_blank(body: Any) -> bool:
    """Whether the body of a repeat is one literal character or white space."""
    node, *more = body
    space = nodes.name(node) == "IN" and [str(member) for member in node[1][0]] == ["CATEGORY", "CATEGORY_SPACE"]
    return not more and (nodes.name(node) == "LITERAL" or space)


def _groups(items: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """Yield the capturing groups that each match passes through, in order.

    Groups within a repeat are omitted, because they have no single value.
    """
    for node in items:
        op, value = nodes.name(node), node[1]
        if op == "SUBPATTERN" and value[0] is not None:
            yield value[0], value[3]
        if op in ("SUBPATTERN", "BRANCH"):
            for part in nodes.parts(node):
                yield from _groups(part)


def _most(body: Any) -> int:
    return int(body.getwidth()[1])


def _refuse_ambiguous(items: Sequence[Any], *, repeated: bool) -> None:
    """Reject a repeat within a repeat unless a separator ends each round.

    `(?:[0-9]+-)+` can match in one way only. `(?:a+)+` can match in too many ways to try.
    """
    for node in items:
        within = repeated
        if nodes.name(node) in nodes.REPEATS:
            low, high, body = node[1]
            if int(high) > 1 and low != high:
                if repeated:
                    raise GateError("no bounded form: a repeat within a repeat")
                within = not _is_told_apart(list(body))
        for part in nodes.parts(node):
            _refuse_ambiguous(part, repeated=within)


def _is_told_apart(items: Sequence[Any]) -> bool:
    """Whether each round ends with a character that its inner repeats cannot match."""
    if len(items) == 1 and nodes.name(items[0]) == "SUBPATTERN":
        return _is_told_apart(list(items[0][1][3]))
    if len(items) < 2 or nodes.name(items[-1]) != "LITERAL":
        return False
    last = chr(items[-1][1])
    for node in items[:-1]:
        if nodes.name(node) in nodes.REPEATS:
            body = list(node[1][2])
            if len(body) != 1 or nodes.name(body[0]) not in ("LITERAL", "IN"):
                return False
            if re.fullmatch(_Writer(1, None).sequence(body, inside=True), last, re.IGNORECASE):
                return False
        elif nodes.name(node) not in ("LITERAL", "IN"):
            return False
    return True
