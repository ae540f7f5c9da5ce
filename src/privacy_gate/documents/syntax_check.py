"""Decide whether a document contains code that a parser accepts."""

from __future__ import annotations

import ast
import textwrap
import warnings
from collections.abc import Iterator
from itertools import groupby

from privacy_gate.documents.languages import language_of_tag
from privacy_gate.documents.tree_sitter_parsing import TooHard, Unavailable, parse
from privacy_gate.model import Document, Kind


def holds_code_that_parses(document: Document) -> bool:
    """Whether the document has valid code in some language. Comments alone do not count."""
    return any(_parses(text, language) for language, text in _stretches(document))


def _stretches(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the parts in one language, with their comments and strings."""
    for language, group in groupby(document.segments, key=lambda one: one.language):
        segments = list(group)
        if language and any(one.kind is Kind.CODE and document.text[one.start : one.end].strip() for one in segments):
            yield language, document.text[segments[0].start : segments[-1].end]


def _parses(text: str, language: str) -> bool:
    if language == "python":
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                body = ast.parse(textwrap.dedent(text)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return any(not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)) for one in body)
    known = language_of_tag(language)
    if known is None:
        return False
    try:
        return not parse(text.replace("\0", " ").encode("utf-8", "replace"), known).root_node.has_error
    except (Unavailable, TooHard):
        return False
