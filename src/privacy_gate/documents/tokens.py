"""Find comments and strings by the few markers that families of languages share.

It needs only one pass of a regular expression, and accepts any input in linear time. It is used for texts that are too
large or too unusual for a parser, and for languages whose parser is not installed. It does not know heredocs, regular
expressions or nested comments.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.base.language_table import Family
from privacy_gate.documents.reader_result import MarkedSpan
from privacy_gate.model import Kind

_QUOTED = r"""
  | (?P<string>
        \"{3} (?s:.*?) (?:\"{3}|\Z)
      | " (?:[^"\\\n]|\\.)* (?:"|\\?(?=\n)|\\?\Z)
      | ' (?:[^'\\\n]|\\.)* (?:'|\\?(?=\n)|\\?\Z)
      | ` (?:[^`\\]|\\(?s:.))* (?:`|\\?\Z)
    )
"""
_BLOCK = r"/\*(?s:.*?)(?:\*/|\Z)"
_HTML = r"<!--(?s:.*?)(?:-->|\Z)"
_FAMILIES: dict[str, re.Pattern[str]] = {
    "c": re.compile(rf"(?P<comment>//[^\n]*|{_BLOCK}) {_QUOTED}", re.VERBOSE),
    "hash": re.compile(rf"(?P<comment>(?<![\w$&{{])\#[^\n]*) {_QUOTED}", re.VERBOSE),
    "dash": re.compile(rf"(?P<comment>--\[\[(?s:.*?)(?:\]\]|\Z)|--[^\n]*|{_BLOCK}) {_QUOTED}", re.VERBOSE),
    "markup": re.compile(rf"(?P<comment>{_HTML}) | (?P<prose>(?<=>)[^<]+)", re.VERBOSE),
}
_KINDS = {"comment": Kind.COMMENT, "string": Kind.STRING, "prose": Kind.PROSE}


def read(text: str, family: Family, docs: Sequence[str]) -> list[MarkedSpan]:
    """Return the comments and strings of a text."""
    return [
        MarkedSpan(found.start(), found.end(), comment_kind(found[0], docs) if found.lastgroup == "comment" else kind)
        for found in _FAMILIES[family].finditer(text)
        if (kind := _KINDS[found.lastgroup or "string"])
    ]


def comment_kind(comment: str, docs: Sequence[str]) -> Kind:
    """Return the kind of a comment by its opening: `/** */` is documentation; `/**/`, `/*****` and `////` are not."""
    for opening in docs:
        if comment.startswith(opening) and comment[len(opening) : len(opening) + 1] not in ("", "/", opening[-1:]):
            return Kind.DOCSTRING
    return Kind.COMMENT
