"""Decode rule files strictly, and report the first mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import decode_yaml
from privacy_gate.rules import Rule
from privacy_gate.rules.rule_files import RuleFile

_ID = re.compile(r"[a-z]{2,20}/[a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){0,7}")


def parse(
    files: Sequence[RuleFile], known: Sequence[Rule] = (), check: Callable[[Rule], str | None] = lambda _rule: None
) -> list[Rule]:
    """Decode rule files. Their ids must differ from those of `known` rules.

    `check` returns another mistake in a rule, or None. Raises GateError with file, line and key of the first mistake.
    """
    rules = {rule.id: rule for rule in known}
    for file in files:
        source = file.source
        try:
            text = file.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise GateError(f"{source}: not UTF-8") from None
        for rule in decode_yaml(text, source, list[Rule]):
            line = 1 + text[: max(0, text.find(rule.id))].count("\n")
            if mistake := _mistake(rule, rules) or check(rule):
                raise GateError(f"{source}:{line}: {rule.id}: {mistake}")
            rules[rule.id] = rule
    return list(rules.values())[len(known) :]


def _mistake(rule: Rule, known: dict[str, Rule]) -> str | None:
    if not _ID.fullmatch(rule.id):
        return "`id` must read family/kebab-name"
    if rule.id in known:
        return "`id` is already used by another rule"
    if isinstance(rule.severity, dict) and not rule.severity:
        return "`severity` is empty"
    return None
