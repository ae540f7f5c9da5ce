"""Find large blocks of code in an outbound text, whatever their origin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Exposure, Finding, Severity
from privacy_gate.rules import Rule


def check(document: Document, rules: Sequence[Rule], _context: Context) -> Iterator[Finding]:
    """Yield a finding for each block with more lines of code than the option `lines`. Blank lines are not counted."""
    for rule in rules:
        most = int(rule.options["lines"])
        if rule.level(document.exposure) is Severity.OFF or document.exposure is not Exposure.OUTBOUND:
            continue
        if len(document.line_starts) <= most:
            continue
        from privacy_gate.index.paste_cleanup import find_blocks

        for block in find_blocks(document.text):
            start, end = document.line_span(block.first)[0], document.line_span(block.last)[1]
            if block.lines > most and document.in_scope(start, end):
                yield build_finding(
                    rule,
                    document,
                    start,
                    end,
                    f"{block.lines} consecutive lines of code (lines {block.first} to {block.last})",
                    identity="block",
                )
