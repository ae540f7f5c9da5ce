"""Which parser reads a text, by its path and by where it is going.

Nothing is read, and no parser loaded, before somebody asks a document for segments or names.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from privacy_gate.base.language_table import MARKDOWN, PLAIN_TEXT, PROMPT
from privacy_gate.model import Exposure, Kind, Name, Segment, Segmenter

if TYPE_CHECKING:
    from privacy_gate.documents.reader_result import Reading

_PYTHON = frozenset({".py", ".pyi", ".pyw"})  # not Cython's, which libcst does not read
_PROSE = frozenset({"", PROMPT, *PLAIN_TEXT})


def segmenter(path: str, exposure: Exposure) -> Segmenter:
    """The parser for a text. A prompt without a telling name is Markdown, as assistants read it, unless
    it is code as a whole."""
    suffix = posixpath.splitext(path)[1].lower().rstrip(".")  # called for each file of a tree; pathlib is slow
    if suffix in _PYTHON:
        return _Python()
    if suffix in MARKDOWN:
        return _Markdown()
    return _Code(path, is_prompt=exposure is Exposure.OUTBOUND and suffix in _PROSE)


_MOST_REFINED = 200  # strings a document; each may cost libcst a millisecond


class _Python:
    def __init__(self) -> None:
        self._left = _MOST_REFINED

    def segments(self, text: str) -> list[Segment]:
        from privacy_gate.documents import python

        return tile(text, python.segments(text))

    def refine(self, text: str, segment: Segment) -> Segment:
        from privacy_gate.documents import python

        if segment.language != python.LANGUAGE or segment.kind is not Kind.STRING or not self._left:
            return segment
        self._left -= 1
        return python.refine(text, segment)

    def names(self, text: str, near: Sequence[int]) -> list[Name]:
        from privacy_gate.documents import python_names

        return python_names.names(text, 0, len(text), near)

    def shortfalls(self, text: str) -> list[str]:
        return []


class _Read(_Python):
    """A parser that tells segments and names at once, and remembers both for the text it saw last."""

    def __init__(self) -> None:
        super().__init__()
        self._last: tuple[str, Reading] | None = None

    def _reading(self, text: str) -> Reading:
        if self._last is None or self._last[0] is not text:
            self._last = text, self._read(text)
        return self._last[1]

    def _read(self, text: str) -> Reading:
        raise NotImplementedError

    def segments(self, text: str) -> list[Segment]:
        return tile(text, self._reading(text).segments)

    def names(self, text: str, near: Sequence[int]) -> list[Name]:
        from privacy_gate.documents import python_names

        reading = self._reading(text)
        found = list(reading.names)
        for start, end in reading.python:
            found += python_names.names(text, start, end, near)
        return sorted(found, key=lambda name: name.start)

    def shortfalls(self, text: str) -> list[str]:
        return self._reading(text).shortfalls


class _Markdown(_Read):
    def _read(self, text: str) -> Reading:
        from privacy_gate.documents import markdown

        return markdown.read(text)


class _Code(_Read):
    def __init__(self, path: str, *, is_prompt: bool) -> None:
        super().__init__()
        self._path = path
        self._is_prompt = is_prompt

    def _read(self, text: str) -> Reading:
        from privacy_gate.documents import whole_text

        return whole_text.read(text, self._path, is_prompt=self._is_prompt)


def tile(text: str, claimed: Iterable[Segment], rest: Kind = Kind.PROSE) -> list[Segment]:
    """Claimed stretches in order, with what nobody claims between them as `rest`: together the whole text."""
    out: list[Segment] = []
    at = 0
    for segment in claimed:
        if segment.start < at or segment.end <= segment.start:
            continue
        if segment.start > at:
            out.append(Segment(at, segment.start, rest))
        out.append(segment)
        at = segment.end
    if at < len(text) or not out:
        out.append(Segment(at, len(text), rest))
    return out
