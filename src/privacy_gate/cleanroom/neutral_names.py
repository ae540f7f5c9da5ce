"""Choose a neutral name for a revealing one, and find the places of that name in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec.structs import replace

from privacy_gate.base.naming import CaseStyle, style, words
from privacy_gate.checkers.names.neutral import neutral
from privacy_gate.cleanroom.edits import stands_alone, word_around
from privacy_gate.cleanroom.masking.places import follows_escape
from privacy_gate.index import vocabulary
from privacy_gate.model import Document, Finding, Kind

_NAME = re.compile(r"[^\W\d]\w*(?:-\w+)*")
_COMMON = 4  # on the scale of `index.vocabulary`: eight or more public packages
_WORD = re.compile(r"\w+")
_RUN = re.compile(r"\w+(?:-\w+)*")


def is_name(text: str) -> bool:
    """Whether a text is a single name, as in code or of a package."""
    return _NAME.fullmatch(text) is not None


def looks_like_code(name: str) -> bool:
    """Whether a name has a form that no word of prose has: `rate_book`, `rateBook`, `RATE_BOOK`, `rate2`."""
    return len(words(name)) > 1 or "_" in name


def neutral_name(
    name: str, suggestion: str | None, reveals: Callable[[str], bool], taken: Callable[[str], bool], kind: str
) -> str:
    """Return a neutral name that is not `taken`, and that an answer does not contain with another meaning.

    `reveals` decides whether a word of the name must be replaced. The suggestion is used if it is a name. A single
    word, or a name that is common in public code (`value`, `sort_values`), gets a number. Otherwise an answer that
    means the word or the library would be changed by restoring.
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
    """Return the spans of each wanted name in a text, except within longer words."""
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in wanted}
    for one in _RUN.finditer(document.text):
        if one[0] in found:
            found[one[0]].append(one.span())
        elif "-" in one[0]:
            for part in _WORD.finditer(document.text, *one.span()):
                if part[0] in found:
                    found[part[0]].append(part.span())
    if "%" in document.text:
        for name, spans in found.items():
            spans.extend(_find_after_escapes(document.text, name))
            spans.sort()
    return found


def _find_after_escapes(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield the places of a name directly after an escape of a URL."""
    at = text.find(name)
    while at >= 0:
        if follows_escape(text, at) and stands_alone(text, at, at + len(name)):
            yield at, at + len(name)
        at = text.find(name, at + 1)


def names_within(finding: Finding, document: Document) -> Iterator[Finding]:
    """Yield a finding for each name in a revealing part of code. Names that public code also uses are skipped."""
    if document.segment_at(finding.start, closer=False).kind is not Kind.CODE:
        return
    for found in _WORD.finditer(document.text, finding.start, finding.end):
        word = found[0]
        if is_name(word) and looks_like_code(word) and not vocabulary.known_name(word):
            start, end = word_around(document.text, *found.span())
            if is_name(document.text[start:end]):
                yield replace(finding, start=start, end=end, suggestion=None)


def library_names(document: Document, spans: Iterable[tuple[int, int]], own: Collection[int]) -> set[tuple[int, int]]:
    """Return those of the given spans that are names of libraries in Python code.

    `own` are the offsets of names that the code defines itself. If it contains none of the spans, the code could not be
    read, and no name counts as a library's.
    """
    in_python = {span for span in spans if _is_python(document, span[0])}
    return {span for span in in_python if span[0] not in own} if any(start in own for start, _ in in_python) else set()


def _is_python(document: Document, offset: int) -> bool:
    segment = document.segment_at(offset, closer=False)
    return segment.kind is Kind.CODE and segment.language == "python"
