"""Select the parser for a text, by its path and its exposure.

No parser is loaded before segments or names are requested.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from privacy_gate.base.language_table import MARKDOWN, PLAIN_TEXT, PROMPT
from privacy_gate.model import Exposure, Kind, Name, Segment, Segmenter

if TYPE_CHECKING:
    from privacy_gate.documents.reader_result import Reading

_PYTHON = frozenset({".py", ".pyi", ".pyw"})  # without Cython, which libcst cannot read
_PROSE = frozenset({"", PROMPT, *PLAIN_TEXT})


def segmenter(path: str, exposure: Exposure) -> Segmenter:
    """Return the parser for a text.

    A prompt without a known suffix is Markdown, as for assistants, unless it is only code.
    """
    suffix = posixpath.splitext(path)[1].lower().rstrip(".")  # called for each file of a tree, and pathlib is slow
    if suffix in _PYTHON:
        return _Python()
    if suffix in MARKDOWN:
        return _Markdown()
    return _Code(path, is_prompt=exposure is Exposure.OUTBOUND and suffix in _PROSE)


_MOST_REFINED = 200  # strings of a document, because each may take libcst a millisecond


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
    """A parser that returns segments and names at once, and remembers both for the last text."""

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
    """Return segments for the whole text: the `claimed` ones in order, and between them segments of the kind `rest`."""
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
