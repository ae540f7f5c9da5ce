"""Generate texts that nearly match a regular expression, from the tree of the parser of `re`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from privacy_gate.rules.regex.nodes import PARSER, REPEATS, name, walk

_CANDIDATES = "aA0_-/.:= \t\n\"'<>@+x{}[]()bZ9kéß\u2028!#$%&*,;?\\^`|~"
_BREAKERS = ("\n", " ", "\x01", "-", "a")
_LONGEST = 2000  # maximum characters of one text


def near_misses(regex: str, flags: int = 0) -> Iterator[str]:
    """Yield short texts to repeat.

    These are the beginnings of the pattern without the rest that must follow, with the longest and the shortest
    repeats. Others are the contents of single repeats, literals and alternatives.
    """
    tree = PARSER.parse(regex, flags)
    flags, items = tree.state.flags, list(tree)
    seen: set[str] = set()
    for try_ in _tries(items, flags):
        if try_ and try_ not in seen:
            seen.add(try_)
            yield try_


def _tries(items: Sequence[Any], flags: int) -> Iterator[str]:
    for longest in (False, True):
        whole = ""
        for item in items:
            before, whole = whole, (whole + _sample([item], flags, longest))[:_LONGEST]
            if whole != before:
                yield whole
                yield from (whole[:-1] + end for end in _BREAKERS)
    for item in walk(items, asserted=False):
        op, value = name(item), item[1]
        if op in REPEATS:
            yield _sample(list(value[2]), flags, longest=False)
            yield _sample([item], flags, longest=True)[:_LONGEST]
        elif op == "BRANCH":
            yield from (_sample(list(branch), flags, longest=False) for branch in value[1])


def _sample(items: Sequence[Any], flags: int, longest: bool) -> str:
    """Return a text that the items probably match. The result is not checked."""
    out = ""
    for item in items:
        op, value = name(item), item[1]
        if op == "LITERAL":
            out += chr(value)
        elif op in ("IN", "NOT_LITERAL", "ANY"):
            out += _one_of(item, flags)
        elif op in REPEATS:
            low, high, body = value
            count = min(int(high), _LONGEST) if longest else low
            each = _sample(list(body), flags, longest) if count else ""
            out += (each * count)[:_LONGEST] if not each or len(each) * count > _LONGEST else each * count
        elif op == "SUBPATTERN":
            out += _sample(list(value[3]), (flags | value[1]) & ~value[2], longest)
        elif op == "ATOMIC_GROUP":
            out += _sample(list(value), flags, longest)
        elif op == "BRANCH":
            out += _sample(list(value[1][-1 if longest else 0]), flags, longest)
        if len(out) > _LONGEST:
            break
    return out[:_LONGEST]


def _one_of(item: Any, flags: int) -> str:
    op, value = name(item), item[1]
    for candidate in _CANDIDATES:
        if _matches(op, value, candidate, flags):
            return candidate
    first = next((member for member in value if name(member) in ("LITERAL", "RANGE")), None) if op == "IN" else None
    if first is None:
        return "\x02"
    return chr(first[1] if name(first) == "LITERAL" else first[1][0])


def _matches(op: str, value: Any, character: str, flags: int) -> bool:
    if op == "ANY":
        return character != "\n" or bool(flags & re.DOTALL)
    if op == "NOT_LITERAL":
        return bool(ord(character) != value)
    negated = inside = False
    for member in value:
        what, of = name(member), member[1]
        if what == "NEGATE":
            negated = True
        elif what == "LITERAL":
            inside = inside or ord(character) == of
        elif what == "RANGE":
            inside = inside or of[0] <= ord(character) <= of[1]
        else:
            kind = str(of).rpartition("_")[2]
            word, digit = character.isalnum() or character == "_", character.isdigit()
            is_in = word if kind == "WORD" else digit if kind == "DIGIT" else character.isspace()
            inside = inside or is_in != ("_NOT_" in str(of))
    return bool(inside) != negated


def fill(unit: str, size: int) -> str:
    """Repeat the unit to a text of about `size` characters."""
    return unit * max(1, size // len(unit))
