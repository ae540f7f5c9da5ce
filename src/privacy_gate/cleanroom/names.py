"""Neutral names: which name stands for a telling one, and where a text says that one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from privacy_gate import vocabulary
from privacy_gate.model import Document, Kind
from privacy_gate.naming import Style, neutral, style, words

_NAME = re.compile(r"[^\W\d]\w*(?:-\w+)*")
_COMMON = 4  # on the vocabulary's scale: in eight public packages or more
_CODE = (Kind.CODE,)


def is_name(text: str) -> bool:
    """Whether a text is one name, as code or a package has them."""
    return _NAME.fullmatch(text) is not None


def looks_like_code(name: str) -> bool:
    """Whether a name is put together as no word of prose is: `rate_book`, `rateBook`, `RATE_BOOK`, `rate2`."""
    return len(words(name)) > 1 or "_" in name


def neutral_name(
    name: str, suggestion: str | None, tells: Callable[[str], bool], taken: Callable[[str], bool], kind: str
) -> str:
    """A neutral name that is not `taken`, and unlike what an answer may mean by it.

    The suggestion is used where it is a name. One that is an ordinary word, or a name that much public
    code has (`value`, `sort_values`), gets a number: it must not be turned back where an answer means
    the word, or the library.
    """
    wanted = suggestion if suggestion and is_name(suggestion) else neutral(name, kind, tells, ())
    if wanted == name:
        wanted = neutral(name, kind, lambda _word: True, ())
    ordinary = len(words(wanted)) < 2 or vocabulary.known_name(wanted) >= _COMMON
    if not ordinary and not taken(wanted):
        return wanted
    separator = {Style.SNAKE: "_", Style.SCREAMING: "_", Style.KEBAB: "-"}.get(style(name), "")
    stem = wanted.rstrip("0123456789") or wanted
    number = 2
    while taken(f"{stem}{separator}{number}"):
        number += 1
    return f"{stem}{separator}{number}"


def occurrences(document: Document, name: str, *, everywhere: bool) -> Iterator[tuple[int, int]]:
    """Where a text says a name: in prose, comments and strings wherever it stands alone, in code where the
    name is its own. What code means by a name that a library gave it stays, unless `everywhere`.
    """
    edge = r"[\w-]" if "-" in name else r"\w"
    found = [one.span() for one in re.finditer(rf"(?<!{edge}){re.escape(name)}(?!{edge})", document.text)]
    in_python = [span for span in found if not everywhere and _is_python(document, span[0])]
    if not in_python:
        yield from found
        return
    own = {(one.start, one.end) for one in document.names_near([start for start, _ in in_python])}
    foreign = set(in_python) - own if own else set()
    yield from (span for span in found if span not in foreign)


def _is_python(document: Document, offset: int) -> bool:
    segment = document.segment_at(offset, closer=False)
    return segment.kind in _CODE and segment.language == "python"
