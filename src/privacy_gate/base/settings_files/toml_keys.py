"""The places of the keys of a TOML text, which the standard library does not report."""

from __future__ import annotations

import contextlib
import re

Path = tuple[str, ...]

_MAX_DEPTH = 100
_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?P<key>"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*(?P<sign>[.=\]])""")
_SCALAR = re.compile(
    r'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}|\'\'\'(?:[^']|'{1,2}(?!'))*'{3,5}'''
    r"""|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^"',\]}#\r\n]+""",
    re.DOTALL,
)


def find_keys(text: str) -> dict[Path, int]:
    """Return the offset of each key and of each list item in a valid TOML text. An item's step is its number.

    Values that are nested too deeply have no places.
    """
    places: dict[Path, int] = {}
    with contextlib.suppress(ValueError):
        _read_document(text, places)
    return places


def find_line(places: dict[Path, int], text: str, path: Path) -> int:
    """Return the line (from 1) of a path, or of the nearest key above it."""
    known = next((places[path[:size]] for size in range(len(path), 0, -1) if path[:size] in places), 0)
    return text.count("\n", 0, known) + 1


def _read_document(text: str, places: dict[Path, int]) -> None:
    table: Path = ()
    items: dict[Path, int] = {}  # number of the current item of each list of tables
    at = _skip_space(text, 0)
    while at < len(text):
        if text[at] == "[":
            is_item = text.startswith("[[", at)
            steps, end = _read_key(text, at + 1 + is_item)
            table = ()
            for number, (step, start) in enumerate(steps, 1):
                table += (step,)
                places.setdefault(table, start)
                if is_item and number == len(steps):
                    items[table] = items.get(table, -1) + 1
                if table in items:
                    table += (str(items[table]),)
                    places.setdefault(table, start)
            at = end + is_item
        else:
            at = _read_pair(text, at, table, places, 0)
        at = _skip_space(text, at)


def _read_pair(text: str, at: int, table: Path, places: dict[Path, int], depth: int) -> int:
    steps, at = _read_key(text, at)
    for step, start in steps:
        table += (step,)
        places.setdefault(table, start)
    return _read_value(text, at, table, places, depth)


def _read_key(text: str, at: int) -> tuple[list[tuple[str, int]], int]:
    """Return the steps of a dotted key with their offsets, and the end of the sign after it."""
    steps = []
    while found := _KEY.match(text, at):
        steps.append((found["key"].strip("\"'"), found.start("key")))
        at = found.end()
        if found["sign"] != ".":
            return steps, at
    raise ValueError("no key")


def _read_value(text: str, at: int, path: Path, places: dict[Path, int], depth: int) -> int:
    """Return the end of a value."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    at = _skip_space(text, at)
    sign = text[at : at + 1]
    if sign not in ("[", "{"):
        if found := _SCALAR.match(text, at):
            return found.end()
        raise ValueError("no value")
    closer = "]" if sign == "[" else "}"
    at, number = _skip_space(text, at + 1), 0
    while text[at : at + 1] != closer:
        if sign == "[":
            inner = (*path, str(number))
            places[inner] = at
            at = _read_value(text, at, inner, places, depth + 1)
        else:
            at = _read_pair(text, at, path, places, depth + 1)
        number += 1
        at = _skip_space(text, at)
        if text[at : at + 1] == ",":
            at = _skip_space(text, at + 1)
    return at + 1


def _skip_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
