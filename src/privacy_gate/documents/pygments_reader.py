"""Read code with Pygments, which knows comments and strings of about a hundred languages, and some function and class
names.

Its lexers are regular expressions that can be slow on hostile text, so the length is limited.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from privacy_gate.documents.reader_result import MarkedSpan, Marks
from privacy_gate.documents.tokens import comment_kind
from privacy_gate.documents.tree_sitter_parsing import TooHard, Unavailable
from privacy_gate.model import Kind, Name, NameKind

if TYPE_CHECKING:
    from pygments.lexer import Lexer

LONGEST = 60_000  # code points; Pygments reads about a megabyte a second
_SECONDS = 2.0


@cache
def _lexer(name: str) -> Lexer:
    try:
        from pygments.lexers import get_lexer_by_name
        from pygments.util import ClassNotFound
    except ImportError as error:
        raise Unavailable(str(error)) from error
    try:
        return get_lexer_by_name(name)
    except ClassNotFound as error:
        raise Unavailable(str(error)) from error


def read(text: str, lexer: str, docs: Sequence[str], *, names: bool) -> Marks:
    """Return the comments, strings and, if `names`, the names of functions and classes.

    Raises Unavailable and TooHard.
    """
    made = _lexer(lexer)
    if len(text) > LONGEST:
        raise TooHard(f"more than {LONGEST:,} characters")
    from pygments.token import Token

    found = Marks([], [])
    latest = time.monotonic() + _SECONDS
    for start, token, value in made.get_tokens_unprocessed(text + "\n"):  # many lexers expect the line feed
        end = min(start + len(value), len(text))
        if token in Token.Comment and token not in Token.Comment.Preproc:
            comment = value.rstrip("\r\n")
            _add(found.marks, MarkedSpan(start, start + len(comment), comment_kind(comment, docs)))
        elif token in Token.Literal.String and token not in Token.Literal.String.Symbol:
            _add(
                found.marks,
                MarkedSpan(start, end, Kind.DOCSTRING if token in Token.Literal.String.Doc else Kind.STRING),
            )
        elif names and token in Token.Name.Function:
            found.names.append(Name(start, end, NameKind.FUNCTION))
        elif names and token in Token.Name.Class:
            found.names.append(Name(start, end, NameKind.CLASS))
        if time.monotonic() > latest:
            raise TooHard(f"more than {_SECONDS} seconds")
    return found


def _add(marks: list[MarkedSpan], mark: MarkedSpan) -> None:
    """Add a mark, and join it with the previous one, because strings come in parts: quotes, escapes, text."""
    if mark.end <= mark.start or (marks and mark.start < marks[-1].end):
        return
    if marks and marks[-1].end == mark.start and marks[-1].kind is mark.kind:
        mark = MarkedSpan(marks.pop().start, mark.end, mark.kind)
    marks.append(mark)
