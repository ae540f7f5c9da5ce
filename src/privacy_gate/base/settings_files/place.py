"""The line of a settings file with a mistake, and a caret below the place."""

from __future__ import annotations

from privacy_gate.base.errors import quotable
from privacy_gate.base.text import printable

_LONGEST = 100  # characters of a line


def show_place(text: str, line: int, key: str = "", column: int = 0) -> tuple[str, ...]:
    """Return the numbered line, with carets below the key, or one below the column if there is no key.

    Values that look random are masked, because a settings file may contain anything.
    """
    lines = text.splitlines()
    if not 0 < line <= len(lines):
        return ()
    written = lines[line - 1].replace("\t", " ")
    shown = quotable(written)[:_LONGEST]  # before cutting, because a part of a value may not look random
    indent = len(shown) - len(shown.lstrip())
    at = max(indent, shown.find(key)) if key else column if shown == written else indent
    length = len(key) if key and shown.startswith(key, at) else 1
    gutter = " " * len(str(line))
    return (f"{gutter} |", f"{line} | {printable(shown)}", f"{gutter} | {' ' * at}{'^' * length}")
