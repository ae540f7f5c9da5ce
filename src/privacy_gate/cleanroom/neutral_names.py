"""Choose a neutral name for a revealing one, and find the places of that name in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec.structs import replace

from privacy_gate.base.naming import CaseStyle, style, words
from privacy_gate.checkers.names.neutral import neutral
from privacy_gate.cleanroom.edits import word_around
from privacy_gate.index import vocabulary
from privacy_gate.model import Document, Finding, Kind

_NAME = re.compile(r"[^\W\d]\w*(?:-\w+)*")
_COMMON = 4  # in the vocabulary's units: eight or more public packages
_WORD = re.compile(r"\w+")
_RUN = re.compile(r"\w+(?:-\w+)*")


def is_name(text: str) -> bool:
    """Whether a text is a single name of code or of a package."""
    return _NAME.fullmatch(text) is not None


def looks_like_code(name: str) -> bool:
    """Whether a name has a form that no word of prose has: `rate_book`, `rateBook`, `RATE_BOOK`, `rate2`."""
    return len(words(name)) > 1 or "_" in name


def neutral_name(
    name: str, suggestion: str | None, reveals: Callable[[str], bool], taken: Callable[[str], bool], kind: str
) -> str:
    """Return a neutral name that is not `taken` and that no answer contains with another meaning.

    The suggestion is used if it is a name. An ordinary word, or a name that is common in public code (`value`,
    `sort_values`), gets a number: it must not be restored where an answer means the word or the library.
    """
    wanted = suggestion if suggestion and is_name(suggestion) else neutral(name, kind, reveals, ())
    if wanted == name:
        wanted = neutral(name, kind, lambda _word: True, ())
    ordinary = len(words(wanted)) < 2 or vocabulary.known_name(wanted) >= _COMMON
    if not ordinary and not taken(wanted):
        return wanted
    separator = {CaseStyle.SNAKE: "_", CaseStyle.SCREAMING: "_", CaseStyle.KEBAB: "-"}.get(style(name), "")
    stem = wanted.rstrip("0123456789") or wanted
    number = 2
    while taken(f"{stem}{separator}{number}"):
        number += 1
    return f"{stem}{separator}{number}"


def occurrences(document: Document, wanted: Collection[str]) -> dict[str, list[tuple[int, int]]]:
    """Return the places of the wanted names, where each is not part of a longer word."""
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in wanted}
    for one in _RUN.finditer(document.text):
        if one[0] in found:
            found[one[0]].append(one.span())
        elif "-" in one[0]:
            for part in _WORD.finditer(document.text, *one.span()):
                if part[0] in found:
                    found[part[0]].append(part.span())
    return found


def names_within(finding: Finding, document: Document) -> Iterator[Finding]:
    """Yield the names in a revealing piece of code that no public code has."""
    if document.segment_at(finding.start, closer=False).kind is not Kind.CODE:
        return
    for found in _WORD.finditer(document.text, finding.start, finding.end):
        word = found[0]
        if is_name(word) and looks_like_code(word) and not vocabulary.known_name(word):
            start, end = word_around(document.text, *found.span())
            if is_name(document.text[start:end]):
                yield replace(finding, start=start, end=end, suggestion=None)


def library_names(document: Document, spans: Iterable[tuple[int, int]], own: Collection[int]) -> set[tuple[int, int]]:
    """Return the given spans in Python that are library names. `own` are the offsets of the code's own names.

    If the code could not be read, no name counts as a library's.
    """
    in_python = {span for span in spans if _is_python(document, span[0])}
    return {span for span in in_python if span[0] not in own} if any(start in own for start, _ in in_python) else set()


def _is_python(document: Document, offset: int) -> bool:
    segment = document.segment_at(offset, closer=False)
    return segment.kind is Kind.CODE and segment.language == "python"
