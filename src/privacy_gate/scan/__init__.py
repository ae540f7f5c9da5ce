"""One run: it reads texts, judges them and creates a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING

from privacy_gate import checkers, documents
from privacy_gate.documents.segment import segmenter
from privacy_gate.model import (
    Blob,
    Change,
    ChangedPath,
    Document,
    Exposure,
    Finding,
    Problem,
    Report,
    Skipped,
    Stale,
)
from privacy_gate.policy import verdicts
from privacy_gate.policy.accepted import Accepted
from privacy_gate.policy.baseline import BaselineEntry, plain_path
from privacy_gate.policy.suppressions import Untrusted
from privacy_gate.rules import Rule
from privacy_gate.scan import outcomes
from privacy_gate.scan.context import RunContext
from privacy_gate.scan.gate import Gate
from privacy_gate.scan.judging import Judge
from privacy_gate.scan.path_names import IN_TARGET, Named, NameReader
from privacy_gate.scan.tally import Keeper, Tally

if TYPE_CHECKING:  # loaded on demand
    from privacy_gate.checkers.protocol import Base, StandIns
    from privacy_gate.index.code_index import Code
    from privacy_gate.index.never_send_globs import Guards
    from privacy_gate.index.own_names import NameSource


class Run:
    """A run in progress. It takes documents one by one and collects their findings for a report."""

    def __init__(
        self,
        gate: Gate,
        *,
        ignores: bool = True,
        accepted: Accepted | None = None,
        code: Code | None = None,
        names: NameSource | None = None,
        new: Untrusted | None = None,
        fail_on: str | None = None,
    ) -> None:
        """Start a run. With `ignores=False`, findings that inline directives suppress are reported as well. `accepted`
        findings are not reported again. `code` and `names` are the code and names of this repository, with which
        outbound texts are compared. `new` is given if only a commit is trusted. It tells which content came later.
        `fail_on` decides the verdicts; the default is the setting."""
        self._gate = gate
        self._context = RunContext(gate, code, names)
        self._accepted = accepted or Accepted()
        self._judge = Judge(gate, self._context, ignores=ignores, new=new)
        self._keeper = Keeper(gate, self._context, self._judge, self._accepted)
        self._names = NameReader(gate, self._context)
        self._least = verdicts.lowest_severity(fail_on or gate.settings.config.fail_on)
        self._tally = Tally(self._accepted.own.met)
        self._gone: frozenset[str] = frozenset()

    def another(self, accepted: Accepted | None = None, *, ignores: bool = True) -> Run:
        """Return a run with the same gate and settings, and an empty report. It has the same accepted findings unless
        `accepted` is given. Without `ignores`, inline ignores have no effect."""
        other = copy(self)
        if accepted is not None:
            other._accepted = accepted
        if not ignores:
            other._judge = self._judge.without_ignores()
        other._keeper = Keeper(self._gate, self._context, other._judge, other._accepted)
        other._tally = Tally(other._accepted.own.met)
        other._gone = frozenset()
        return other

    def of_rules(self, chosen: Callable[[Rule], bool], *, ignores: bool) -> Run:
        """Return a run that reports only the `chosen` rules, but redacts as much as this one. Its report is empty. It
        does not compare texts with the code of the repository. `ignores` decides whether inline ignores have an
        effect."""
        return Run(outcomes.narrow_gate(self._gate, chosen), ignores=ignores, accepted=self._accepted)

    # configuration ------------------------------------------------------------------------------

    def read_closely(self, which: Callable[[str], bool], *, deep: bool) -> None:
        """Count the revealing comments of unchanged internal files whose path `which` selects. With `deep`, judge each
        sentence."""
        self._context.closely, self._context.deep = which, deep

    def show_names(self) -> None:
        """List all revealing names of a change."""
        self._context.shows_names = True

    def goes_by(self, own_files: Mapping[str, str]) -> None:
        """Set the files with settings, rules or a baseline of the gate: a description of each, by path."""
        self._context.own_files = {**self._context.own_files, **own_files}

    def guards(self, guards: Guards) -> None:
        """Set the never-send globs before and after the next change."""
        self._context.guards = guards

    def look_for(self, stand_ins: StandIns) -> None:
        """Set the stand-ins that internal files should not contain."""
        self._context.stand_ins = stand_ins

    def note_missing(self, paths: Iterable[str]) -> None:
        """Add paths that no longer exist. Their entries in the baseline are then stale."""
        self._gone |= frozenset(paths)

    def open_index(self, *, forks: bool = False) -> None:
        """Update the private index as far as the rules need it. With `forks`, prepare it for forks: each child opens it
        again."""
        self._context.open_index(forks=forks)

    # input ---------------------------------------------------------------------------------------

    def read(self, items: Iterable[Blob | Document | Problem | Skipped]) -> list[Document]:
        """Check all items of a source. Return the documents, which the change checkers need."""
        return list(self.documents(items))

    def documents(self, items: Iterable[Blob | Document | Problem | Skipped]) -> Iterator[Document]:
        """Check items and yield their documents one by one, so that a large tree need not be kept in memory."""
        for item in items:
            read = self._read(item) if isinstance(item, Blob) else item
            if isinstance(read, Document):
                self._tally.files += 1
                self._check(read)
                yield read
            elif isinstance(read, Problem):
                self._tally.problems.append(read)
            else:
                self._tally.skipped.append(read)

    def change(self, paths: Sequence[ChangedPath], read: Sequence[Document], base: Base | None = None) -> None:
        """Run the change checkers on a whole change. `base` is the tree that it starts from."""
        by_path = {document.path: document for document in read}
        change = Change(tuple(paths), tuple(read))
        self._context.base = base
        found = list(checkers.check_change(change, self._gate.by_checker, self._context))
        if measured := self._context.measure(change):
            self._tally.changes.append(measured.figures)
        for finding in found:
            document = by_path.get(finding.path) or Document(finding.path, "", finding.exposure)
            left, silenced, _ = self._judge.of_change(finding, document)
            self._tally.suppressed += silenced
            kept = self._keeper.keep(left, document, self._tally, lasting=False)
            if kept and finding.exposure is Exposure.OUTBOUND:
                self._tally.raise_verdict(
                    finding.path, verdicts.verdict_of_text(kept, self._gate.rules, document.text, self._least)
                )

    def check_names(
        self, paths: Iterable[str], exposure: Callable[[str], Exposure], links: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Search for secrets in file names and in the targets of links. The targets are those of the links that were
        skipped, and those in `links` (paths and targets)."""
        named = [Named(path, path) for path in paths]
        named += [Named(path, target, IN_TARGET) for path, target in links]
        named += [Named(one.path, one.target, IN_TARGET) for one in self._tally.skipped if one.target]
        for document, found in self._names.secrets_in(named, exposure):
            left, silenced, _ = self._judge.judge_name(found, document)
            kept = self._keeper.keep(left, document, self._tally)
            self._tally.suppressed += silenced
            self._tally.judge_name(
                document, verdicts.verdict_of_text(kept, self._gate.rules, document.text, self._least)
            )

    def judge_text(self, path: str, text: str) -> tuple[Document, list[Finding]]:
        """Judge a text as if it were the outbound file at a path. Return its document and the findings that are not
        suppressed. The report does not change. The baseline has no effect, because each step of cleaning changes the
        fingerprints."""
        outbound = Exposure.OUTBOUND
        document = Document(path, text, outbound, segmenter=segmenter(path, outbound))
        self._judge.prepare(document)
        return document, self._judge.judge(document).found

    def finds(self, document: Document) -> bool:
        """Whether a document has a finding, even a suppressed one. The report does not change."""
        return self._judge.finds(document)

    def add(self, part: Tally) -> None:
        """Add the results of a run in another process."""
        self._tally.add(part)

    # output --------------------------------------------------------------------------------------

    def part(self) -> Tally:
        """Return the results so far, so that a run in another process can add them."""
        return self._tally

    def mask(self, document: Document) -> str:
        """Return the text of a document with secrets masked."""
        return self._keeper.hidden(document).text()

    def report(self) -> Report:
        return self.redact(self._tally.report([self._stale(entry) for entry in self.stale()]))

    def redact(self, report: Report) -> Report:
        """Return a report with the secrets in its paths masked."""
        return self._names.redact(report)

    def _stale(self, entry: BaselineEntry) -> Stale:
        goes_out = self._tally.whole.get(entry.path) is Exposure.OUTBOUND
        is_refused = goes_out and self._judge.refusals.covers(entry.rule)
        return Stale(entry.path, entry.rule, entry.fingerprint, is_refused)

    def stale(self) -> list[BaselineEntry]:
        """Return the stale entries of the baseline. An entry is stale if it has no finding although its rule ran, and
        its file was read completely or does not exist."""
        whole = self._tally.whole
        return [
            entry
            for entry in self._accepted.own.list_unused()
            if entry.path in self._gone or (entry.path in whole and self._looks_for(entry, whole[entry.path]))
        ]

    def _looks_for(self, entry: BaselineEntry, exposure: Exposure) -> bool:
        deep = self._context.deep or exposure is Exposure.OUTBOUND
        return entry.rule not in self._gate.rules or self._judge.looks_for(entry.rule, exposure, deep=deep)

    # one document --------------------------------------------------------------------------------

    def _read(self, blob: Blob) -> Document | Problem | Skipped:
        shown = self._accepted.show(blob)
        return documents.read(shown) if isinstance(shown, Blob) else shown

    def _check(self, document: Document) -> None:
        self._judge.prepare(document)
        silencers = self._judge.silencers(document, inline=not self._accepted.is_baseline(document.path))
        before = len(self._tally.problems)
        found, silenced, problems = self._judge.judge(document, silencers)
        self._tally.suppressed += silenced
        self._tally.problems += problems
        kept = self._keeper.keep(found, document, self._tally)
        self._tally.ignores += outcomes.list_new_ignores(silencers, document, self._keeper)
        self._tally.problems += [Problem(document.path, failure) for failure in self._gate.plugins.failures()]
        known = self._accepted.own.paths if document.added is None else ()
        if known and (path := plain_path(document.path)) in known:
            self._tally.whole[path] = document.exposure
        if document.exposure is Exposure.OUTBOUND:
            incomplete = len(self._tally.problems) > before
            rules = self._gate.rules
            verdict = verdicts.verdict_of_text(kept, rules, document.text, self._least, incomplete=incomplete)
            self._tally.judged.append(outcomes.summarize_file(document, kept, verdict, incomplete=incomplete))
