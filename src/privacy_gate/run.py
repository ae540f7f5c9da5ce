"""One run of the gate: texts → documents → checkers → merged → policy → report."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate import checkers, documents
from privacy_gate.checkers import patterns
from privacy_gate.config import Config
from privacy_gate.excerpts import Hidden, fingerprint
from privacy_gate.gate import Gate
from privacy_gate.matching import Hits
from privacy_gate.model import (
    Blob,
    Change,
    ChangedPath,
    Document,
    Exposure,
    Finding,
    JudgedFile,
    Merged,
    Problem,
    Report,
    Severity,
    Shown,
    Skipped,
    worst,
)
from privacy_gate.policy import suppressions
from privacy_gate.policy.severity import verdict
from privacy_gate.policy.suppressions import Silencers
from privacy_gate.ruleset import JOINTS, Rule, family

if TYPE_CHECKING:
    from privacy_gate.joints import View


class _Context:
    """What checkers may know. Remembers the matches of the document that was asked for last, and of
    the view in which its values are whole."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._text: str | None = None
        self._hits = Hits("", {})
        self._views: list[tuple[View, Hits]] = []

    @property
    def config(self) -> Config:
        return self._gate.settings.config

    def matches(self, document: Document) -> Hits:
        for view, hits in self._views:
            if document.text is view.text:
                return hits
        if document.text is not self._text:
            self._text, self._hits = document.text, self._gate.matcher.find(document.text)
            self._views = self._made_whole(document.text) if JOINTS in self._hits else []
        return self._hits

    def whole(self, document: Document) -> list[View]:
        self.matches(document)
        return [view for view, _ in self._views]

    def _made_whole(self, text: str) -> list[tuple[View, Hits]]:
        from privacy_gate import joints

        found = (joints.joint(text, hit.pattern.label, *patterns.covered(hit.match)) for hit in self._hits[JOINTS])
        views = joints.views(text, [one for one in found if one is not None])
        return [(view, self._gate.matcher.find(view.text)) for view in views]


class Part(Struct, frozen=True):
    """What a run found in some of the texts, for the run of another process to take in."""

    found: list[Shown]
    judged: list[JudgedFile]
    skipped: list[Skipped]
    problems: list[Problem]
    suppressed: int
    files: int


