"""Create the findings of rules in documents."""

from __future__ import annotations

from typing import Any

from privacy_gate.model import Document, Finding
from privacy_gate.rules import Rule
from privacy_gate.rules.advice import advise


def build_finding(rule: Rule, document: Document, start: int, end: int, message: str, **more: Any) -> Finding:
    """Create a finding of a rule in a document, with the rule's suggestion. `more` are further fields of `Finding`."""
    suggestion = advise(rule, document.exposure) if rule.family == "secret" else rule.suggestion
    fields = {"suggestion": suggestion, **more}
    return Finding(rule.id, document.path, document.exposure, start, end, message, **fields)
