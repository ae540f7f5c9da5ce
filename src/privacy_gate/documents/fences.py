"""The fenced code of Markdown that is plain enough to tell without a parser, which takes 15 ms to load.

Plain is a text whose fences all begin in the first column, and in which nothing but a fence can hold
code: no indented block, no HTML, no code in a list or a quotation. Of all others the parser must
tell. That both agree is held by tests/documents/test_fences.py; the rules are those of
https://spec.commonmark.org/0.31.2/#fenced-code-blocks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FENCE = re.compile(r"(`{3,}|~{3,})([^\n]*)")
_NEEDS_PARSER = re.compile(
    r"[ ]{0,3}\t|[ ]{4}"  # an indented block, or what belongs to a list
    r"|[ ]{1,3}(?:`{3}|~{3})"  # a fence in a list
    r"|[ ]{0,3}<"  # HTML, which may hold anything
    # a list or a quotation with code in it
    r"|[ ]{0,3}(?:[-+*]|[0-9]{1,9}[.)]|>)(?=[^\n]{0,2000}(?:\t|[ ]{4}|`{3}|~{3}|<))[^\n]*"
    r"|[^\n]{2000}"
)


class Fence(NamedTuple):
    """A block as markdown-it-py gives it: `map` has the line of its opening and that after its end, both from 0."""

    map: tuple[int, int]
    markup: str
    info: str


def fences(text: str) -> list[Fence] | None:
    """The fenced blocks in order; None where the parser must tell."""
    lines = text.replace("\r\n", "\n").split("\n")
    if not lines[-1].strip(" \t"):  # blanks at the end are no line for the parser
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
