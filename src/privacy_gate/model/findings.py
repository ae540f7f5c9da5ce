"""The output of checks: findings, and the report of a run."""

from __future__ import annotations

from msgspec import Struct

from privacy_gate.model.change_figures import ChangeFigures
from privacy_gate.model.documents import Position, Problem, Skipped
from privacy_gate.model.words import Exposure, Mend, Severity, Verdict

_ASIDES = 10  # maximum number of merged findings to show


class Related(Struct, frozen=True):
    """Another place that is related to a finding."""

    path: str
    start: Position
    message: str


class Merged(Struct, frozen=True):
    """A finding that was merged into another one at the same place, with its own span.

    `adds` means that it says more than the other, because it is of another family or covers more text.
    """

    rule: str
    severity: Severity
    message: str
    start: Position
    end: Position
    blocks: bool = True
    adds: bool = True

    @property
    def place(self) -> str:
        """The place, in words."""
        first = f"line {self.start.line:,}, column"
        if self.start.line == self.end.line:
            return f"{first}s {self.start.column:,} to {self.end.column:,}"
        return f"{first} {self.start.column:,} to line {self.end.line:,}, column {self.end.column:,}"


class Finding(Struct, frozen=True):
    """A problem at a place in a document. `start` and `end` are offsets in the document. `shown` is the number of
    leading characters that all tokens of this format share, so that they may be printed. `at_most` is the highest
    allowed severity. `identity` identifies a finding instead of the text around it. Such a finding is not merged with
    others in its lines. `scan` and `policy` set `severity` and `also` after the checkers."""

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
    """The first line of a finding, masked. `start` and `end` are columns in it, from 1."""

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
    """A finding in the form for reporters, with its position, masked text and reasons."""

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
    """A digest of the match for the record of a run. It is empty if the finding cannot be accepted."""
    origin: Origin | None = None
    added_by: Origin | None = None
    """The commit of a checked range that added the line, which is still there."""

    @property
    def asides(self) -> tuple[Merged, ...]:
        """The merged findings that add something, the worst first and without duplicates."""
        ranked = sorted(
            (one for one in self.also if one.adds),
            key=lambda one: (-one.severity, one.start.line, one.start.column, one.rule),
        )
        return tuple(dict.fromkeys(ranked))[:_ASIDES]


class Stale(Struct, frozen=True):
    """An entry of the baseline that has no finding any more. `refused` means that the entry is for an outbound text in
    which no baseline accepts this rule."""

    path: str
    rule: str
    fingerprint: str
    refused: bool = False


class NewIgnore(Struct, frozen=True):
    """An inline ignore that a change added and that suppresses a finding, with its masked reason.

    `refused` means that it has no effect, because the finding must be reported.
    """

    path: str
    line: int
    rules: tuple[str, ...]
    reason: str
    refused: bool = False


class JudgedFile(Struct, frozen=True):
    """An outbound text with its verdict. For the ledger, it also has the digest of the text (`text.content`) and the
    number of findings of each rule. `incomplete` means that a part could not be checked, so that the verdict is never
    `send`. `released` means that the user allowed the text once."""

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
        """The advice that is shown after its path."""
        return f"{self.verdict.meaning}{' (not checked completely)' if self.incomplete else ''}"


class AuditCheck(Struct, frozen=True):
    """A check of the tools around the code.

    `outcome` is `pass`, `fail` or `cannot verify`. `goal` is the required state, `message` the actual state, and
    `advice` the fix. `path` is the path to show, in which `~` is the home of the user.
    """

    rule: str
    outcome: str
    tool: str
    goal: str
    path: str
    line: int
    message: str
    advice: str | None


class Audited(Struct, frozen=True):
    """The result of an audit: its checks, the tools in use, and the tools that are not in use."""

    checks: tuple[AuditCheck, ...]
    used: tuple[str, ...]
    unused: tuple[str, ...]

    def count(self, outcome: str) -> int:
        return sum(check.outcome == outcome for check in self.checks)


class Report(Struct, frozen=True):
    """The result of a run, for any reporter.

    `baselined` is the number of findings that a baseline suppresses, including those of a detect-secrets baseline.
    `ignores` are the inline ignores that a change adds, if it is compared with a trusted commit.
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
        """Whether something could not be checked, so that findings may be missing."""
        return bool(self.problems)

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    def worst_first(self) -> list[Shown]:
        """Return the findings by severity, outbound before internal ones, and otherwise in the same order."""
        return sorted(self.findings, key=lambda one: (-one.severity, one.exposure is not Exposure.OUTBOUND))


class LogicPart(Struct, frozen=True):
    """New logic in one function or class: its first and last added line, its lines of logic, and its score."""

    path: str
    name: str
    first: int
    last: int
    lines: int
    score: float


class Measured(Struct, frozen=True):
    """The figures of a change, and the parts with new logic, the largest first."""

    figures: ChangeFigures
    parts: tuple[LogicPart, ...] = ()
