"""One run of the gate: texts → documents → checkers → merged → policy → report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate import checkers, documents
from privacy_gate.context import Context
from privacy_gate.documents.segment import segmenter
from privacy_gate.excerpts import Hidden, fingerprint, numbered
from privacy_gate.gate import Gate
from privacy_gate.merging import merged
from privacy_gate.model import (
    Blob,
    Change,
    ChangedPath,
    ChangeFigures,
    Document,
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
    together,
    worst,
)
from privacy_gate.policy import baseline, suppressions
from privacy_gate.policy.accepted import Accepted, candidate
from privacy_gate.policy.baseline import Entry
from privacy_gate.policy.severity import verdict
from privacy_gate.policy.suppressions import Silencers, Untrusted
from privacy_gate.ruleset import family
from privacy_gate.text import content

if TYPE_CHECKING:  # loaded when it is needed
    from privacy_gate.checkers.novelty.measure import Base
    from privacy_gate.index.code import Code
    from privacy_gate.index.own import Names


class Part(Struct, frozen=True):
    """What a run found in some of the texts, for the run of another process to take in."""

    found: list[Shown]
    judged: list[JudgedFile]
    ignores: list[NewIgnore]
    skipped: list[Skipped]
    problems: list[Problem]
    suppressed: int
    files: int
    baselined: int
    baselined_by_detect_secrets: int
    met: Counter[Entry]
    whole: dict[str, Exposure]


class Run:
    """A run in progress: documents go in one by one, a report comes out."""

    def __init__(
        self,
        gate: Gate,
        *,
        ignores: bool = True,
        accepted: Accepted | None = None,
        code: Code | None = None,
        names: Callable[[], Names | None] = lambda: None,
        new: Untrusted | None = None,
    ) -> None:
        """`ignores=False` reports what inline directives would silence; `accepted` is not reported again.
        `code` is asked for the code of this repository when a text goes out, and `names` for its names.
        `new` says that only a commit is trusted, and what came after it."""
        self._gate = gate
        self._ignores = ignores
        self._new = new
        self._context = Context(gate, code, names)
        self._found: list[Shown] = []
        self._judged: list[JudgedFile] = []
        self._new_ignores: list[NewIgnore] = []
        self._skipped: list[Skipped] = []
        self._problems: list[Problem] = []
        self._suppressed = 0
        self._files = 0
        self._accepted = accepted or Accepted()
        self._baselined = 0
        self._baselined_by_detect_secrets = 0
        self._whole: dict[str, Exposure] = {}  # paths in the baseline of which all lines were judged
        self._gone: frozenset[str] = frozenset()
        self._changes: list[ChangeFigures] = []

    def read(self, items: Iterable[Blob | Problem | Skipped]) -> list[Document]:
        """Check everything that a source yields. Returns the documents, for the change checkers."""
        return list(self.documents(items))

    def documents(self, items: Iterable[Blob | Problem | Skipped]) -> Iterator[Document]:
        """As `read`, one by one, so that a large tree need not be kept in memory."""
        for item in items:
            read = self._read(item) if isinstance(item, Blob) else item
            if isinstance(read, Document):
                self._files += 1
                self._check(read)
                yield read
            elif isinstance(read, Problem):
                self._problems.append(read)
            else:
                self._skipped.append(read)

    def _read(self, blob: Blob) -> Document | Problem | Skipped:
        return self._accepted.aside(blob) or documents.read(blob)

    def read_closely(self, which: Callable[[str], bool]) -> None:
        """Judge the wording also of files that stay here and did not change, by their paths."""
        self._context.closely = which

    def goes_by(self, own_files: Mapping[str, str]) -> None:
        """Tell which files hold settings, rules and a baseline of the gate, and what is in each."""
        self._context.own_files = {**self._context.own_files, **own_files}

    def gone(self, paths: Iterable[str]) -> None:
        """Tell of paths that were looked for and are not there, so that their entries in the baseline are stale."""
        self._gone |= frozenset(paths)

    def change(self, paths: Sequence[ChangedPath], read: Sequence[Document], base: Base | None = None) -> None:
        """Run the change checkers over a whole change. `base` knows what it began with."""
        by_path = {document.path: document for document in read}
        change = Change(tuple(paths), tuple(read))
        self._context.base = base
        found = list(checkers.check_change(change, self._gate.by_checker, self._context))
        if measured := self._context.measured(change):
            self._changes.append(measured.figures)
        for finding in found:
            document = by_path.get(finding.path) or Document(finding.path, "", finding.exposure)
            silencers = self._silencers(document)
            self._keep(self._settle(self._rated([finding]), silencers, document), document, lasting=False)

    def another(self) -> Run:
        """A run with the same gate and settings, and an empty report."""
        other = Run(self._gate, ignores=self._ignores, accepted=self._accepted, new=self._new)
        other._context = self._context
        return other

    def judged(self, path: str, text: str) -> tuple[Document, list[Finding]]:
        """A text that goes out, as it would be read under this path, and what is found in it and not silenced.

        Nothing of it goes into the report, and what was accepted before is found all the same: a text
        that is being rewritten has other fingerprints after each step.
        """
        outbound = Exposure.OUTBOUND
        document = Document(path, text, outbound, segmenter=segmenter(path, outbound))
        if self._context.code is not None:
            self._context.code.prepare()
        suppressed, problems = self._suppressed, len(self._problems)
        found = self._judge(document)
        self._suppressed = suppressed
        del self._problems[problems:]
        return document, found

    def masked(self, document: Document) -> str:
        """The text of a document without what must not be shown."""
        return Hidden(document, self._hiding(document)).text()

    def part(self) -> Part:
        """Everything up to now."""
        return Part(
            self._found,
            self._judged,
            self._new_ignores,
            self._skipped,
            self._problems,
            self._suppressed,
            self._files,
            self._baselined,
            self._baselined_by_detect_secrets,
            self._accepted.own.met,
            self._whole,
        )

    def add(self, part: Part) -> None:
        """Take in what another process found."""
        self._found += part.found
        self._judged += part.judged
        self._new_ignores += part.ignores
        self._skipped += part.skipped
        self._problems += part.problems
        self._suppressed += part.suppressed
        self._files += part.files
        self._baselined += part.baselined
        self._baselined_by_detect_secrets += part.baselined_by_detect_secrets
        self._accepted.own.met |= part.met
        self._whole |= part.whole

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
            baselined=self._baselined,
            baselined_by_detect_secrets=self._baselined_by_detect_secrets,
            stale=tuple(Stale(entry.path, entry.rule, entry.fingerprint) for entry in self.stale()),
            change=together(self._changes) if self._changes else None,
            ignores=tuple(sorted(self._new_ignores, key=lambda one: (one.path, one.line))),
        )

    def stale(self) -> list[Entry]:
        """Entries of the baseline that nothing answers to any more, as far as this run can tell: the whole
        file was read, or is gone, and the rule ran."""
        return [
            entry
            for entry in self._accepted.own.unmet()
            if entry.path in self._gone
            or (
                entry.path in self._whole
                and (entry.rule not in self._gate.rules or self._looked_for(entry.rule, self._whole[entry.path]))
            )
        ]

    # one document ------------------------------------------------------------------------------

    def _check(self, document: Document) -> None:
        if self._context.code is not None and document.exposure is Exposure.OUTBOUND:
            self._context.code.prepare()
        silencers = self._silencers(document)
        kept = self._keep(self._judge(document, silencers), document)
        self._new_ignores += self._listed(silencers, document)
        self._problems += [Problem(document.path, failure) for failure in self._gate.plugins.failures()]
        known = self._accepted.own.paths if document.added is None else ()
        if known and (path := baseline.plain_path(document.path)) in known:
            self._whole[path] = document.exposure
        if document.exposure is Exposure.OUTBOUND:
            self._judged.append(
                JudgedFile(
                    document.path,
                    document.exposure,
                    verdict(kept, self._gate.rules, document.text),
                    content(document.text),
                    document.added is None,
                    tuple(sorted(Counter(finding.rule for finding in kept).items())),
                )
            )

    def _silencers(self, document: Document) -> Silencers:
        return suppressions.silencers(document, self._gate.settings.config, inline=self._ignores, new=self._new)

    def _listed(self, silencers: Silencers, document: Document) -> list[NewIgnore]:
        """The ignores that are new and have to do with something that was found."""
        chosen = [ignore for ignore in silencers.ignores if ignore.new and ignore.used]
        if not chosen:
            return []
        hidden = Hidden(document, self._hiding(document))
        return [
            NewIgnore(
                document.path,
                document.line_at(ignore.start),
                tuple(sorted(ignore.used)),
                hidden.stretch(ignore.reason_at, ignore.reason_at + len(ignore.reason)),
                ignore.refused,
            )
            for ignore in chosen
        ]

    def _judge(self, document: Document, silencers: Silencers | None = None) -> list[Finding]:
        """What is found in a document and not silenced."""
        found = checkers.check_document(document, self._gate.by_checker, self._context)
        rated = self._rated(found)
        if self._context.code is not None:
            self._problems += [Problem(document.path, problem) for problem in self._context.code.take_problems()]
        silencers = silencers or self._silencers(document)
        kept = self._settle(rated, silencers, document)
        if silencers.ignores:
            complaints = suppressions.complaints(
                silencers.ignores, document, self._gate.rules, lambda name: self._looked_for(name, document.exposure)
            )
            kept += self._settle(self._rated(complaints), silencers, document)
        return kept

    def _looked_for(self, name: str, exposure: Exposure) -> bool:
        named = (rule for rule in self._gate.rules.values() if name in (rule.id, rule.family))
        return any(self._gate.reports(rule.id) and rule.level(exposure) is not Severity.OFF for rule in named)

    def _rated(self, found: Iterable[Finding]) -> list[Finding]:
        """Findings with their severity; those of rules that are off or not selected are left out."""
        rated = []
        for finding in found:
            rule = self._gate.rules[finding.rule]
            if rule.checker in ("keywords", "glossary") and finding.path == self._gate.settings.source:
                continue  # where the words are listed
            severity = min(rule.level(finding.exposure), finding.at_most)
            if severity is not Severity.OFF and self._gate.reports(finding.rule):
                rated.append(replace(finding, severity=severity))
        return rated

    def _settle(self, found: Sequence[Finding], silencers: Silencers, document: Document) -> list[Finding]:
        """Merge, silence, and merge again: what a silenced finding stood for may be another family's."""
        if not found:
            return []
        kept, silenced = suppressions.split(merged(found, self._gate.rules), silencers, document)
        self._suppressed += len(silenced)
        freed = [other for one in silenced for other in one.also if family(other.rule) != family(one.rule)]
        if freed:
            kept = merged([*kept, *self._settle(freed, silencers, document)], self._gate.rules)
        return kept

    def _keep(self, found: Sequence[Finding], document: Document, *, lasting: bool = True) -> list[Finding]:
        """Take findings into the report and return those; what was accepted before is left out.

        Findings that are not `lasting` are about a change, and cannot be accepted.
        """
        if not found:
            return []
        hidden = Hidden(document, self._hiding(document))
        ordered = sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule))
        prints = [fingerprint(finding, hidden.identity(finding)) for finding in ordered]
        held = self._held(ordered, prints, document, hidden) if lasting else set()
        seen: Counter[str] = Counter()
        kept = []
        for finding, print_ in zip(ordered, prints, strict=True):
            seen[print_] += 1
            if _key(finding) in held:
                continue
            kept.append(finding)
            shown = self._shown(finding, document, hidden, numbered(print_, seen[print_] - 1))
            if lasting:
                value = baseline.value(finding, document)
                shown = replace(shown, check=baseline.digest(value, self._accepted.own.salts[0]))
            self._found.append(shown)
        return kept

    def _held(self, found: Sequence[Finding], prints: Sequence[str], document: Document, hidden: Hidden) -> set[_Key]:
        """Which of a document's findings were accepted before."""
        if not self._accepted.concerns(prints, document.path):
            return set()
        everything: Sequence[Finding] = found
        if document.added is not None and any(map(self._accepted.own.knows, prints)):
            # as many as were accepted are held back, and those that this change did not add come first
            suppressed = self._suppressed
            everything = self._judge(document.whole())
            self._suppressed = suppressed
            everything.sort(key=lambda one: (document.in_scope(one.start, one.end), one.start, one.end, one.rule))
            prints = [fingerprint(finding, hidden.identity(finding)) for finding in everything]
        candidates = [
            candidate(finding, print_, document, secret=self._gate.rules[finding.rule].hides)
            for finding, print_ in zip(everything, prints, strict=True)
        ]
        answers = zip(everything, self._accepted.own.held(candidates), strict=True)
        own = {_key(finding) for finding, held in answers if held}
        foreign = {
            _key(finding)
            for finding in found
            if self._accepted.foreign and self._accepted.foreign.holds(finding, document)
        } - own
        self._baselined += len((own | foreign) & set(map(_key, found)))
        self._baselined_by_detect_secrets += len(foreign)
        return own | foreign

    def _hiding(self, document: Document) -> Iterator[Finding]:
        """What must not be shown, whatever is selected, in scope, silenced or switched off."""
        return checkers.hidden(document.whole(), self._gate.hiding, self._context)

    def _shown(self, finding: Finding, document: Document, hidden: Hidden, digest: str) -> Shown:
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


_Key = tuple[str, int, int, str]


def _key(finding: Finding) -> _Key:
    """What tells a finding of a document from its others: a rule may say two things of one place."""
    return finding.rule, finding.start, finding.end, finding.message
