"""Report Kubernetes secrets: each value of a manifest that a pattern of the rule matches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Finding, Severity
from privacy_gate.rules import Rule
from privacy_gate.rules.advice import advise


def check(document: Document, rules: Sequence[Rule], context: Context, *, even_off: bool = False) -> Iterator[Finding]:
    """Yield a finding for each value. Rules that are off find nothing, unless `even_off`."""
    hits = context.matches(document)
    for rule in rules if hits else ():
        if rule.id not in hits or (rule.level(document.exposure) is Severity.OFF and not even_off):
            continue
        from privacy_gate.checkers.secrets.kubernetes import values  # few documents contain a manifest

        for start, end in values(document.text, [hit.match.start() for hit in hits[rule.id]]):
            if document.in_scope(start, end):
                yield build_finding(
                    rule,
                    document,
                    start,
                    end,
                    rule.title,
                    suggestion=advise(rule, document.exposure),
                    masked=rule.hides,
                )
