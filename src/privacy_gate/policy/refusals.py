"""What neither a baseline nor an inline ignore accepts in an outbound text.

Secrets, personal data and code that never leaves: a false alarm among them is let through, once, by
`privacy-gate allow`. And what a policy makes an error, unless that policy lists the rule under `may_ignore`.
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
"""The rules that report what a key of the settings names."""


class Refusals:
    """What is refused under some settings."""

    def __init__(self, settings: Settings, rules: Mapping[str, Rule]) -> None:
        self._settings = settings
        self._rules = rules

    def refuse(self, finding: Finding) -> bool:
        """Whether a finding, or one that it stands for, has to be reported whatever accepts it."""
        return finding.exposure is Exposure.OUTBOUND and any(self.covers(one.rule) for one in (finding, *finding.also))

    def covers(self, rule: str) -> bool:
        """Whether a rule is one of those, in an outbound text."""
        record = self._rules.get(rule)
        if record is None:
            return False
        return record.family in _FAMILIES or record.verdict is Verdict.NEVER or rule in self._of_policies

    @cached_property
    def _of_policies(self) -> frozenset[str]:
        """The rules that a policy makes an error in outbound texts."""
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
    """The severity that a layer gives a rule in outbound texts; what it says of the rule counts before its family."""
    found: str | None = None
    for name in (rule.family, rule.id):
        level = layer.config.severity.get(name)
        if level is not None:
            found = level if isinstance(level, str) else level.get(Exposure.OUTBOUND, found)
    return found
