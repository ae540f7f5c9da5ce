"""The words that all stages share: exposure, blob, document, segment, finding, verdict.

Offsets count code points from 0, ends are exclusive. Lines and columns count from 1.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum
from typing import Protocol

from msgspec import Struct


class Exposure(StrEnum):
    """Where a text is going: to an outside assistant, or no further than this repository."""

    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Severity(IntEnum):
    """`ERROR` closes the gate, `WARNING` is shown, `NOTE` reminds, `OFF` says nothing."""

    OFF = 0
    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()


class Mend(StrEnum):
    """What `clean` can do about a finding."""

    PLACEHOLDER = "placeholder"
    RENAME = "rename"
    DROP = "drop"
    NONE = "none"


class Verdict(StrEnum):
    """What may happen to an outbound text, from harmless to not at all."""

    SEND = "send"
    REWRITE = "rewrite"
    LOCAL = "local"
    NEVER = "never"

    @property
    def meaning(self) -> str:
        """What it says of a text, to stand after the text's name."""
        return _MEANINGS[self]


_MEANINGS = {
    Verdict.SEND: "may be sent",
    Verdict.REWRITE: "may be sent once it is rewritten as suggested",
    Verdict.LOCAL: "only for a model on this machine",
    Verdict.NEVER: "must not leave this machine",
}


class Kind(StrEnum):
    """The kinds of text that a document is made of."""

    PROSE = "prose"
    COMMENT = "comment"
    DOCSTRING = "docstring"
    STRING = "string"
    CODE = "code"


class NameKind(StrEnum):
    """What a name in code stands for. Members of enumerations are constants; a table is a class."""

    FUNCTION = "function"
    CLASS = "class"
    VARIABLE = "variable"
    CONSTANT = "constant"
    PARAMETER = "parameter"
    ATTRIBUTE = "attribute"
    MODULE = "module"
    TEST = "test"


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
    """Something that could not be checked. One problem is enough for exit code 2."""

    path: str
    message: str


class Skipped(Struct, frozen=True):
    """A file that was left out on purpose, and why (`binary`, `too large`, …)."""

    path: str
    reason: str


ARCHIVE = "archive, not looked into"
"""The reason of a `Skipped` that holds other files."""


class Hunk(Struct, frozen=True):
    """Lines that a change put in one place: the first of them on the new side (from 1), how many, and
    the text that it removed there."""

    start: int
    count: int
    removed: str = ""


class ChangedPath(Struct, frozen=True):
    """A path that a change touches.

    `status` is git's letter (A, M, D, R, C, T). `touched` holds the lines of the new side that
    were added or next to which something was removed; None means the whole file. `removed` is the
    text of the removed lines, and `hunks` has both place by place.
    """

    path: str
    status: str
    touched: frozenset[int] | None = None
    removed: str = ""
    hunks: tuple[Hunk, ...] = ()


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


class Change(Struct, frozen=True):
    """A whole change: what it touches, and the documents that could be read of it."""

    paths: tuple[ChangedPath, ...]
    documents: tuple[Document, ...]


class Related(Struct, frozen=True):
    """Another place that belongs to a finding."""

    path: str
    start: Position
    message: str


class Merged(Struct, frozen=True):
    """What is left of a finding that another one at the same place stands for."""

    rule: str
    severity: Severity
    message: str


class Finding(Struct, frozen=True):
    """One thing that would give something away.

    `start` and `end` are offsets into the document. `shown` is how many leading characters of a
    masked match every token of its format begins with, and may therefore be printed. `at_most` is
    the highest severity that this one may get. A finding with an `identity` is known by that and not
    by the text around it, and stands beside what else is found in its lines.
    Severity, fingerprint and `also` are filled in after the checkers, by `policy` and `run`.
    """

    rule: str
    path: str
    exposure: Exposure
    start: int
    end: int
    message: str
    suggestion: str | None = None
    masked: bool = False
    shown: int = 0
    related: tuple[Related, ...] = ()
    at_most: Severity = Severity.ERROR
    identity: str | None = None
    severity: Severity = Severity.NOTE
    fingerprint: str = ""
    also: tuple[Finding, ...] = ()


class Excerpt(Struct, frozen=True):
    """The line that a finding begins on, masked; `start` and `end` are columns (1-based) within it."""

    text: str
    start: int
    end: int


class Shown(Struct, frozen=True):
    """A finding as a reporter sees it: placed, masked, explained."""

    rule: str
    title: str
    severity: Severity
    exposure: Exposure
    path: str
    start: Position
    end: Position
    message: str
    excerpt: Excerpt
    why: str
    remedy: str
    suggestion: str | None
    mend: Mend
    blocks: bool
    related: tuple[Related, ...]
    also: tuple[Merged, ...]
    fingerprint: str
    check: bytes = b""
    """A digest of the match that the record of a run may hold; nothing where it cannot be accepted."""


