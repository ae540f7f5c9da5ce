"""Texts that had to be read in another way than as UTF-8: a reader should know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.checkers.patterns import Context
from privacy_gate.model import Document, Finding, Severity
from privacy_gate.ruleset import Rule


def check(document: Document, rules: Sequence[Rule], _context: Context) -> Iterator[Finding]:
    """One finding for a document whose bytes were not plain UTF-8."""
    if document.remark is None:
        return
    for rule in rules:
        if rule.level(document.exposure) is not Severity.OFF:
            yield Finding(
                rule=rule.id,
                path=document.path,
                exposure=document.exposure,
                start=0,
                end=0,
                message=document.remark,
                suggestion=rule.suggestion,
            )
