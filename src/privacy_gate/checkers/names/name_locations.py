"""Find names in a text: in code, in strings that are keys, in backticks, as names of files.

Names are first found by their form, which is fast. The exact place and kind are determined only for revealing names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from privacy_gate.base.naming import CaseStyle, style, words
from privacy_gate.checkers.names.generic_words import is_verb
from privacy_gate.model import Document, Exposure, Kind, NameKind

_WORD = re.compile(r"(?<![\w$])[^\W\d]\w{3,100}")
_OF_SEVERAL = re.compile(r"[^\W_]_+[^\W_]|[^\W\d_A-Z][A-Z]|[A-Z]{2}[a-z]|\d[A-Z]")
_FEWEST = 8  # minimum letters of a single long word
_LONG = re.compile(rf"[^\W\d_]{{{_FEWEST},60}}")
_HYPHENS = re.compile(
    r"`(?P<ticked>[^\W\d_]{2,40}(?:-[^\W_]{1,40}){1,8})`"
    r"|(?<![\w.-])(?P<file>[^\W\d_]{2,40}(?:[-_][^\W_]{1,40}){1,9})"
    r"\.(?:py|pyi|ipynb|js|jsx|ts|tsx|mjs|go|java|kt|cs|rb|rs|php|scala|swift|sql|c|cc|cpp|h|hpp|sh|r|lua|vue|svelte"
    r"|ya?ml|json|toml|csv|xlsx?|parquet|md|txt|proto|tf)\b"
)
_ENDING = re.compile(r"\.(?:pyi?|ipynb|[jt]sx?|go|java|kt|cs|r[bs]|php|scala|swift|sql|ya?ml|json|csv|md|txt)\b")
_SQL = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|FROM|JOIN|WHERE)\b")
_GIVEN = re.compile(r"(?:[^=!<>]=|\breturn)[ \t]{0,8}[rbfu]?$")
_FIELD = re.compile(r"[ \t]{0,2}(?:=(?![=>])|:(?![:\w/]))")
_ASSIGNED = re.compile(r"[ \t]{0,8}:?=(?![=>~])")
_BY_KEYWORD = {
    NameKind.FUNCTION: frozenset("def fn func fun function sub proc procedure".split()),
    NameKind.CLASS: frozenset("class struct interface enum trait record type table view object protocol".split()),
    NameKind.MODULE: frozenset("module mod package namespace use".split()),
    NameKind.CONSTANT: frozenset(("const",)),
    NameKind.VARIABLE: frozenset("let var val mut auto".split()),
}
_KEYWORD = re.compile(rf"\b({'|'.join(sorted(word for each in _BY_KEYWORD.values() for word in each))})[ \t]{{1,4}}$")
_NEAR = 300  # characters of the line that are read on each side of a name
_MOST = 40  # places of a name that are examined
_SENTENCE = 3  # minimum words of a name in a sentence without markup


class NameLocation(Struct, frozen=True):
    """The place and kind of a name. A `bare` name is in a sentence and has no markup."""

    start: int
    end: int
    kind: NameKind
    bare: bool = False


def candidates(document: Document) -> dict[str, list[int]]:
    """Return the possible names in scope with their offsets: names of several words, and unusually long words."""
    found: dict[str, list[int]] = {}
    text = document.text
    for start, end in _stretches(document):
        for match in _WORD.finditer(text, start, end):
            word = match[0]
            if len(word) < _FEWEST and word.islower() and word.isalpha():  # most words; twice as fast as expressions
                continue
            if _OF_SEVERAL.search(word) or _LONG.fullmatch(word):
                _add(found, word, match.start())
        if document.exposure is Exposure.OUTBOUND:
            for match in _HYPHENS.finditer(text, start, end):
                name = match.lastgroup or "file"
                if "-" in match[name]:
                    _add(found, match[name], match.start(name))
    return found


def _add(found: dict[str, list[int]], name: str, start: int) -> None:
    each = found.setdefault(name, [])
    if len(each) < _MOST:
        each.append(start)


def _stretches(document: Document) -> Iterator[tuple[int, int]]:
    if document.added is None:
        yield 0, len(document.text)
        return
    last = len(document.line_starts)
    for line in sorted(document.added):
        if 0 < line <= last:
            yield document.line_span(line)


def locate(document: Document, names: Mapping[str, Sequence[int]]) -> dict[str, NameLocation]:
    """Return for each name the first place where the text defines or uses it."""
    starts = sorted(start for each in names.values() for start in each)
    kinds = {start: document.segment_at(start, closer=False).kind for start in starts}
    looked_up = [start for start in starts if kinds[start] in (Kind.CODE, Kind.STRING)]
    given = document.names_near(looked_up) if looked_up else []
    begins = [name.start for name in given]
    found: dict[str, NameLocation] = {}
    for name, each in names.items():
        for start in each:
            end = start + len(name)
            at = bisect_right(begins, start) - 1
            if at >= 0 and given[at].end >= end:
                found[name] = NameLocation(start, end, given[at].kind)
                break
            if kinds[start] is Kind.CODE:
                place = _defined(document, start, end)
            else:
                place = _said(document, name, start) if document.exposure is Exposure.OUTBOUND else None
            if place:
                if name not in found or not place.bare:
                    found[name] = place
                if not place.bare:
                    break
    return found


def _defined(document: Document, start: int, end: int) -> NameLocation | None:
    """Return the location of a name in code for which there is no parser, such as a fragment in another language.

    The word before the name, or the assignment sign after it, decides. In Python, the scopes decide.
    """
    if document.segment_at(start, closer=False).language == "python":
        return None
    text = document.text
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    word = _KEYWORD.search(before, max(0, len(before) - 60))
    if word:
        return NameLocation(start, end, next(kind for kind, words_ in _BY_KEYWORD.items() if word[1] in words_))
    return NameLocation(start, end, NameKind.VARIABLE) if not before.strip() and _ASSIGNED.match(text, end) else None


def _said(document: Document, name: str, start: int) -> NameLocation | None:
    """Return the location of a name outside of code: a key, a field, a name with markup, or a long clear name."""
    text, end = document.text, start + len(name)
    segment = document.segment_at(start, closer=False)
    bare = False
    if not _OF_SEVERAL.search(name) and "-" not in name:
        return None  # a long word in a sentence
    if segment.kind is Kind.STRING:
        if not _is_key(text, start, end, segment.start, segment.end):
            return None
    elif not _is_marked(text, start, end):
        if len(words(name)) < _SENTENCE:
            return None
        bare = True
    return NameLocation(start, end, _kind(text, name, end), bare)


def _is_key(text: str, start: int, end: int, first: int, last: int) -> bool:
    """Whether a name in a string is a key, a column or a field.

    It is if it is the whole string, is in SQL, or precedes a value.
    """
    if text[start - 1] in "\"'`" and text[end : end + 1] == text[start - 1]:
        return not _GIVEN.search(text, max(0, start - 20), start - 1)
    return bool(_FIELD.match(text, end) or _SQL.search(text, first, min(last, first + 2000)))


def _is_marked(text: str, start: int, end: int) -> bool:
    """Whether a name in a sentence is marked as one: in backticks, or as a key, a field, a call or a file."""
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    if before.count("`") % 2 and "`" in text[end : end + _NEAR].partition("\n")[0]:
        return True
    after = text[end : end + 1]
    if after and after in "\"'" and text[start - 1 : start] == after:
        return text[end + 1 : end + 3].lstrip().startswith((":", "]"))
    return after == "(" or bool(_FIELD.match(text, end) and after != ":") or bool(_ENDING.match(text, end))


def _kind(text: str, name: str, end: int) -> NameKind:
    """Return the kind of a name, by its spelling and the text after it."""
    if _ENDING.match(text, end) or style(name) is CaseStyle.KEBAB:
        return NameKind.MODULE
    if name.lower().startswith("test"):
        return NameKind.TEST
    if style(name) is CaseStyle.SCREAMING:
        return NameKind.CONSTANT
    if text[end : end + 1] == "(" or is_verb(words(name)[0]):
        return NameKind.FUNCTION
    return NameKind.CLASS if style(name) is CaseStyle.PASCAL else NameKind.VARIABLE
