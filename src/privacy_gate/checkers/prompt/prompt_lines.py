"""Split a prompt into lines without comment markers, and decide which lines are in a code block."""

from __future__ import annotations

import re

from msgspec import Struct

_FENCE = re.compile(r"[ \t>*]{0,8}(`{3,}|~{3,}|-{4}$)")
_COMMENT_MARKS = ("#", "//", "--", ";;", ";", "*", ">", "%")


class Line(Struct, frozen=True):
    """A line, its offset in the text, and whether it is in a code block. A fence is part of its code block."""

    start: int
    text: str
    fenced: bool = False


def lines(text: str) -> list[Line]:
    """Return the lines of a text. A fence without an end opens no code block."""
    found: list[Line] = []
    fence, opened, at = "", 0, 0
    for raw in _remove_markers(text.split("\n")):
        mark = _FENCE.match(raw)
        if mark and not fence:
            fence, opened = mark[1][:3], len(found)
            found.append(Line(at, raw, fenced=True))
        elif mark and mark[1].startswith(fence):
            fence = ""
            found.append(Line(at, raw, fenced=True))
        else:
            found.append(Line(at, raw, fenced=bool(fence)))
        at += len(raw) + 1
    if fence:
        found[opened:] = [Line(line.start, line.text) for line in found[opened:]]
    return found


def _remove_markers(raw: list[str]) -> list[str]:
    """Return the lines. If the whole text is a comment, spaces replace the comment markers."""
    filled = [line for line in raw if line.strip()]
    for mark in _COMMENT_MARKS:
        marked = sum(line.lstrip().startswith(mark) for line in filled)
        if len(filled) >= 6 and marked > 0.8 * len(filled):
            return [_remove_marker(line, mark) for line in raw]
    return raw


def _remove_marker(line: str, mark: str) -> str:
    at = len(line) - len(line.lstrip())
    return line[:at] + " " * len(mark) + line[at + len(mark) :] if line.startswith(mark, at) else line
