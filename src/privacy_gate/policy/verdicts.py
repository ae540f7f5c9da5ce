"""Compute the verdict on an outbound text and the exit code from the findings that reach `--fail-on`."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Mapping, Sequence

from privacy_gate.model import Finding, JudgedFile, Mend, Merged, Problem, Report, Severity, Shown, Verdict, find_worst
from privacy_gate.rules import Rule

_END = re.compile(r"[.!?](?=\s|\Z)|\n|\Z")
_MUCH = 3  # minimum sentences about the business for the verdict `local`; fewer can be left out
_MOST = 0.5  # minimum share of such sentences for this verdict
_OF_FORM = ("prompt", "gate")
"""The families of rules about the form of a prompt, and about the gate itself.

Their findings reveal nothing about the business.
"""


def lowest_severity(fail_on: str) -> Severity:
    """Return the lowest severity that counts.

    For `never` this is an error, because `never` only changes the exit code.
    """
    return Severity.ERROR if fail_on == "never" else Severity[fail_on.upper()]


def reaches_threshold(severity: Severity, least: Severity, *, blocks: bool) -> bool:
    """Whether a finding counts. An error always counts. Below that, the rule must have `blocks`."""
    return severity >= least and (blocks or severity is Severity.ERROR)


def verdict_of_text(
    found: Sequence[Finding], rules: Mapping[str, Rule], text: str, least: Severity, *, incomplete: bool = False
) -> Verdict:
    """Return the verdict on an outbound text with these findings.

    Only findings at or above `lowest_severity` count, including merged ones.

    - `never`: a secret or never-send code (the `verdict` of a rule).
    - `local`: code of the repository, a high density of domain terms, or a finding that no tool can fix. It is also
      used if so much business context was found that little would remain.
    - `rewrite`: `clean` can fix all counted findings, or delete their sentences.
    - `send`: no finding counts.

    A text that is `incomplete`, because a part was not checked, is at least `local`.
    """
    every = [(other, rules[other.rule]) for one in found for other in (one, *one.also)]
    counting = [(one, rule) for one, rule in every if reaches_threshold(one.severity, least, blocks=rule.blocks)]
    reached = find_worst(_alone(one, rule) for one, rule in counting)
    if reached is Verdict.REWRITE and _is_mostly_context(counting, text):
        reached = Verdict.LOCAL
    return find_worst((reached, Verdict.LOCAL)) if incomplete else reached


def verdict_of_report(judged: Iterable[JudgedFile], problems: Sequence[Problem]) -> Verdict:
    """Return the verdict on all texts of a report. If something could not be checked, it is at least `local`."""
    return find_worst((*(one.verdict for one in judged), Verdict.LOCAL if problems else Verdict.SEND))


def exit_code(report: Report, fail_on: str, *, exit_zero: bool = False) -> int:
    """Return the exit code: 2 if something could not be checked, 1 if a finding reaches `fail_on`, otherwise 0.

    If it is 0, every outbound text of the report has the verdict `send`.
    """
    if report.incomplete:
        return 2
    if exit_zero or fail_on == "never":
        return 0
    released = {one.path for one in report.judged if one.released}
    return int(any(is_counted(one, lowest_severity(fail_on)) for one in report.findings if one.path not in released))


def is_counted(found: Shown, least: Severity) -> bool:
    """Whether a finding, or one that was merged into it, counts."""
    every: tuple[Shown | Merged, ...] = (found, *found.also)
    return any(reaches_threshold(one.severity, least, blocks=one.blocks) for one in every)


def _alone(finding: Finding, rule: Rule) -> Verdict:
    """Return the verdict that one finding causes."""
    is_error = finding.severity is Severity.ERROR
    if is_error and rule.family == "secret":
        return Verdict.NEVER
    if rule.verdict is not None:
        return rule.verdict if is_error else min(rule.verdict, Verdict.LOCAL, key=tuple(Verdict).index)
    return Verdict.LOCAL if rule.mend is Mend.NONE and rule.family not in _OF_FORM else Verdict.REWRITE


def _is_mostly_context(counting: Sequence[tuple[Finding, Rule]], text: str) -> bool:
    """Whether at least three sentences, and at least half of them all, are about the business."""
    starts = sorted(one.start for one, rule in counting if rule.mend is Mend.DROP)
    if len(starts) < _MUCH:
        return False
    ends = [found.end() for found in _END.finditer(text)]
    sentences = sum(map(_says_something, (text[a:b] for a, b in zip([0, *ends], ends, strict=False))))
    told = {bisect.bisect_right(ends, start) for start in starts}
    return len(told) >= max(_MUCH, _MOST * sentences)


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))
