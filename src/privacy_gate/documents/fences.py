"""Find the fenced code blocks of simple Markdown without a parser, because loading one takes 15 ms.

A text is simple if all fences begin in the first column and only fences contain code. It has no indented blocks, no
HTML, and no code in lists or quotations. Other texts need the parser. tests/documents/test_fences.py checks that both
agree. The rules are those of https://spec.commonmark.org/0.31.2/#fenced-code-blocks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FENCE = re.compile(r"(`{3,}|~{3,})([^\n]*)")
_NEEDS_PARSER = re.compile(
    r"[ ]{0,3}\t|[ ]{4}"  # an indented block, or a part of a list
    r"|[ ]{1,3}(?:`{3}|~{3})"  # a fence in a list
    r"|[ ]{0,3}<"  # HTML, which may contain anything
    # a list or a quotation that contains code
    r"|[ ]{0,3}(?:[-+*]|[0-9]{1,9}[.)]|>)(?=[^\n]{0,2000}(?:\t|[ ]{4}|`{3}|~{3}|<))[^\n]*"
    r"|[^\n]{2000}"
)


class Fence(NamedTuple):
    """A fenced block, with the names of markdown-it-py.

    `map` contains the line of its opening, and the line after its end, from 0.
    """

    map: tuple[int, int]
    markup: str
    info: str


def fences(text: str) -> list[Fence] | None:
    """Return the fenced blocks in order, or None if the text needs the parser."""
    lines = text.replace("\r\n", "\n").split("\n")
    if not lines[-1].strip(" \t"):  # the parser does not count blanks at the end as a line
        lines.pop()
    found: list[Fence] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        opening = _FENCE.match(line)
        if opening is None:
            if line.strip(" ") and _NEEDS_PARSER.match(line):
                return None
            at += 1
            continue
        markup, info = opening.groups()
        if markup[0] == "`" and "`" in info:
            return None
        end = next((after for after in range(at + 1, len(lines)) if _closes(lines[after], markup)), len(lines))
        found.append(Fence((at, min(end + 1, len(lines))), markup, info))
        at = end + 1
    return found


def _closes(line: str, markup: str) -> bool:
    stripped = line.lstrip(" ")
    if len(line) - len(stripped) > 3 or not stripped.startswith(markup):
        return False
    return not stripped.lstrip(markup[0]).strip(" \t")