class Run:
    """A run in progress: documents go in one by one, a report comes out."""

    def __init__(self, gate: Gate, *, ignores: bool = True) -> None:
        """`ignores=False` reports what inline directives would silence."""
        self._gate = gate
        self._ignores = ignores
        self._context = _Context(gate)
        self._found: list[Shown] = []
        self._judged: list[JudgedFile] = []
        self._skipped: list[Skipped] = []
        self._problems: list[Problem] = []
        self._suppressed = 0
        self._files = 0

    def read(self, items: Iterable[Blob | Problem | Skipped]) -> list[Document]:
        """Check everything that a source yields. Returns the documents, for the change checkers."""
        return list(self.documents(items))

    def documents(self, items: Iterable[Blob | Problem | Skipped]) -> Iterator[Document]:
        """As `read`, one by one, so that a large tree need not be kept in memory."""
        for item in items:
            read = documents.read(item) if isinstance(item, Blob) else item
            if isinstance(read, Document):
                self._files += 1
                self._check(read)
                yield read
            elif isinstance(read, Problem):
                self._problems.append(read)
            else:
                self._skipped.append(read)

    def change(self, paths: Sequence[ChangedPath], read: Sequence[Document]) -> None:
        """Run the change checkers over a whole change."""
        by_path = {document.path: document for document in read}
        found = checkers.check_change(Change(tuple(paths), tuple(read)), self._gate.by_checker, self._context)
        for finding in found:
            document = by_path.get(finding.path) or Document(finding.path, "", finding.exposure)
            silencers = suppressions.silencers(document, self._gate.settings.config, inline=self._ignores)
            self._keep(self._settle(self._rated([finding]), silencers, document), document)

    def part(self) -> Part:
        """Everything up to now."""
        return Part(self._found, self._judged, self._skipped, self._problems, self._suppressed, self._files)

    def add(self, part: Part) -> None:
        """Take in what another process found."""
        self._found += part.found
        self._judged += part.judged
        self._skipped += part.skipped
        self._problems += part.problems
        self._suppressed += part.suppressed
        self._files += part.files

    def report(self) -> Report:
        found = sorted(self._found, key=lambda shown: (shown.path, shown.start.line, shown.start.column, shown.rule))
        return Report(
            verdict=worst(judged.verdict for judged in self._judged),
            files=self._files,
            judged=tuple(sorted(self._judged, key=lambda one: one.path)),
            findings=tuple(found),
            suppressed=self._suppressed,
            skipped=tuple(sorted(self._skipped, key=lambda one: one.path)),
            problems=tuple(sorted(self._problems, key=lambda one: one.path)),
        )

    # one document ------------------------------------------------------------------------------

    def _check(self, document: Document) -> None:
        found = checkers.check_document(document, self._gate.by_checker, self._context)
        rated = self._rated(found)
        silencers = suppressions.silencers(document, self._gate.settings.config, inline=self._ignores)
        kept = self._settle(rated, silencers, document)
        if silencers.ignores:
            complaints = suppressions.complaints(
                silencers.ignores, document, self._gate.rules, lambda name: self._looked_for(name, document.exposure)
            )
            kept += self._settle(self._rated(complaints), silencers, document)
        self._keep(kept, document)
        if document.exposure is Exposure.OUTBOUND:
            severities = [(finding.severity, self._gate.rules[finding.rule]) for finding in kept]
            self._judged.append(JudgedFile(document.path, document.exposure, verdict(severities)))

    def _looked_for(self, name: str, exposure: Exposure) -> bool:
        named = (rule for rule in self._gate.rules.values() if name in (rule.id, rule.family))
        return any(self._gate.reports(rule.id) and rule.level(exposure) is not Severity.OFF for rule in named)

    def _rated(self, found: Iterable[Finding]) -> list[Finding]:
        """Findings with their severity; those of rules that are off or not selected are left out."""
        rated = []
        for finding in found:
            rule = self._gate.rules[finding.rule]
            if rule.checker == "keywords" and finding.path == self._gate.settings.source:
                continue  # where the keywords are listed
            severity = rule.level(finding.exposure)
            if severity is not Severity.OFF and self._gate.reports(finding.rule):
                rated.append(replace(finding, severity=severity))
        return rated

    def _settle(self, found: Sequence[Finding], silencers: Silencers, document: Document) -> list[Finding]:
        """Merge, silence, and merge again: what a silenced finding stood for may be another family's."""
        kept, silenced = suppressions.split(merged(found, self._gate.rules), silencers, document)
        self._suppressed += len(silenced)
        freed = [other for one in silenced for other in one.also if family(other.rule) != family(one.rule)]
        if freed:
            kept = merged([*kept, *self._settle(freed, silencers, document)], self._gate.rules)
        return kept

    def _keep(self, found: Sequence[Finding], document: Document) -> None:
        if not found:
            return
        hidden = Hidden(document, self._hiding(document))
        seen: Counter[tuple[str, str]] = Counter()
        for finding in sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule)):
            context = hidden.context(finding)
            digest = fingerprint(finding, context, seen[finding.rule, context])
            seen[finding.rule, context] += 1
            self._found.append(self._shown(finding, document, hidden, digest))

    def _hiding(self, document: Document) -> Iterator[Finding]:
        """What must not be shown, whatever is selected, in scope, silenced or switched off."""
        whole = Document(document.path, document.text, document.exposure, segmenter=document.segmenter)
        return checkers.hidden(whole, self._gate.hiding, self._context)

    def _shown(self, finding: Finding, document: Document, hidden: Hidden, digest: str) -> Shown:
        rule = self._gate.rules[finding.rule]
        return Shown(
            rule=finding.rule,
            severity=finding.severity,
            exposure=finding.exposure,
            path=finding.path,
            start=document.position(finding.start),
            end=document.position(finding.end),
            message=hidden.message(finding),
            excerpt=hidden.excerpt(finding),
            why=rule.why,
            remedy=rule.remedy,
            suggestion=hidden.suggestion(finding),
            mend=rule.mend,
            blocks=rule.blocks or finding.severity is Severity.ERROR,
            related=finding.related,
            also=tuple(Merged(other.rule, other.severity, hidden.message(other)) for other in finding.also),
            fingerprint=digest,
        )


def merged(found: Sequence[Finding], rules: dict[str, Rule]) -> list[Finding]:
    """One finding for one thing: of those that overlap the most severe, most specific, longest stays."""
    ranked = sorted(
        found, key=lambda one: (-one.severity, -rules[one.rule].specificity, one.start - one.end, one.start, one.rule)
    )
    kept: list[Finding] = []
    starts: list[int] = []  # of `kept`, in order; these do not overlap, so neighbours are enough
    standing: list[int] = []  # the index in `kept` of each
    absorbed: dict[int, list[Finding]] = {}
    for finding in ranked:
        at = bisect.bisect_right(starts, finding.start)
        near = [number for number in standing[max(0, at - 1) : at + 1] if _overlap(finding, kept[number])]
        if near:
            absorbed.setdefault(min(near), []).append(finding)
            continue
        starts.insert(at, finding.start)
        standing.insert(at, len(kept))
        kept.append(finding)
    for number, others in absorbed.items():
        alone = [one for other in others for one in (replace(other, also=()), *other.also)]
        kept[number] = replace(kept[number], also=(*kept[number].also, *alone))
    return sorted(kept, key=lambda one: (one.start, one.end))


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end
