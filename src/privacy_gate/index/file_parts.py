"""Split a file into names and prose. Each syntax of comments and strings has one regular expression.

The results are only counted. Public code was counted in the same way. A mistake in a single line therefore does no
harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from privacy_gate.base.language_table import MARKDOWN, OTHER_TEXT, PLAIN_TEXT, PYTHON, language_of_file

# An unclosed string is tried only once: an escaped quote begins no string, and a comment may end at the end of the
# text.
_PLAIN = r'(?<!\\)"(?:[^"\\\n]|\\.)*+"' + r"|(?<!\\)'(?:[^'\\\n]|\\.)*+'"
_APART: dict[str, re.Pattern[str]] = {
    "python": re.compile(r'"""[\s\S]*?"""|' + r"'''[\s\S]*?'''|" + _PLAIN + r"|\#[^\n]*"),
    "hash": re.compile(_PLAIN + r"|(?<!\$)\#[^\n]*"),
    "dash": re.compile(_PLAIN + r"|--\[\[[\s\S]*?(?:\]\]|\Z)|--[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"),
    "c": re.compile(r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|" + _PLAIN + r"|(?<!\\)`(?:[^`\\]|\\.)*+`"),
}
_NAME = re.compile(r"[^\W\d]\w*")
_ONLY_NAMES = re.compile(r"[\"'`][@\w./:-]{2,60}[\"'`]")
_IN_PROSE = re.compile(
    r"(?<![\w/])(?:[A-Za-z]\w*_\w+|_\w+|[a-z]+[0-9]*[A-Z]\w*|[A-Z][a-z0-9]+[A-Z]\w*|[A-Z]{2,}[a-z]\w*)"
)


def find_family(path: str) -> str | None:
    """Return the name of the comment and string syntax for a path.

    It is `prose` for documents, and None for files that are not read.
    """
    if path.lower().endswith((*MARKDOWN, *PLAIN_TEXT, *OTHER_TEXT)):
        return "prose"
    language = language_of_file(path)
    if language is None or not language.is_code:
        return None
    return "python" if language == PYTHON else language.family if language.family in _APART else None


class Parts(NamedTuple):
    """The names and the prose of a file, in order and with repetitions.

    `prose` is the text of comments, of strings with spaces, and of documents.
    """

    names: list[str]
    prose: str


def parts(text: str, family: str) -> Parts:
    """Split a text into names and prose. `family` is the result of `find_family`."""
    names: list[str] = []
    prose = text
    if family != "prose":
        apart = _APART[family].findall(text)
        names = _NAME.findall(_APART[family].sub(" ", text))
        names += [name for piece in apart if _ONLY_NAMES.fullmatch(piece) for name in _list_in_string(piece)]
        prose = "\n".join(piece for piece in apart if " " in piece)
    return Parts(names + _IN_PROSE.findall(prose), prose)


def _list_in_string(piece: str) -> Iterator[str]:
    """Yield the names in a string that contains nothing else: `"use_cache"`, `"os.path"`, `"date-fns/format"`."""
    inner = piece[1:-1]
    yield from _NAME.findall(inner)
    if "-" in inner and "/" not in inner:
        yield inner
