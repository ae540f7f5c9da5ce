"""Markdown: prose, fenced code with its language, HTML comments, front matter.

markdown-it-py tells the lines of each block; what it has no token for stays prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from privacy_gate.documents import python
from privacy_gate.model import Kind, Segment

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
PYTHON_TAGS = frozenset({"python", "py", "python3", "py3", "pycon", "ipython", "pyi"})


def segments(text: str) -> Iterator[Segment]:
    """Front matter, HTML comments and code, in order; the rest is prose."""
    at = _body(text)
    if at:
        yield Segment(0, at, Kind.PROSE, "yaml")
    for start, end, language in code_blocks(text):
        if start < at:
            continue
        yield from _comments(text, at, start)
        yield from _code(text, start, end, language)
        at = end
    yield from _comments(text, at, len(text))


def _comments(text: str, start: int, end: int) -> Iterator[Segment]:
    for found in _COMMENT.finditer(text, start, end):
        yield Segment(found.start(), found.end(), Kind.COMMENT, "html")


def _code(text: str, start: int, end: int, language: str) -> Iterator[Segment]:
    """A fence's content. One in a language without a parser is read as prose, so that nothing is missed."""
    if language in PYTHON_TAGS:
        yield from python.segments(text, start, end)
    elif end > start:
        yield Segment(start, end, Kind.PROSE, language or None)


def _body(text: str) -> int:
    """Where the text begins after its front matter."""
    front = _FRONT_MATTER.match(text)
    return front.end() if front else 0


def code_blocks(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and language of each code block's content, in order."""
    body = _body(text)
    starts = [body, *(found.end() for found in re.compile("\n").finditer(text, body)), len(text)]
    for token in _tokens(text[body:]):
        if token.map is None or token.type not in ("fence", "code_block"):
            continue
        first, last = token.map
        if token.type == "fence":
            first += 1
            if _closes(text[starts[last - 1] : starts[min(last, len(starts) - 1)]], token.markup):
                last -= 1
        if first < last:
            yield (
                starts[first],
                starts[min(last, len(starts) - 1)],
                token.info.split(maxsplit=1)[0].lower() if token.info.strip() else "",
            )


def _closes(line: str, markup: str) -> bool:
    """Whether the last line of a fence is its end; one that nobody closed runs to the end of the text."""
    stripped = line.strip().lstrip("> ").rstrip()
    return len(stripped) >= len(markup) and set(stripped) == {markup[0]}


def _tokens(text: str) -> list[Token]:
    # The same length, and no line break that the line index does not know: a lone carriage return
    # would be one for the parser, and a NUL becomes another character.
    same = re.sub("\r(?!\n)", " ", text).replace("\0", " ")
    return _parser().parse(same)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # inline tokens carry no positions, and are half of the work
    return MarkdownIt("commonmark", {"maxNesting": 40}).disable(["inline"], ignoreInvalid=True)
