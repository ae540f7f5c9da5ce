"""The input of checks: blobs, and documents with their lines and segments.

Offsets count code points from 0, and ends are exclusive. Lines and columns count from 1.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from privacy_gate.model.words import Exposure, Kind, NameKind


class Blob(Struct, frozen=True):
    """The bytes of a text, with its path and exposure.

    `path` is relative to the repository root (or the working directory), with `/`. Bytes of it that are not UTF-8 are
    surrogate escapes. `added` are the numbers of the added lines, from 1. If it is None, all lines are in scope.
    """

    path: str
    data: bytes
    exposure: Exposure
    added: frozenset[int] | None = None


class Problem(Struct, frozen=True):
    """Something that could not be checked. A single problem leads to exit code 2.

    `is_gap` means that the private index is incomplete, though not for never-send code. Assistant hooks do not block a
    text for that reason.
    """

    path: str
    message: str
    is_gap: bool = False


class Skipped(Struct, frozen=True):
    """A file that was skipped on purpose, and why (`binary`, `too large`, …).

    `target` is the target, if it is a symbolic link.
    """

    path: str
    reason: str
    target: str = ""


ARCHIVE = "archive, not read"
"""The reason for skipping a file that contains other files."""


class Position(Struct, frozen=True):
    """A place in a text. Both numbers count from 1, and columns count code points."""

    line: int
    column: int


class Segment(Struct, frozen=True):
    """A part of a text of one kind. `language` is set for code, and for comments and strings in code."""

    start: int
    end: int
    kind: Kind
    language: str | None = None


class Name(Struct, frozen=True):
    """A place where code defines a name: a definition, an assignment, or the import of a module of this project."""

    start: int
    end: int
    kind: NameKind


class Segmenter(Protocol):
    """The interface of parsers, which split a text into segments and find names."""

    def segments(self, text: str) -> list[Segment]:
        """Return the segments of a text in order. Together they cover the whole text."""
        ...

    def refine(self, text: str, segment: Segment) -> Segment:
        """Return a segment with its exact kind. Computing it for all segments would be too slow."""
        ...

    def names(self, text: str, near: Sequence[int]) -> list[Name]:
        """Return the names in the blocks of code around some offsets, in order. Other names may be among them."""
        ...

    def shortfalls(self, text: str) -> list[str]:
        """Return a sentence for each shortfall: a text without a parser, or one that is too hard for its parser."""
        ...


class OneProseSegment:
    """The parser for texts that have no other parser."""

    def segments(self, text: str) -> list[Segment]:
        return [Segment(0, len(text), Kind.PROSE)]

    def refine(self, text: str, segment: Segment) -> Segment:
        return segment

    def names(self, text: str, near: Sequence[int]) -> list[Name]:
        return []

    def shortfalls(self, text: str) -> list[str]:
        return []


class Document:
    """A decoded text with its lines. Segments are computed when they are first needed.

    `remark` describes the decoding if the bytes were not plain UTF-8.
    """

    __slots__ = (
        "_line_starts",
        "_named",
        "_segment_starts",
        "_segments",
        "added",
        "exposure",
        "path",
        "remark",
        "segmenter",
        "text",
    )

    def __init__(
        self,
        path: str,
        text: str,
        exposure: Exposure,
        added: frozenset[int] | None = None,
        *,
        segmenter: Segmenter | None = None,
        remark: str | None = None,
    ) -> None:
        self.path = path
        self.text = text
        self.exposure = exposure
        self.added = added
        self.remark = remark
        self.segmenter = segmenter or OneProseSegment()
        self._segments: list[Segment] | None = None
        self._segment_starts: list[int] = []
        self._line_starts: list[int] | None = None
        self._named = False

    def whole(self) -> Document:
        """Return the same text with all its lines in scope."""
        return Document(self.path, self.text, self.exposure, segmenter=self.segmenter, remark=self.remark)

    @property
    def line_starts(self) -> list[int]:
        """The offsets at which lines begin. Only a line feed ends a line."""
        if self._line_starts is None:
            starts, at = [0], self.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._line_starts = starts
        return self._line_starts

    @property
    def segments(self) -> list[Segment]:
        """The segments in order. Together they cover the whole text."""
        if self._segments is None:
            self._segments = self.segmenter.segments(self.text)
            self._segment_starts = [segment.start for segment in self._segments]
        return self._segments

    def segment_at(self, offset: int, *, closer: bool = True) -> Segment:
        """Return the segment of the character at `offset`. Without `closer`, its kind may be an approximation."""
        segments = self.segments
        segment = segments[max(0, bisect.bisect_right(self._segment_starts, offset) - 1)]
        return self.segmenter.refine(self.text, segment) if closer else segment

    def names_near(self, offsets: Sequence[int]) -> list[Name]:
        """Return the names in the code around the offsets, in order."""
        self._named = True
        return self.segmenter.names(self.text, offsets)

    @property
    def shortfalls(self) -> list[str]:
        """The shortfalls of the parser.

        If nobody requested segments or names, there are none, because no result depends on the parser.
        """
        if self._segments is None and not self._named:
            return []
        return self.segmenter.shortfalls(self.text)

    def line_at(self, offset: int) -> int:
        return bisect.bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> Position:
        line = self.line_at(offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line_span(self, line: int) -> tuple[int, int]:
        """Return the start and end of a line, without its line feed and a carriage return before it."""
        starts = self.line_starts
        start = starts[line - 1]
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        if end > start and self.text[end - 1] == "\r":
            end -= 1
        return start, end

    def in_scope(self, start: int, end: int) -> bool:
        """Whether a span overlaps a line in scope."""
        if self.added is None:
            return True
        first, last = self.line_at(start), self.line_at(max(start, end - 1))
        return any(line in self.added for line in range(first, last + 1))
