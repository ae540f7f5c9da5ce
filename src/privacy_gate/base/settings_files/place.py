"""The line of a settings file with a mistake, and a caret below the place."""

from __future__ import annotations

from privacy_gate.base.errors import quotable
from privacy_gate.base.text import printable

_LONGEST = 100  # characters of a line


def show_place(text: str, line: int, key: str = "", column: int = 0) -> tuple[str, ...]:
    """The line with a number, and carets below the key, or below the column without a key. Values that look
    random are redacted, since a settings file may hold anything."""
    lines = text.splitlines()
    if not 0 < line <= len(lines):
        return ()
    written = lines[line - 1].replace("\t", " ")
    shown = quotable(written)[:_LONGEST]  # as a whole, since a cut through a value could hide that it looks random
    indent = len(shown) - len(shown.lstrip())
    at = max(indent, shown.find(key)) if key else column if shown == written else indent
    length = len(key) if key and shown.startswith(key, at) else 1
    gutter = " " * len(str(line))
    return (f"{gutter} |", f"{line} | {printable(shown)}", f"{gutter} | {' ' * at}{'^' * length}")
