"""Which parser reads a text, by its path and by where it is going."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from privacy_gate.model import Exposure, Kind, Name, Segment, Segmenter

_PYTHON = frozenset({".py", ".pyi", ".pyw"})
_MARKDOWN = frozenset({".md", ".markdown", ".mdx", ".mdc"})
_PROSE = frozenset({"", ".txt", ".prompt", ".text"})


def segmenter(path: str, exposure: Exposure) -> Segmenter | None:
    """The parser for a text; None for plain prose. A prompt without a telling ending is Markdown,
    as assistants read it."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _PYTHON:
        return _Python()
    if suffix in _MARKDOWN or (exposure is Exposure.OUTBOUND and suffix in _PROSE):
        return _Markdown()
    return None


_MOST_REFINED = 200  # strings a document; each may cost libcst a millisecond


class _Python:
    def __init__(self) -> None:
        self._left = _MOST_REFINED

    def segments(self, text: str) -> list[Segment]:
        from privacy_gate.documents import python

        return tiled(text, python.segments(text))

    def refine(self, text: str, segment: Segment) -> Segment:
        from privacy_gate.documents import python

        if segment.language != python.LANGUAGE or segment.kind is not Kind.STRING or not self._left:
            return segment
        self._left -= 1
        return python.refine(text, segment)

    def names(self, text: str, near: Sequence[int]) -> list[Name]:
        from privacy_gate.documents import python_names

        return python_names.names(text, 0, len(text), near)


class _Markdown(_Python):
    def segments(self, text: str) -> list[Segment]:
        from privacy_gate.documents import markdown

        return tiled(text, markdown.segments(text))

    def names(self, text: str, near: Sequence[int]) -> list[Name]:
        from privacy_gate.documents import markdown, python_names

        found: list[Name] = []
        for start, end, language in markdown.code_blocks(text):
            if language in markdown.PYTHON_TAGS:
                found += python_names.names(text, start, end, near)
        return found


def tiled(text: str, claimed: Iterable[Segment], rest: Kind = Kind.PROSE) -> list[Segment]:
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
