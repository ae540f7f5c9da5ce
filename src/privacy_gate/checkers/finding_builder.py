"""Findings of rules in documents."""

from __future__ import annotations

from typing import Any

from privacy_gate.model import Document, Exposure, Finding, Severity
from privacy_gate.rules import Rule


def build_finding(rule: Rule, document: Document, start: int, end: int, message: str, **more: Any) -> Finding:
    """A finding of a rule in a document, with the rule's suggestion. `more` are other fields of `Finding`."""
    fields = {"suggestion": rule.suggestion, **more}
    return Finding(rule.id, document.path, document.exposure, start, end, message, **fields)


def advice(rule: Rule, exposure: Exposure) -> str | None:
    """What to do instead. Inside the repository most of what tells is good, and only a prompt needs another word."""
    if rule.suggestion and exposure is Exposure.INTERNAL and rule.level(exposure) is Severity.NOTE:
        return f"OK in code. In a prompt, {rule.suggestion[:1].lower()}{rule.suggestion[1:]}."
    return rule.suggestion
