"""Severities as the configuration wants them, which rules run, and what an outbound text may do."""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from privacy_gate.config import Config, Settings
from privacy_gate.errors import GateError, quotable
from privacy_gate.model import Exposure, Finding, Mend, Severity, Verdict, worst
from privacy_gate.ruleset import Rule, family


def adjusted(rules: Sequence[Rule], settings: Settings) -> list[Rule]:
    """Rules with the severities of the configuration; a rule's own setting beats its family's.

    Raises GateError for a name that is neither a rule nor a family.
    """
    config, source = settings.config, settings.source or "the defaults"
    check_names(config.severity, rules, f"{source}: severity")
    for path_rule in config.per_path:
        check_names((name for name in path_rule.ignore if name != "all"), rules, f"{source}: per_path")
    return [_adjusted(rule, config) for rule in rules]


def _adjusted(rule: Rule, config: Config) -> Rule:
    levels = {exposure: rule.level(exposure).label for exposure in Exposure}
    for name in (rule.family, rule.id):
        wanted = config.severity.get(name)
        if isinstance(wanted, str):
            levels = dict.fromkeys(Exposure, wanted)
        elif wanted:
            levels |= dict(wanted)
    return msgspec.structs.replace(rule, severity=levels)


def check_names(names: Iterable[str], rules: Sequence[Rule], where: str) -> None:
    """Raises GateError for the first name that is neither a rule nor a family, with the nearest one."""
    known = {rule.id for rule in rules} | {rule.family for rule in rules}
    for name in names:
        if name not in known:
            import difflib

            near = difflib.get_close_matches(name, known, n=1)
            raise GateError(
                f"{where}: there is no rule or family `{quotable(name)}`",
                f"did you mean `{near[0]}`?" if near else "`privacy-gate rules` lists them",
            )


def names_rule(names: Collection[str], rule: str) -> bool:
    """Whether a rule is among some names, by its id or by its family."""
    return rule in names or family(rule) in names


def selected(rule: str, select: Collection[str], ignore: Collection[str]) -> bool:
    """Whether `--select` and `--ignore` leave a rule in."""
    return (not select or names_rule(select, rule)) and not names_rule(ignore, rule)


_END = re.compile(r"[.!?](?=\s|\Z)|\n|\Z")
_MUCH = 3  # sentences that tell of the business; fewer can be left out
_MOST = 0.5  # of all sentences


def verdict(found: Sequence[Finding], rules: Mapping[str, Rule], text: str) -> Verdict:
    """What may happen to an outbound text in which these findings were found.

    `never`: a secret that must be revoked, and code that never leaves (a rule's `verdict`).
    `local`: code of the repository, a concentration of the trade's terms (by their rules), something that
    no machine can mend, or so much business context that little would be left without it.
    `rewrite`: everything that is at least a warning can be mended, by `clean` or, where it is a sentence, by
    leaving that out. `send`: nothing is. A prompt in bad form gives nothing away by that, so it is its
    author's to rewrite, and no reason to keep it on this machine.
    """
    every = [other for one in found for other in (one, *one.also)]
    rated = [(one, rules[one.rule]) for one in every if one.severity >= Severity.WARNING]
    telling = [(one, rule) for one, rule in rated if rule.family != "gate"]  # that is about the gate's own affairs
    if not telling:
        return Verdict.SEND
    reached = worst(_alone(one, rule) for one, rule in telling)
    if reached is Verdict.REWRITE and _is_mostly_context(telling, text):
        return Verdict.LOCAL
    return reached


def _alone(finding: Finding, rule: Rule) -> Verdict:
    """What one finding makes of a text."""
    is_error = finding.severity is Severity.ERROR
    if is_error and rule.family == "secret":
        return Verdict.NEVER
    if rule.verdict is not None:
        return rule.verdict if is_error else min(rule.verdict, Verdict.LOCAL, key=tuple(Verdict).index)
    return Verdict.LOCAL if rule.mend is Mend.NONE and rule.family != "prompt" else Verdict.REWRITE


def _is_mostly_context(telling: Sequence[tuple[Finding, Rule]], text: str) -> bool:
    """Whether half of a text's sentences, and several, tell of the business."""
    starts = sorted(one.start for one, rule in telling if rule.mend is Mend.DROP)
    if len(starts) < _MUCH:
        return False
    ends = [found.end() for found in _END.finditer(text)]
    sentences = sum(map(_says_something, (text[a:b] for a, b in zip([0, *ends], ends, strict=False))))
    told = {bisect.bisect_right(ends, start) for start in starts}
    return len(told) >= max(_MUCH, _MOST * sentences)


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))