class Stale(Struct, frozen=True):
    """An entry of the baseline that nothing answers to any more."""

    path: str
    rule: str
    fingerprint: str


class NewIgnore(Struct, frozen=True):
    """An inline ignore that came with a change and silences something, with its reason, masked; or it would, and
    is `refused`, as what it stands at is a secret."""

    path: str
    line: int
    rules: tuple[str, ...]
    reason: str
    refused: bool = False


class JudgedFile(Struct, frozen=True):
    """An outbound text with its verdict, and for the ledger what stands for the text (`text.content`), whether all
    of it was judged, and how often each rule was found."""

    path: str
    exposure: Exposure
    verdict: Verdict
    content: bytes = b""
    whole: bool = True
    rules: tuple[tuple[str, int], ...] = ()


class Compared(StrEnum):
    """With what the added code of a change was compared: nothing as the change is too small to be
    weighed, the lines that it removes, the old sides of the files that it touches, or the whole tree
    that it begins at. From the least to the most."""

    NOTHING = "nothing"
    REMOVED = "removed lines"
    CHANGED = "changed files"
    BASE = "base"


class FileFigures(Struct, frozen=True):
    """The added lines of a file: new logic, logic that was there before, edited logic, and all others.

    `left_out` says why it was not looked into: `test`, `generated`, `no code`, …
    """

    path: str
    novel: int
    moved: int
    edited: int
    other: int
    left_out: str | None = None

    @property
    def added(self) -> int:
        return self.novel + self.moved + self.edited + self.other


class ChangeFigures(Struct, frozen=True):
    """The added lines of a whole change. `score` is the weight of its new logic, `raw` that of all added logic."""

    files: tuple[FileFigures, ...]
    score: float = 0.0
    raw: float = 0.0
    compared: Compared = Compared.REMOVED

    @property
    def novel(self) -> int:
        return sum(file.novel for file in self.files)

    @property
    def moved(self) -> int:
        return sum(file.moved for file in self.files)

    @property
    def edited(self) -> int:
        return sum(file.edited for file in self.files)

    @property
    def other(self) -> int:
        return sum(file.other for file in self.files)


class Checked(Struct, frozen=True):
    """A check of the tools around the code: `outcome` is `pass`, `fail` or `cannot verify`, `goal` what was
    wanted, `message` what is there, `advice` what to do. `path` is as it is shown, `~` is the user's home."""

    rule: str
    outcome: str
    tool: str
    goal: str
    path: str
    line: int
    message: str
    advice: str | None


class Audited(Struct, frozen=True):
    """What an audit looked at: its checks, the tools that are used, and those of which nothing is there."""

    checks: tuple[Checked, ...]
    used: tuple[str, ...]
    unused: tuple[str, ...]

    def count(self, outcome: str) -> int:
        return sum(check.outcome == outcome for check in self.checks)


class Report(Struct, frozen=True):
    """Everything a run has to say, ready for any reporter.

    `baselined` findings were held back by a baseline; some of them by that of detect-secrets. `ignores` are
    those that a change brings, where it is told from what is trusted.
    """

    verdict: Verdict
    files: int
    judged: tuple[JudgedFile, ...]
    findings: tuple[Shown, ...]
    suppressed: int
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    baselined: int = 0
    baselined_by_detect_secrets: int = 0
    stale: tuple[Stale, ...] = ()
    change: ChangeFigures | None = None
    audit: Audited | None = None
    ignores: tuple[NewIgnore, ...] = ()

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    def worst_first(self) -> list[Shown]:
        """The findings by severity, what goes out before what stays, else as they stand: by path and line."""
        return sorted(self.findings, key=lambda one: (-one.severity, one.exposure is not Exposure.OUTBOUND))


def together(changes: Sequence[ChangeFigures]) -> ChangeFigures:
    """The figures of several changes, such as the commits of a push, as of one. The least that any was
    compared with is what all were."""
    order: Sequence[Compared] = tuple(Compared)
    return ChangeFigures(
        tuple(file for change in changes for file in change.files),
        round(sum(change.score for change in changes), 1),
        round(sum(change.raw for change in changes), 1),
        min((change.compared for change in changes), key=order.index),
    )


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The strictest of some verdicts; `SEND` when there is none."""
    order: Sequence[Verdict] = tuple(Verdict)
    return max(verdicts, key=order.index, default=Verdict.SEND)
