"""What is read: blobs, and documents with their lines and segments.

Offsets count code points from 0, ends are exclusive. Lines and columns count from 1.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from privacy_gate.model.words import Exposure, Kind, NameKind


class Blob(Struct, frozen=True):
    """Bytes on their way somewhere.

    `path` is relative to the repository root (or the working folder) with `/`; bytes that are not
    UTF-8 stand in it as surrogate escapes. `added` holds the 1-based numbers of the added lines;
    None means that every line counts.
    """

    path: str
    data: bytes
    exposure: Exposure
    added: frozenset[int] | None = None


class Problem(Struct, frozen=True):
    """Something that could not be checked. One problem is enough for exit code 2.

    `is_gap`: the private index is incomplete, though not of code that never leaves; no reason for a hook of an
    assistant to stop a text.
    """

    path: str
    message: str
    is_gap: bool = False


class Skipped(Struct, frozen=True):
    """A file that was left out on purpose, and why (`binary`, `too large`, …). `target`: what a symbolic link leads
    to."""

    path: str
    reason: str
    target: str = ""


ARCHIVE = "archive, not read"
"""The reason of a `Skipped` that holds other files."""


class Position(Struct, frozen=True):
    """A place in a text, both 1-based; columns count code points."""

    line: int
    column: int


class Segment(Struct, frozen=True):
    """A stretch of one kind. `language` is set for code and for what stands in code."""

    start: int
    end: int
    kind: Kind
    language: str | None = None


class Name(Struct, frozen=True):
    """Where code gives something a name: a definition, an assignment, an own module that it imports."""

    start: int
    end: int
    kind: NameKind


class Segmenter(Protocol):
    """A parser of texts."""

    def segments(self, text: str) -> list[Segment]:
        """The segments of a text, in order; together they are the whole text."""
        ...

    def refine(self, text: str, segment: Segment) -> Segment:
        """A segment with a closer look at its kind, where that is too slow for all of them."""
        ...

    def names(self, text: str, near: Sequence[int]) -> list[Name]:
        """The names that code gives in the blocks in which some offsets lie, in order; others may be there too."""
        ...

    def shortfalls(self, text: str) -> list[str]:
        """What could not be read as it should, one sentence each: no parser, or a text too hard for it."""
        ...


class OneProseSegment:
    """The parser of what no parser knows."""

    def segments(self, text: str) -> list[Segment]:
        return [Segment(0, len(text), Kind.PROSE)]

    def refine(self, text: str, segment: Segment) -> Segment:
        return segment

    def names(self, text: str, near: Sequence[int]) -> list[Name]:
        return []

    def shortfalls(self, text: str) -> list[str]:
        return []


class Document:
    """A decoded blob with a line index; segments are computed when somebody asks for them.

    `remark` tells how the bytes had to be read when that was not plain UTF-8.
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
        """The same text with all its lines in scope."""
        return Document(self.path, self.text, self.exposure, segmenter=self.segmenter, remark=self.remark)

    @property
    def line_starts(self) -> list[int]:
        """Offsets at which lines begin. Only a line feed ends a line."""
        if self._line_starts is None:
            starts, at = [0], self.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._line_starts = starts
        return self._line_starts

    @property
    def segments(self) -> list[Segment]:
        """The segments in order; together they are the whole text."""
        if self._segments is None:
            self._segments = self.segmenter.segments(self.text)
            self._segment_starts = [segment.start for segment in self._segments]
        return self._segments

    def segment_at(self, offset: int, *, closer: bool = True) -> Segment:
        """The segment that holds the character at `offset`; without a `closer` look at its kind when that would do."""
        segments = self.segments
        segment = segments[max(0, bisect.bisect_right(self._segment_starts, offset) - 1)]
        return self.segmenter.refine(self.text, segment) if closer else segment

    def names_near(self, offsets: Sequence[int]) -> list[Name]:
        """The names in the code around some offsets, in order."""
        self._named = True
        return self.segmenter.names(self.text, offsets)

    @property
    def shortfalls(self) -> list[str]:
        """What could not be read as it should. Nothing as long as nobody asked for segments or names:
        then no judgement rests on them."""
        if self._segments is None and not self._named:
            return []
        return self.segmenter.shortfalls(self.text)

    def line_at(self, offset: int) -> int:
        return bisect.bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> Position:
        line = self.line_at(offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line_span(self, line: int) -> tuple[int, int]:
        """Where a line begins and ends, without its line feed and a carriage return before it."""
        starts = self.line_starts
        start = starts[line - 1]
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        if end > start and self.text[end - 1] == "\r":
            end -= 1
        return start, end

    def in_scope(self, start: int, end: int) -> bool:
        """Whether a span touches a line that is to be judged."""
        if self.added is None:
            return True
        first, last = self.line_at(start), self.line_at(max(start, end - 1))
        return any(line in self.added for line in range(first, last + 1))
