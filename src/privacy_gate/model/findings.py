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
    """A finding that was merged into another one at the same place. Its span may differ. `adds` means that it says more
    than the other one: it is of another family, or covers more text."""

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
    """A problem at a place in a document. `start` and `end` are offsets. `shown` is the number of characters at its
    start that all tokens of this form share. They may be printed. `at_most` is the highest severity that it may get. A
    finding with an `identity` is recognised by it, and not by the text around it. It is not merged with others.
    Checkers do not set `severity` and `also`. `policy` and `scan` do."""

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
    """The line on which a finding starts, masked. `start` and `end` are columns in it, from 1."""

    text: str
    start: int
    end: int


class Origin(Struct, frozen=True):
    """Where in the history a finding comes from: the first commit that contains it, with date, author and subject. The
    commit is empty for content that is in no commit. Author and subject are masked, but not escaped. `now` are the
    places in HEAD that still contain the finding."""

    commit: str
    date: str
    author: str
    subject: str
    now: tuple[Related, ...] = ()


class Shown(Struct, frozen=True):
    """A finding as reporters need it: with its position, its masked excerpt and its explanation."""

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
    """The commit of a checked range that added the line. The line must still exist at the end of the range."""

    @property
    def asides(self) -> tuple[Merged, ...]:
        """The merged findings that add something, without duplicates, the most severe first."""
        ranked = sorted(
            (one for one in self.also if one.adds),
            key=lambda one: (-one.severity, one.start.line, one.start.column, one.rule),
        )
        return tuple(dict.fromkeys(ranked))[:_ASIDES]


class Stale(Struct, frozen=True):
    """An entry of the baseline that has no finding any more. `refused` means that its rule cannot be accepted in this
    text, because the text is outbound."""

    path: str
    rule: str
    fingerprint: str
    refused: bool = False


class NewIgnore(Struct, frozen=True):
    """An inline ignore that a change added and that suppresses a finding. Its reason is masked. `refused` means that it
    has no effect, because the finding must be reported."""

    path: str
    line: int
    rules: tuple[str, ...]
    reason: str
    refused: bool = False


class JudgedFile(Struct, frozen=True):
    """An outbound text with its verdict. The ledger needs the digest of the text (`text.content`) and its findings by
    rule. `incomplete` means that a part could not be checked. The verdict is then never `send`. `released` means that
    the user allowed the text once."""

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
    """A check of the tools around the code. `outcome` is `pass`, `fail` or `cannot verify`. `goal` is the required
    state, `message` the actual state, and `advice` says how to fix it. `path` is shown with `~` for the user's home
    directory."""

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
    """The result of a run, for all reporters. `baselined` is the number of findings that a baseline suppresses,
    including that of detect-secrets. `ignores` are the inline ignores that a change adds, if the change is compared
    with a trusted commit."""

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
    """New logic in a function or class: its first and last added line, its number of lines of logic, and its score."""

    path: str
    name: str
    first: int
    last: int
    lines: int
    score: float


class Measured(Struct, frozen=True):
    """The figures of a change, and its parts with new logic, those with the highest score first."""

    figures: ChangeFigures
    parts: tuple[LogicPart, ...] = ()
