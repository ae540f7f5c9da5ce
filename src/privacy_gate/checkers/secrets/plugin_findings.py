"""Report findings of the user's detect-secrets plugins.

These are matches of their expressions, and the results of their code for each line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.patterns import findings
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Finding, Severity
from privacy_gate.rules import Rule


def check(document: Document, rules: Sequence[Rule], context: Context, *, even_off: bool = False) -> Iterator[Finding]:
    """Yield a finding for each value. It covers the value, or the whole line if the value is not in the line."""
    yield from findings(document, rules, context, even_off=even_off)
    wanted = [rule for rule in rules if even_off or rule.level(document.exposure) is not Severity.OFF]
    if not wanted or not context.plugins.readers:
        return
    lines = [document.text[slice(*document.line_span(number))] for number in range(1, len(document.line_starts) + 1)]
    numbers = sorted(document.added) if document.added is not None else range(1, len(lines) + 1)
    in_text = (number for number in numbers if number <= len(lines))
    for number, (kind, value) in context.plugins.read(document.path, lines, in_text):
        start, end = document.line_span(number)
        at = lines[number - 1].find(value) if value else -1
        if at >= 0:
            start, end = start + at, start + at + len(value)
        for rule in wanted:
            yield build_finding(
                rule, document, start, end, (rule.message or rule.title).replace("{label}", kind), masked=rule.hides
            )
