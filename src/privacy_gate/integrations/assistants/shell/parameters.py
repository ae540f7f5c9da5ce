"""Expand `${NAME…}`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_FORM = re.compile(r"\$\{([!#]?)(\w{1,100}|[@*#?$!-])(\[[^\]]{0,100}\])?(.*)\}", re.DOTALL)
_NUMBERS = re.compile(r":[ \t]?(-?\d{1,6})(?::(-?\d{1,6}))?")
_LONGEST = 500  # characters of a value from which a pattern is removed


def split_parameter(text: str) -> tuple[str, str, str]:
    """Return the sign before the name in `${…}`, the name, and the text after it."""
    found = _FORM.fullmatch(text)
    return (found[1], found[2], found[4]) if found else ("", "", "")


def change_value(value: str, rest: str, given: Sequence[str]) -> list[str]:
    """Apply the text after the name to a value. `given` are the words in that text, expanded."""
    if not rest:
        return [value]
    if rest[0] in "%#" and UNKNOWN not in value and len(value) <= _LONGEST:
        return [_without(value, rest)]
    if rest[0] == "/":
        old, _, new = rest.lstrip("/").partition("/")
        return [value.replace(old, new) if rest.startswith("//") else value.replace(old, new, 1)]
    if rest[0] in "^,":
        return [value.upper() if rest[0] == "^" else value.lower(), value.capitalize(), value]
    if numbers := _NUMBERS.fullmatch(rest):
        start = int(numbers[1])
        end = None if numbers[2] is None else int(numbers[2])
        part = value[start:]
        return [part if end is None else part[:end]]
    if rest[0] in "-+=?:":
        return [value, *given]
    return [value, UNKNOWN]


def _without(value: str, rest: str) -> str:
    """Return a value without the shortest (`%`, `#`) or longest (`%%`, `##`) part that matches a pattern."""
    sign, longest = rest[0], rest[:2] == rest[0] * 2
    pattern = rest.lstrip(sign).strip("\"'").replace("\\", "")
    places = range(len(value) + 1)
    if sign == "%":
        for at in places if longest else reversed(places):
            if fnmatchcase(value[at:], pattern):
                return value[:at]
    else:
        for at in reversed(places) if longest else places:
            if fnmatchcase(value[:at], pattern):
                return value[at:]
    return value
