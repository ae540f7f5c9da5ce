"""Texts that no parser could read as it should: a reader should know what a judgement rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.checkers.patterns import Context
from privacy_gate.model import Document, Finding, Severity
from privacy_gate.ruleset import Rule


def check(document: Document, rules: Sequence[Rule], _context: Context) -> Iterator[Finding]:
    """One finding for each thing that fell short, once another checker asked where something stands.

    It runs after the others: where nobody asked, nothing depended on a parser.
    """
    for rule in rules:
        if rule.level(document.exposure) is Severity.OFF:
            continue
        for shortfall in document.shortfalls:
            yield Finding(
                rule=rule.id,
                path=document.path,
                exposure=document.exposure,
                start=0,
                end=0,
                message=shortfall,
                suggestion=rule.suggestion,
            )
