"""Decide for each key whether settings make a policy stricter or looser.

- More words, globs, rules or plugins that find something are stricter (`_MORE`). Both lists are combined.
- More globs of excluded files are looser (`_LESS`). A list may only get shorter.
- Keys with an order may only change in one direction: `_ORDERED`, severities, and the maximum file size.
- Keys that affect no findings (`_FREE`) may change.
- Any other key must not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from privacy_gate.config.parts import Hook, PathRule, Template
from privacy_gate.model import Exposure

_MORE = frozenset(("prompts", "keywords", "never_send", "glossary", "extra_rules", "plugins"))
_LESS = frozenset(("public_code", "not_core", "exclude"))
_FREE = frozenset(("index_budget",))
_ORDERED = {
    "wording": ("quiet", "balanced", "strict"),
    "fail_on": ("never", "error", "warning", "note"),
}
_HOOK: dict[str, tuple[str | bool, ...]] = {
    "profile": ("repository", "clean-room"),
    "block_on": ("error", "warning"),
    "fail_open": (True, False),
}
_HELD = {
    "keywords": ("business/keyword",),
    "never_send": ("code/never-send",),
    "organisation": ("code/organisation",),
    "glossary": ("business/glossary-term", "business/confidential-term"),
}
"""The rules that a key needs to have an effect."""

_LEVELS = ("off", "note", "warning", "error")

Loosened = tuple[str, str, str]
"""The key that loosens a policy (`severity.RULE` for one rule), the key of the policy, and the difference."""


def find_loosened(key: str, policy: Any, own: Any) -> Loosened | None:
    """Return how `own` loosens the policy at the same key, or None."""
    how: str | None = None
    if key == "severity":
        return _lower_severity(policy, own)
    if key in _LESS:
        more = [one for one in own if one not in policy]
        how = f"{more[0]} is not in the policy's list" if more else None
    elif key in _ORDERED:
        order = _ORDERED[key]
        how = f"{own} is looser than {policy}" if order.index(own) < order.index(policy) else None
    elif key == "max_file_size":
        how = f"{own:,} is less than {policy:,}" if own < policy else None
    elif key == "hook":
        looser = [name for name, order in _HOOK.items() if _at(order, own, name) < _at(order, policy, name)]
        how = f"{looser[0]} is {getattr(own, looser[0])}, not {getattr(policy, looser[0])}" if looser else None
    elif key == "template":
        missing = [name for name in policy.required if name not in own.required]
        how = f"{missing[0]} is no longer required" if missing else None
    elif key == "per_path":
        how = next((f"`{one.paths[0]}` is ignored" for one in own if _loosens(one) and one not in policy), None)
    elif key not in _MORE | _FREE and own != policy:
        how = f"{own} is not {policy}"
    return (key, key, how) if how else None


def combine_values(key: str, policy: Any, own: Any) -> Any:
    """Combine both values, if `own` does not loosen the policy."""
    if key in _MORE or key == "per_path":
        return [*policy, *(one for one in own if one not in policy)]
    if key == "severity":
        return policy | {name: _by_exposure(policy.get(name)) | _by_exposure(level) for name, level in own.items()}
    if key == "template":
        sections = {
            name: [*policy.sections.get(name, []), *own.sections.get(name, [])]
            for name in {**policy.sections, **own.sections}
        }
        return Template(sections, own.required)
    return own


def find_freed(
    policy: Mapping[str, Any], path_rules: Sequence[PathRule], severity: Mapping[str, Any]
) -> Loosened | None:
    """Return how a layer disables a rule that a policy needs, or exempts paths from a policy. Otherwise return None."""
    for key, held in ((key, rule) for key, rules in _HELD.items() if policy.get(key) for rule in rules):
        for name, level in severity.items():
            low = _by_exposure(level).get(Exposure.OUTBOUND)
            if _covers(name, held) and low in ("off", "note"):
                return f"severity.{name}", key, f"{name} is {low}"
        for rule in path_rules:
            if ignored := [one for one in rule.ignore if one == "all" or _covers(one, held)]:
                return "per_path", key, f"{ignored[0]} is ignored in {rule.paths[0]}"
    for rule in path_rules:
        for name in rule.ignore:
            for held in policy.get("severity", {}):
                if name == "all" or _covers(name, held) or _covers(held, name):
                    return "per_path", f"severity.{held}", f"{name} is ignored in {rule.paths[0]}"
        if rule.exposure is Exposure.INTERNAL and "prompts" in policy:
            return "per_path", "prompts", f"{rule.paths[0]} is no longer a prompt"
    return None


def _at(order: Sequence[str | bool], hook: Hook, name: str) -> int:
    return order.index(getattr(hook, name))


def _loosens(rule: PathRule) -> bool:
    return bool(rule.ignore) or rule.exposure is Exposure.INTERNAL


def _covers(name: str, rule: str) -> bool:
    """Whether a name is that rule or its family."""
    return name in (rule, rule.partition("/")[0])


def _by_exposure(level: Any) -> dict[Exposure, str]:
    if level is None:
        return {}
    return dict.fromkeys(Exposure, level) if isinstance(level, str) else dict(level)


def _lower_severity(policy: Mapping[str, Any], own: Mapping[str, Any]) -> Loosened | None:
    for name in own:
        family = name.partition("/")[0]
        # a setting for the rule overrides one for its family
        floor = {exposure: (held, level) for held in (family, name) for exposure, level in _levels(policy, held)}
        for exposure, level in _levels(own, name):
            held, least = floor.get(exposure, (name, "off"))
            if _LEVELS.index(level) < _LEVELS.index(least):
                return f"severity.{name}", f"severity.{held}", f"{name} is {level} ({exposure.value}) and not {least}"
    return None


def _levels(severity: Mapping[str, Any], name: str) -> Iterable[tuple[Exposure, str]]:
    return _by_exposure(severity.get(name)).items()
