"""Split Python into comments, docstrings, strings, and the code between them.

Tokens come from one regular expression, which accepts any input, also Python 2 or half a function in a prompt. If
tokens cannot show whether a string is a docstring, libcst parses the innermost block around it (`python_tree`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.model import Kind, Segment

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<string>
        (?:\b[rRbBuUfFtT]{1,2})?
        (?: \"{3} (?:[^"\\]|\\.|"(?!""))* (?:\"{3}|\Z)
          | '{3} (?:[^'\\]|\\.|'(?!''))* (?:'{3}|\Z)
          | " (?:[^"\\\n]|\\.)* (?:"|\\?(?=\n)|\\?\Z)
          | ' (?:[^'\\\n]|\\.)* (?:'|\\?(?=\n)|\\?\Z)
        )
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENING = re.compile(r"^[ \t]{0,100}(?:async[ \t]{1,4})?(?:def|class)\b[^\n]{0,100}:[ \t]{0,8}\Z", re.MULTILINE)
_PLAIN_PREFIX = re.compile(r"[rRuU]?[\"']")
LANGUAGE = "python"


def segments(text: str, start: int = 0, end: int | None = None) -> Iterator[Segment]:
    """Yield the segments of a Python text, or of a part of it. Offsets are those of the whole text."""
    end = len(text) if end is None else end
    at = start
    for token in _TOKEN.finditer(text, start, end):
        if token.start() > at:
            yield Segment(at, token.start(), Kind.CODE, LANGUAGE)
        yield Segment(token.start(), token.end(), _kind(text, token, start, end), LANGUAGE)
        at = token.end()
    if at < end:
        yield Segment(at, end, Kind.CODE, LANGUAGE)


def _kind(text: str, token: re.Match[str], start: int, end: int) -> Kind:
    if token.lastgroup == "comment":
        return Kind.COMMENT
    if not _PLAIN_PREFIX.match(token[0]) or not _ends_statement(text, token.end(), end):
        return Kind.STRING
    before = _statement_before(text, token.start(), start)
    if before is None:
        return Kind.STRING  # the string is an operand, because the statement begins before it
    if before in ("", ":"):
        return Kind.DOCSTRING
    return Kind.STRING  # an attribute docstring or an ordinary string: `refine` decides


def refine(text: str, segment: Segment) -> Segment:
    """Decide with libcst whether a string that is a statement, but not the first of its block, is a docstring."""
    if segment.kind is not Kind.STRING or not _PLAIN_PREFIX.match(text, segment.start, segment.end):
        return segment
    opens = _OPENING.search(text, max(0, segment.start - 200), segment.start)
    if not opens and _statement_before(text, segment.start, 0) != ".":
        return segment
    if not _ends_statement(text, segment.end, len(text)):
        return segment
    from privacy_gate.documents.python_tree import is_docstring

    documents = is_docstring(text, segment.start, segment.end)
    return Segment(segment.start, segment.end, Kind.DOCSTRING, LANGUAGE) if documents else segment


def _ends_statement(text: str, at: int, end: int) -> bool:
    """Whether the rest of the line is empty or a comment."""
    rest = text[at : min(end, at + 500)].split("\n", 1)[0].strip(" \t\r;")
    return not rest or rest.startswith("#")


def _statement_before(text: str, at: int, start: int) -> str | None:
    """Return what precedes a string that begins its line.

    This is an empty text at the start of the text, `:` after the head of a block, and `.` after another statement. It
    is None if the string does not begin a line or statement.
    """
    line = text.rfind("\n", start, at) + 1 or start
    if text[line:at].strip(" \t>"):
        return None
    while line > start:
        previous = text.rfind("\n", start, line - 1) + 1 or start
        above = text[previous : line - 1].strip()
        line = previous
        if above and not above.startswith("#"):
            if above.endswith((",", "(", "[", "{", "\\", "+", "=", "%")):
                return None
            return ":" if above.endswith(":") else "."
    return ""
