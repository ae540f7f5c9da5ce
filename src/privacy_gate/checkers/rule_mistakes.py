"""Find what a rule lacks for its checker."""

from __future__ import annotations

from privacy_gate.checkers.registry import checker
from privacy_gate.rules import Rule
from privacy_gate.rules.cases import cases


def mistake(rule: Rule) -> str | None:
    """Return the first mistake of a rule; None if there is none."""
    named = checker(rule.checker)
    if not (named.by_plugins or named.by_map) and not (rule.hits and rule.passes):
        return "`hits` and `passes` need at least one case each"
    if named.needs_patterns and not (rule.patterns or rule.terms or rule.services):
        return "`patterns`, `terms` or `services` is missing"
    if named.needs_patterns and not all(case.spans for case in cases(rule)[0]):
        return "a text under `hits` has no «…» around what must be found"
    return None
