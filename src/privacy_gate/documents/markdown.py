"""Split Markdown into prose, fenced code with its language, HTML comments and front matter.

markdown-it-py finds the lines of each block if `fences` cannot. All other text is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from privacy_gate.base.language_table import Language
from privacy_gate.documents import languages, python
from privacy_gate.documents.fences import Fence, fences
from privacy_gate.documents.language_guess import guess
from privacy_gate.documents.reader_result import Reading, join_stretches
from privacy_gate.model import Kind, Segment

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_QUOTE = re.compile(r"^[ ]{0,3}(?:>[ ]{0,3}){1,20}", re.MULTILINE)


def read(text: str) -> Reading:
    """Return the front matter, HTML comments and code, in order. The rest is prose."""
    front = _FRONT_MATTER.match(text)
    body = front.end() if front else 0
    parts = [Reading([Segment(0, body, Kind.PROSE, "yaml")])] if front else []
    at = body
    for start, end, tag in code_blocks(text, body):
        if start < at:
            continue
        parts.append(Reading(list(_comments(text, at, start))))
        parts.append(_code(text, start, end, tag))
        at = end
    parts.append(Reading(list(_comments(text, at, len(text)))))
    return join_stretches(parts)


def _comments(text: str, start: int, end: int) -> Iterator[Segment]:
    for found in _COMMENT.finditer(text, start, end):
        yield Segment(found.start(), found.end(), Kind.COMMENT, "html")


def _code(text: str, start: int, end: int, tag: str) -> Reading:
    """Return the content of a block, read in its language. If the language has no parser, the content is prose."""
    language: Language | str | None
    if tag.partition(" ")[0].strip("{}.").lower() in languages.CONSOLE:
        from privacy_gate.documents import console

        return console.read(_unquote(text[start:end]), start)
    if tag:
        language = "python" if languages.is_python(tag) else languages.language_of_tag(tag)
    else:
        language = guess(_unquote(text[start:end]))
    if language == "python":
        return Reading(list(python.segments(text, start, end)), python=[(start, end)])
    if isinstance(language, Language):
        from privacy_gate.documents import code_segments

        return code_segments.read(_unquote(text[start:end]), start, language)
    return Reading([Segment(start, end, Kind.PROSE, languages.first_word(tag) or None)] if end > start else [])


def _unquote(block: str) -> str:
    """Replace the `>` marks of a quoted block with blanks, so that offsets do not change."""
    if not block.lstrip(" ").startswith(">"):
        return block
    return _QUOTE.sub(lambda found: " " * len(found[0]), block)


def code_blocks(text: str, body: int) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and tag of the content of each code block, in order."""
    starts = [body, *(found.end() for found in re.compile("\n").finditer(text, body)), len(text)]
    for token in _blocks(text[body:]):
        first, last = token.map
        if token.markup:
            first += 1
            if _closes(text[starts[last - 1] : starts[min(last, len(starts) - 1)]], token.markup):
                last -= 1
        if first < last:
            yield starts[first], starts[min(last, len(starts) - 1)], token.info.strip()


def _closes(line: str, markup: str) -> bool:
    """Whether the last line of a fence closes it. A fence that is not closed extends to the end of the text."""
    stripped = line.strip().lstrip("> ").rstrip()
    return len(stripped) >= len(markup) and set(stripped) == {markup[0]}


def _blocks(text: str) -> list[Fence]:
    """Return the fenced blocks, and the indented blocks (whose `markup` is empty)."""
    # The length must stay the same, and all line breaks must be in the line index. The parser treats a lone carriage
    # return as a line break, and replaces NUL.
    same = re.sub("\r(?!\n)", " ", text).replace("\0", " ")
    plain = fences(same)
    return parse_fences(same) if plain is None else plain


def parse_fences(text: str) -> list[Fence]:
    """Return the code blocks that the parser finds."""
    tokens = (token for token in _parser().parse(text) if token.type in ("fence", "code_block"))
    return [Fence((token.map[0], token.map[1]), token.markup, token.info) for token in tokens if token.map]


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # inline tokens have no positions, and take half of the time
    return MarkdownIt("commonmark", {"maxNesting": 40}).disable(["inline"], ignoreInvalid=True)
