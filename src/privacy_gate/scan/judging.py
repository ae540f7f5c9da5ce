"""What a document says too much of: what the checkers find, with its severity, merged, and not silenced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from privacy_gate import checkers
from privacy_gate.checkers.registry import checker
from privacy_gate.model import Document, Exposure, Finding, Problem, Severity
from privacy_gate.policy import suppressions
from privacy_gate.policy.merging import adds_information, merge
from privacy_gate.policy.refusals import Refusals
from privacy_gate.policy.severity import rate_findings
from privacy_gate.policy.suppressions import Silencers, Untrusted
from privacy_gate.scan.context import RunContext
from privacy_gate.scan.gate import Gate

_OF_OWN_TEXTS = frozenset({"business", "identifier"})


class Judgement(NamedTuple):
    """What is found and not silenced, how many findings are, and what could not be looked at."""

    found: list[Finding]
    silenced: int
    problems: list[Problem]


class Judge:
    """Judges document by document, by one gate and the settings of one run."""

    def __init__(self, gate: Gate, context: RunContext, *, ignores: bool, new: Untrusted | None) -> None:
        self._gate = gate
        self._context = context
        self.refusals = Refusals(gate.settings, gate.rules)
        self._ignores = ignores
        self._new = new

    def without_ignores(self) -> Judge:
        """As this one, and no inline ignore counts."""
        return Judge(self._gate, self._context, ignores=False, new=self._new)

    def prepare(self, document: Document) -> None:
        """Make ready for a text that goes out: it is compared with the code of the repository."""
        if self._context.code is not None and document.exposure is Exposure.OUTBOUND:
            self._context.code.prepare()

    def silencers(self, document: Document, *, inline: bool = True) -> Silencers:
        """What silences findings in a document; `inline=False` leaves out what stands in its text."""
        config = self._gate.settings.config
        return suppressions.silencers(document, config, inline=inline and self._ignores, new=self._new)

    def judge(self, document: Document, silencers: Silencers | None = None) -> Judgement:
        """What is found in a document and not silenced."""
        rated = self._rated(checkers.check_document(document, self._gate.by_checker, self._context), document)
        code = self._context.code
        problems = [Problem(document.path, problem) for problem in code.take_problems()] if code is not None else []
        problems += [Problem(document.path, gap, is_gap=True) for gap in self._context.gaps(document)]
        silencers = silencers or self.silencers(document)
        found, silenced = self._settled(rated, silencers, document)
        if silencers.ignores:
            complaints = suppressions.complaints(
                silencers.ignores, document, self._gate.rules, lambda name: self.looks_for(name, document.exposure)
            )
            more, too = self._settled(self._rated(complaints, document), silencers, document)
            found, silenced = found + more, silenced + too
        return Judgement(found, silenced, problems)

    def finds(self, document: Document) -> bool:
        """Whether anything is found, silenced or not."""
        return bool(self._rated(checkers.check_document(document, self._gate.by_checker, self._context), document))

    def of_change(self, finding: Finding, document: Document) -> Judgement:
        """What is left of a finding about a change, which stands in a document."""
        return Judgement(*self._settled(self._rated([finding], document), self.silencers(document), document), [])

    def judge_name(self, found: Iterable[Finding], document: Document) -> Judgement:
        """What is left of the findings in the name of a file. No inline ignore stands in a name."""
        silencers = self.silencers(document, inline=False)
        return Judgement(*self._settled(self._rated(found, document), silencers, document), [])

    def looks_for(self, name: str, exposure: Exposure) -> bool:
        """Whether a rule, or any rule of a family, is reported in such texts."""
        named = (rule for rule in self._gate.rules.values() if name in (rule.id, rule.family))
        return any(self._gate.reports(rule.id) and rule.level(exposure) is not Severity.OFF for rule in named)

    def _rated(self, found: Iterable[Finding], document: Document) -> list[Finding]:
        return rate_findings(
            found, self._gate.rules, self._gate.reports, lambda finding: self._is_left_out(finding, document)
        )

    def _is_left_out(self, finding: Finding, document: Document) -> bool:
        """Whether a finding is a term in the settings that list it, or about the business in a text that is not judged
        for it, where only terms of the settings count."""
        rule = self._gate.rules[finding.rule]
        if checker(rule.checker).settings_terms is not None:
            return finding.path == self._gate.settings.source
        return rule.family in _OF_OWN_TEXTS and _is_unjudged(document)

    def _settled(self, found: Sequence[Finding], silencers: Silencers, document: Document) -> tuple[list[Finding], int]:
        """Merge, silence, and merge again: what a silenced finding stood for may be another family's."""
        if not found:
            return [], 0
        kept, silenced = suppressions.split(merge(found, self._gate.rules), silencers, document, self.refusals.refuse)
        freed = [other for one in silenced for other in one.also if adds_information(other, one)]
        if not freed:
            return kept, len(silenced)
        more, too = self._settled(freed, silencers, document)
        return merge([*kept, *more], self._gate.rules), len(silenced) + too


def _is_unjudged(document: Document) -> bool:
    from privacy_gate.checkers.wording.unjudged_files import is_unjudged

    return is_unjudged(document)
