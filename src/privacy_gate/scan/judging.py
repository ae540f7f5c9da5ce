"""Judge documents: run the checkers, set the severities, merge findings, and remove suppressed ones."""

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
    """The result for a document: the findings, the number of suppressed ones, and what could not be checked."""

    found: list[Finding]
    silenced: int
    problems: list[Problem]


class Judge:
    """Judges documents one by one, with one gate and the settings of one run."""

    def __init__(self, gate: Gate, context: RunContext, *, ignores: bool, new: Untrusted | None) -> None:
        self._gate = gate
        self._context = context
        self.refusals = Refusals(gate.settings, gate.rules)
        self._ignores = ignores
        self._new = new

    def without_ignores(self) -> Judge:
        """Return a copy that ignores inline directives."""
        return Judge(self._gate, self._context, ignores=False, new=self._new)

    def prepare(self, document: Document) -> None:
        """Prepare for an outbound text, which is compared with the code of the repository."""
        if self._context.code is not None and document.exposure is Exposure.OUTBOUND:
            self._context.code.prepare()

    def silencers(self, document: Document, *, inline: bool = True) -> Silencers:
        """Return everything that can suppress a finding in a document.

        With `inline=False`, directives in its text do not count.
        """
        config = self._gate.settings.config
        return suppressions.silencers(document, config, inline=inline and self._ignores, new=self._new)

    def judge(self, document: Document, silencers: Silencers | None = None) -> Judgement:
        """Return the findings in a document that are not suppressed."""
        rated = self._rate(checkers.check_document(document, self._gate.by_checker, self._context), document)
        code = self._context.code
        problems = [Problem(document.path, problem) for problem in code.take_problems()] if code is not None else []
        problems += [Problem(document.path, gap, is_gap=True) for gap in self._context.gaps(document)]
        silencers = silencers or self.silencers(document)
        found, silenced = self._merge_and_silence(rated, silencers, document)
        if silencers.ignores:
            deep = self._context.judges_wording(document)
            complaints = suppressions.complaints(
                silencers.ignores,
                document,
                self._gate.rules,
                lambda name: self.looks_for(name, document.exposure, deep=deep),
            )
            more, too = self._merge_and_silence(self._rate(complaints, document), silencers, document)
            found, silenced = found + more, silenced + too
        return Judgement(found, silenced, problems)

    def finds(self, document: Document) -> bool:
        """Whether a document has any finding, suppressed or not."""
        return bool(self._rate(checkers.check_document(document, self._gate.by_checker, self._context), document))

    def of_change(self, finding: Finding, document: Document) -> Judgement:
        """Judge a finding about a change, with the ignores of its document."""
        return Judgement(
            *self._merge_and_silence(self._rate([finding], document), self.silencers(document), document), []
        )

    def judge_name(self, found: Iterable[Finding], document: Document) -> Judgement:
        """Judge the findings in a file name, which cannot contain an inline ignore."""
        silencers = self.silencers(document, inline=False)
        return Judgement(*self._merge_and_silence(self._rate(found, document), silencers, document), [])

    def looks_for(self, name: str, exposure: Exposure, *, deep: bool) -> bool:
        """Whether a rule, or any rule of a family, is reported in texts with this exposure.

        `deep` says that the check is deep.
        """
        named = (rule for rule in self._gate.rules.values() if name in (rule.id, rule.family))
        return any(
            self._gate.reports(rule.id) and rule.level(exposure) is not Severity.OFF and (deep or not rule.deep)
            for rule in named
        )

    def _rate(self, found: Iterable[Finding], document: Document) -> list[Finding]:
        return rate_findings(
            found, self._gate.rules, self._gate.reports, lambda finding: self._is_left_out(finding, document)
        )

    def _is_left_out(self, finding: Finding, document: Document) -> bool:
        """Whether a finding is dropped.

        It is dropped if it is a term in the settings file that lists the term. It is also dropped if it is about the
        business, and the text is not checked for that, or not as deeply as its rule requires.
        """
        rule = self._gate.rules[finding.rule]
        if checker(rule.checker).settings_terms is not None:
            return finding.path == self._gate.settings.source
        if rule.deep and not self._context.judges_wording(document):
            return True
        return rule.family in _OF_OWN_TEXTS and _is_unjudged(document)

    def _merge_and_silence(
        self, found: Sequence[Finding], silencers: Silencers, document: Document
    ) -> tuple[list[Finding], int]:
        """Merge findings, remove suppressed ones, and merge again.

        A suppressed finding may have represented one of another family, which then remains.
        """
        if not found:
            return [], 0
        kept, silenced = suppressions.split(merge(found, self._gate.rules), silencers, document, self.refusals.refuse)
        freed = [other for one in silenced for other in one.also if adds_information(other, one)]
        if not freed:
            return kept, len(silenced)
        more, too = self._merge_and_silence(freed, silencers, document)
        return merge([*kept, *more], self._gate.rules), len(silenced) + too


def _is_unjudged(document: Document) -> bool:
    from privacy_gate.checkers.wording.unjudged_files import is_unjudged

    return is_unjudged(document)
