"""What is said of it: findings, the report of a run."""

from __future__ import annotations

from msgspec import Struct

from privacy_gate.model.change_figures import ChangeFigures
from privacy_gate.model.documents import Position, Problem, Skipped
from privacy_gate.model.words import Exposure, Mend, Severity, Verdict

_ASIDES = 10  # that are shown of one finding


class Related(Struct, frozen=True):
    """Another place that belongs to a finding."""

    path: str
    start: Position
    message: str


class Merged(Struct, frozen=True):
    """A finding that another one at the same place stands for, with its own span. It `adds` something when it is of
    another family or covers more."""

    rule: str
    severity: Severity
    message: str
    start: Position
    end: Position
    blocks: bool = True
    adds: bool = True

    @property
    def place(self) -> str:
        """Where it is, for people."""
        first = f"line {self.start.line:,}, column"
        if self.start.line == self.end.line:
            return f"{first}s {self.start.column:,} to {self.end.column:,}"
        return f"{first} {self.start.column:,} to line {self.end.line:,}, column {self.end.column:,}"


class Finding(Struct, frozen=True):
    """A finding.

    `start` and `end` are offsets in the document. `shown` is the number of leading characters that all tokens of this
    format share; they may be printed. `at_most` is the highest allowed severity. `identity` identifies a finding
    instead of the text around it. Such a finding is not merged with others in its lines. `scan` and `policy` set
    `severity` and `also` after the checkers.
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
    also: tuple[Finding, ...] = ()


class Excerpt(Struct, frozen=True):
    """The line that a finding begins on, masked; `start` and `end` are columns (1-based) within it."""

    text: str
    start: int
    end: int


class Origin(Struct, frozen=True):
    """The origin of a finding in the history: the first commit that contains it, with date, author and subject.

    The commit id is empty for content in no commit. Author and subject are masked, but not escaped. `now` lists the
    files in HEAD that still contain it.
    """

    commit: str
    date: str
    author: str
    subject: str
    now: tuple[Related, ...] = ()


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
    origin: Origin | None = None
    added_by: Origin | None = None
    """The commit of a checked range that added the line, which is still there."""

    @property
    def asides(self) -> tuple[Merged, ...]:
        """The findings that it stands for and that add something, the worst first; each said once."""
        ranked = sorted(
            (one for one in self.also if one.adds),
            key=lambda one: (-one.severity, one.start.line, one.start.column, one.rule),
        )
        return tuple(dict.fromkeys(ranked))[:_ASIDES]


class Stale(Struct, frozen=True):
    """An entry of the baseline that nothing answers to any more, or that is `refused`: no baseline accepts this in
    an outbound text."""

    path: str
    rule: str
    fingerprint: str
    refused: bool = False


class NewIgnore(Struct, frozen=True):
    """An inline ignore that came with a change and silences something, with its reason, masked; or it would, and
    is `refused`, as what it stands at is a secret."""

    path: str
    line: int
    rules: tuple[str, ...]
    reason: str
    refused: bool = False


class JudgedFile(Struct, frozen=True):
    """An outbound text with its verdict.

    For the ledger it also has the digest of the text (`text.content`) and the number of findings of each rule.
    `incomplete`: a part could not be checked, so the verdict is never `send`. `released`: the user allowed the text
    once.
    """

    path: str
    exposure: Exposure
    verdict: Verdict
    content: bytes = b""
    whole: bool = True
    rules: tuple[tuple[str, int], ...] = ()
    incomplete: bool = False
    released: bool = False

    @property
    def meaning(self) -> str:
        """What to do with it, to be shown after its path."""
        return f"{self.verdict.meaning}{' (not checked completely)' if self.incomplete else ''}"


class AuditCheck(Struct, frozen=True):
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

    checks: tuple[AuditCheck, ...]
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

    @property
    def incomplete(self) -> bool:
        """Whether something could not be checked, so that what was not found says nothing."""
        return bool(self.problems)

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    def worst_first(self) -> list[Shown]:
        """The findings by severity, what goes out before what stays, else as they stand: by path and line."""
        return sorted(self.findings, key=lambda one: (-one.severity, one.exposure is not Exposure.OUTBOUND))


class LogicPart(Struct, frozen=True):
    """New logic in one function or class: its added lines from the first to the last, those of logic, its score."""

    path: str
    name: str
    first: int
    last: int
    lines: int
    score: float


class Measured(Struct, frozen=True):
    """The figures of a change, and where its new logic stands, the most first."""

    figures: ChangeFigures
    parts: tuple[LogicPart, ...] = ()
