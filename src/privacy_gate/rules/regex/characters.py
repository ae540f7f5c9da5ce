"""The bytes that one character of an expression can match.

Characters outside ASCII are widened to all bytes from 0x80.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from privacy_gate.rules.regex import nodes

WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
"""ASCII letters, digits and the underscore."""
ASCII = frozenset(range(128))
FOLDS = {0x130: "i", 0x131: "i", 0x17F: "s", 0x212A: "k"}
"""Letters outside ASCII that equal an ASCII letter when case is ignored."""

_DIGIT = frozenset(b"0123456789")
_SEPARATORS = frozenset(b"\x1c\x1d\x1e\x1f")  # white space in Unicode but not in ASCII mode
_SPACE = frozenset(b"\t\n\v\f\r ") | _SEPARATORS


class Chars(NamedTuple):
    """The ASCII bytes that one character may be. `beyond` is true if it may also be outside ASCII."""

    ascii: frozenset[int]
    beyond: bool

    @cache  # noqa: B019  (there are few sets, and they hold nothing else)
    def emit(self) -> str:
        if not self.beyond and len(self.ascii) == 1:
            return escape(next(iter(self.ascii)))
        return "[" + "".join(_ranges(self.ascii)) + (r"\x80-\xff" if self.beyond else "") + "]"


def list_characters(node: Any, flags: int) -> Chars | None:
    """Return the characters that a node for one character can match. Return None for any other node."""
    op, value = nodes.name(node), node[1]
    if op == "LITERAL" and value < 128:
        return _letter(value, flags & re.IGNORECASE)
    if op == "NOT_LITERAL":
        return _negate(frozenset([value]) & ASCII, flags)
    if op == "ANY":
        return Chars(ASCII if flags & re.DOTALL else ASCII - {10}, True)
    if op == "IN":
        return _set(value, flags)
    return None


@cache
def _letter(value: int, flags: int) -> Chars:
    return Chars(_fold_case(frozenset([value]), flags), False)


def _set(members: Any, flags: int) -> Chars:
    negated = False
    ascii_: frozenset[int] = frozenset()
    beyond = folds = False
    for member in members:
        op, value = nodes.name(member), member[1]
        if op == "NEGATE":
            negated = True
        elif op == "CATEGORY":
            ascii_, beyond = ascii_ | _category(str(value), flags), True
            folds = folds or (str(value).endswith("NOT_WORD") and bool(flags & re.ASCII))
        else:
            first, last = (value, value) if op == "LITERAL" else value
            ascii_ |= frozenset(range(first, min(last, 127) + 1))
            beyond = beyond or last > 127
            folds = folds or any(first <= code <= last for code in FOLDS)
    if negated:
        return _negate(ascii_, flags)
    chars = Chars(_fold_case(ascii_, flags), beyond)
    return close_folding(chars) if folds else chars


def _category(name: str, flags: int) -> frozenset[int]:
    space = _SPACE - _SEPARATORS if flags & re.ASCII else _SPACE
    base = WORD if name.endswith("WORD") else _DIGIT if name.endswith("DIGIT") else space
    return ASCII - base if "_NOT_" in name else base


def _negate(excluded: frozenset[int], flags: int) -> Chars:
    """Return all characters except the excluded ASCII ones.

    Excluded characters outside ASCII are ignored, which widens the set.
    """
    return close_folding(Chars(ASCII - _fold_case(excluded, flags), True))


def close_folding(chars: Chars) -> Chars:
    """Add the letters i, s and k to a set that contains one of the four letters that fold to them.

    The scanned text has i, s or k instead of these letters. If case is ignored, the capitals match too.
    """
    return Chars(chars.ascii | frozenset(b"iskISK"), chars.beyond)


def _fold_case(ascii_: frozenset[int], flags: int) -> frozenset[int]:
    if not flags & re.IGNORECASE:
        return ascii_
    letters = "".join(map(chr, ascii_))
    return ascii_ | frozenset(map(ord, letters.lower())) | frozenset(map(ord, letters.upper()))


def escape(byte: int) -> str:
    return chr(byte) if byte in WORD else f"\\x{byte:02x}"


def _ranges(ascii_: frozenset[int]) -> Iterator[str]:
    members = sorted(ascii_)
    while members:
        count = 1
        while count < len(members) and members[count] == members[0] + count:
            count += 1
        yield escape(members[0]) if count == 1 else f"{escape(members[0])}-{escape(members[count - 1])}"
        members = members[count:]
