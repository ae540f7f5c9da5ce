"""Decide which findings in outbound texts can be accepted neither by a baseline nor by an inline ignore.

These are secrets, personal data and never-send code. For a false positive, `privacy-gate allow` lets a text through
once. Findings of rules that a policy sets to error belong to them too, unless `may_ignore` of the policy lists the
rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from privacy_gate.config import Layer, Settings
from privacy_gate.model import Exposure, Finding, Verdict
from privacy_gate.policy.severity import names_rule
from privacy_gate.rules import Rule
from privacy_gate.rules.parsing import parse
from privacy_gate.rules.rule_files import own_files

_FAMILIES = ("secret", "personal")
_OF_KEYS = {
    "keywords": ("business/keyword",),
    "glossary": ("business/glossary-term", "business/confidential-term"),
    "organisation": ("code/organisation",),
}
"""The rules that report the values of a key of the settings."""


class Refusals:
    """Decides which findings must be reported even if an ignore or a baseline accepts them."""

    def __init__(self, settings: Settings, rules: Mapping[str, Rule]) -> None:
        self._settings = settings
        self._rules = rules

    def refuse(self, finding: Finding) -> bool:
        """Whether a finding, or one that was merged into it, must be reported even if it is accepted."""
        return finding.exposure is Exposure.OUTBOUND and any(self.covers(one.rule) for one in (finding, *finding.also))

    def covers(self, rule: str) -> bool:
        """Whether a rule is refused in outbound texts."""
        record = self._rules.get(rule)
        if record is None:
            return False
        return record.family in _FAMILIES or record.verdict is Verdict.NEVER or rule in self._of_policies

    @cached_property
    def _of_policies(self) -> frozenset[str]:
        """The rules that a policy sets to error in outbound texts."""
        policies = self._settings.layers[:-1]
        return frozenset(rule for layer in policies for rule in _errors(layer, self._rules))


def _errors(layer: Layer, rules: Mapping[str, Rule]) -> Iterator[str]:
    config = layer.config
    named = {rule for key, held in _OF_KEYS.items() if getattr(config, key) for rule in held}
    if config.extra_rules:
        files = own_files([layer.folder / path for path in config.extra_rules], layer.by)
        named |= {rule.id for rule in parse(files)}
    for rule in rules.values():
        level = _level(layer, rule)
        is_error = level == "error" if level else rule.id in named and rule.level(Exposure.OUTBOUND).label == "error"
        if is_error and not names_rule(config.may_ignore, rule.id):
            yield rule.id


def _level(layer: Layer, rule: Rule) -> str | None:
    """Return the severity that a layer sets for a rule in outbound texts.

    A setting for the rule overrides one for its family.
    """
    found: str | None = None
    for name in (rule.family, rule.id):
        level = layer.config.severity.get(name)
        if level is not None:
            found = level if isinstance(level, str) else level.get(Exposure.OUTBOUND, found)
    return found
