"""Collect the results of a run: the findings for the report, without those that were accepted before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from privacy_gate import checkers
from privacy_gate.base.text import text_digest
from privacy_gate.model import (
    ChangeFigures,
    Document,
    Excerpt,
    Exposure,
    Finding,
    JudgedFile,
    Merged,
    NewIgnore,
    Problem,
    Report,
    Severity,
    Shown,
    Skipped,
    Stale,
    Verdict,
    combine_changes,
    find_worst,
)
from privacy_gate.policy import baseline, verdicts
from privacy_gate.policy.accepted import Accepted, candidate
from privacy_gate.policy.baseline import BaselineEntry
from privacy_gate.policy.merging import adds_information, drop_repeats
from privacy_gate.rules import Rule
from privacy_gate.scan.context import RunContext
from privacy_gate.scan.excerpts import Hidden, fingerprint, number_fingerprint
from privacy_gate.scan.gate import Gate
from privacy_gate.scan.judging import Judge

NO_LINE = Excerpt("", 1, 1)
"""An excerpt without text, for rules about the form. The line may contain a value that no other rule recognises."""


class Tally(Struct):
    """The results so far. Those of other processes are added to it.

    `met` counts the entries of the baseline that have a finding. `whole` are the paths in the baseline of which all
    lines were judged.
    """

    met: Counter[BaselineEntry]
    found: list[Shown] = field(default_factory=list)
    judged: list[JudgedFile] = field(default_factory=list)
    ignores: list[NewIgnore] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changes: list[ChangeFigures] = field(default_factory=list)
    suppressed: int = 0
    files: int = 0
    baselined: int = 0
    baselined_by_detect_secrets: int = 0
    whole: dict[str, Exposure] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        self.met |= other.met
        self.found += other.found
        self.judged += other.judged
        self.ignores += other.ignores
        self.skipped += other.skipped
        self.problems += other.problems
        self.changes += other.changes
        self.suppressed += other.suppressed
        self.files += other.files
        self.baselined += other.baselined
        self.baselined_by_detect_secrets += other.baselined_by_detect_secrets
        self.whole |= other.whole

    def raise_verdict(self, path: str, verdict: Verdict) -> None:
        """Update the verdict on a judged text. The stricter verdict wins."""
        self.judged = [
            replace(one, verdict=find_worst((one.verdict, verdict))) if one.path == path else one for one in self.judged
        ]

    def judge_name(self, document: Document, verdict: Verdict) -> None:
        """Add the verdict on a file name. Its text may not have been judged."""
        if any(one.path == document.path for one in self.judged):
            self.raise_verdict(document.path, verdict)
        elif document.exposure is Exposure.OUTBOUND:
            self.judged.append(JudgedFile(document.path, document.exposure, verdict, text_digest(document.text)))

    def report(self, stale: Sequence[Stale]) -> Report:
        found = sorted(self.found, key=lambda shown: (shown.path, shown.start.line, shown.start.column, shown.rule))
        return Report(
            verdict=verdicts.verdict_of_report(self.judged, self.problems),
            files=self.files,
            judged=tuple(sorted(self.judged, key=lambda one: one.path)),
            findings=tuple(found),
            suppressed=self.suppressed,
            skipped=tuple(sorted(self.skipped, key=lambda one: one.path)),
            problems=tuple(sorted(self.problems, key=lambda one: one.path)),
            baselined=self.baselined,
            baselined_by_detect_secrets=self.baselined_by_detect_secrets,
            stale=tuple(stale),
            change=combine_changes(self.changes) if self.changes else None,
            ignores=tuple(sorted(self.ignores, key=lambda one: (one.path, one.line))),
        )


class Keeper:
    """Adds findings to a tally."""

    def __init__(self, gate: Gate, context: RunContext, judge: Judge, accepted: Accepted) -> None:
        self._gate = gate
        self._context = context
        self._judge = judge
        self._accepted = accepted

    def hidden(self, document: Document) -> Hidden:
        """Return the spans to mask in a document.

        They do not depend on the selected rules, the scope, ignores or severities.
        """
        return Hidden(document, checkers.find_hidden(document.whole(), self._gate.hiding, self._context))

    def keep(
        self, found: Sequence[Finding], document: Document, tally: Tally, *, lasting: bool = True
    ) -> list[Finding]:
        """Add findings to the tally, except accepted ones. Return those that were added.

        Findings that are not `lasting` are about a change. They cannot be accepted.
        """
        if not found:
            return []
        hidden = self.hidden(document)
        ordered = sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule))
        prints = [fingerprint(finding, hidden.identity(finding)) for finding in ordered]
        held = self._find_accepted(ordered, prints, document, hidden, tally) if lasting else set()
        seen: Counter[str] = Counter()
        kept = []
        for finding, print_ in zip(ordered, prints, strict=True):
            seen[print_] += 1
            if _key(finding) in held:
                continue
            kept.append(finding)
            shown = self._build_shown(finding, document, hidden, number_fingerprint(print_, seen[print_] - 1))
            if lasting and not self._refuse(finding):
                value = baseline.value(finding, document)
                shown = replace(shown, check=baseline.digest(value, self._accepted.own.salts[0]))
            tally.found.append(shown)
        return kept

    def _find_accepted(
        self, found: Sequence[Finding], prints: Sequence[str], document: Document, hidden: Hidden, tally: Tally
    ) -> set[_Key]:
        """Return the findings of a document that were accepted before."""
        if not self._accepted.concerns(prints, document.path):
            return set()
        everything: Sequence[Finding] = found
        if document.added is not None and any(map(self._accepted.own.knows, prints)):
            # the baseline suppresses as many as were accepted: first those that this change did not add
            everything, _, problems = self._judge.judge(document.whole())
            tally.problems += problems
            everything.sort(key=lambda one: (document.in_scope(one.start, one.end), one.start, one.end, one.rule))
            prints = [fingerprint(finding, hidden.identity(finding)) for finding in everything]
        acceptable = [one for one in zip(everything, prints, strict=True) if not self._refuse(one[0])]
        candidates = [
            candidate(finding, print_, document, secret=self._gate.rules[finding.rule].hides)
            for finding, print_ in acceptable
        ]
        answers = zip(acceptable, self._accepted.own.find_held(candidates), strict=True)
        own = {_key(finding) for (finding, _), held in answers if held}
        foreign = {
            _key(finding)
            for finding in found
            if self._accepted.foreign and self._accepted.foreign.holds(finding, document)
            if not self._refuse(finding)
        } - own
        tally.baselined += len((own | foreign) & set(map(_key, found)))
        tally.baselined_by_detect_secrets += len(foreign)
        return own | foreign

    def _refuse(self, finding: Finding) -> bool:
        """Whether a baseline cannot accept a finding."""
        return not self._accepted.of_past and self._judge.refusals.refuse(finding)

    def _build_shown(self, finding: Finding, document: Document, hidden: Hidden, digest: str) -> Shown:
        rule = self._gate.rules[finding.rule]
        return Shown(
            rule=finding.rule,
            title=rule.title,
            severity=finding.severity,
            exposure=finding.exposure,
            path=finding.path,
            start=document.position(finding.start),
            end=document.position(finding.end),
            message=hidden.message(finding),
            excerpt=NO_LINE if _covers_no_text(finding, rule) else hidden.excerpt(finding),
            why=rule.why,
            remedy=rule.remedy,
            suggestion=hidden.suggestion(finding),
            mend=rule.mend,
            blocks=rule.blocks or finding.severity is Severity.ERROR,
            related=finding.related,
            also=tuple(self._merge(other, finding, document, hidden) for other in drop_repeats(finding, finding.also)),
            fingerprint=digest,
        )

    def _merge(self, other: Finding, finding: Finding, document: Document, hidden: Hidden) -> Merged:
        return Merged(
            other.rule,
            other.severity,
            hidden.message(other),
            document.position(other.start),
            document.position(other.end),
            self._gate.rules[other.rule].blocks,
            adds_information(other, finding),
        )


_Key = tuple[str, int, int, str]


def _covers_no_text(finding: Finding, rule: Rule) -> bool:
    """Whether a finding is about the form of a prompt or about a whole file.

    The line at its place is then no evidence, and may contain a value that no rule recognises.
    """
    return rule.family == "prompt" or finding.start == finding.end


def _key(finding: Finding) -> _Key:
    """Return a key that is unique in a document.

    The message is included, because a rule may have two findings at one place.
    """
    return finding.rule, finding.start, finding.end, finding.message
