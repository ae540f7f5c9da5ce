"""Apply the severities of the settings, and select the rules to report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import msgspec

from privacy_gate.base.errors import GateError, quotable
from privacy_gate.config import Config, Settings
from privacy_gate.model import Exposure, Finding, Severity
from privacy_gate.rules import Rule, family

_MOST_HINTED = 5  # maximum number of rules in a hint


def adjust_severities(rules: Sequence[Rule], settings: Settings) -> list[Rule]:
    """Return the rules with the severities of the configuration. A setting for a rule overrides one for its family.

    Raises GateError for a name that is neither a rule nor a family.
    """
    config, source = settings.config, settings.source or "the defaults"
    check_names(config.severity, rules, f"{source}: severity")
    for path_rule in config.per_path:
        check_names((name for name in path_rule.ignore if name != "all"), rules, f"{source}: per_path")
    return [_adjust(rule, config) for rule in rules]


def _adjust(rule: Rule, config: Config) -> Rule:
    levels = {exposure: rule.level(exposure).label for exposure in Exposure}
    for name in (rule.family, rule.id):
        wanted = config.severity.get(name)
        if isinstance(wanted, str):
            levels = dict.fromkeys(Exposure, wanted)
        elif wanted:
            levels |= dict(wanted)
    return msgspec.structs.replace(rule, severity=levels)


def rate_findings(
    found: Iterable[Finding],
    rules: Mapping[str, Rule],
    reports: Callable[[str], bool],
    is_listed: Callable[[Finding], bool],
) -> list[Finding]:
    """Return the findings with their severities.

    Findings of rules that are off, or for which `reports` is False, are dropped. So are terms in the settings file that
    lists them (`is_listed`).
    """
    rated = []
    for finding in found:
        severity = min(rules[finding.rule].level(finding.exposure), finding.at_most)
        if severity is not Severity.OFF and reports(finding.rule) and not is_listed(finding):
            rated.append(msgspec.structs.replace(finding, severity=severity))
    return rated


def check_names(names: Iterable[str], rules: Sequence[Rule], where: str) -> None:
    """Raise GateError for the first name that is neither a rule nor a family. The hint has similar names."""
    known = {rule.id for rule in rules} | {rule.family for rule in rules}
    for name in names:
        if name not in known:
            raise GateError(f"{where}: unknown rule or family `{quotable(name)}`", hint_rule(name, known))


def hint_rule(name: str, known: Collection[str]) -> str:
    """Return a hint: the rules whose id contains a name, or the rule with the most similar id."""
    from privacy_gate.base.choices import find_nearest

    word = name.strip().lower()
    if len(word) > 1 and (containing := [f"`{one}`" for one in sorted(known) if word in one][:_MOST_HINTED]):
        *others, last = containing
        return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"
    near = find_nearest(name, known)
    return f"Did you mean `{near}`?" if near else "Run `privacy-gate rules` to list them."


def names_rule(names: Collection[str], rule: str) -> bool:
    """Whether a rule or its family is in a list of names."""
    return rule in names or family(rule) in names


def select_rules(rule: str, select: Collection[str], ignore: Collection[str]) -> bool:
    """Whether `--select` and `--ignore` include a rule."""
    return (not select or names_rule(select, rule)) and not names_rule(ignore, rule)
