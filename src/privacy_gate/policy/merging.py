"""Merge overlapping findings, so that each problem is reported once."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from msgspec.structs import replace

from privacy_gate.model import Finding, Severity
from privacy_gate.rules import Rule, family

_WORD = re.compile(r"\w+")


def merge(found: Sequence[Finding], rules: dict[str, Rule]) -> list[Finding]:
    """Return one finding for each group of overlapping ones: the most severe, of these the most specific, of these the
    longest.

    The others of the group are its `also`.
    """
    apart = [one for one in found if one.identity is not None]
    ranked = sorted(
        (one for one in found if one.identity is None),
        key=lambda one: (-one.severity, -rules[one.rule].specificity, one.start - one.end, one.start, one.rule),
    )
    kept: list[Finding] = []
    starts: list[int] = []  # sorted starts of the findings in `kept`, which do not overlap
    standing: list[int] = []  # for each start, the index in `kept`
    absorbed: dict[int, list[Finding]] = {}
    for finding in ranked:
        at = bisect.bisect_right(starts, finding.start)
        near = [number for number in standing[max(0, at - 1) : at + 1] if _overlap(finding, kept[number])]
        if near:
            absorbed.setdefault(min(near), []).append(finding)
            continue
        starts.insert(at, finding.start)
        standing.insert(at, len(kept))
        kept.append(finding)
    for number, others in absorbed.items():
        alone = [one for other in others for one in (replace(other, also=()), *other.also)]
        kept[number] = replace(kept[number], also=(*kept[number].also, *alone))
    return sorted([*kept, *apart], key=lambda one: (one.start, one.end))


def adds_information(other: Finding, to: Finding) -> bool:
    """Whether a merged finding adds something to the finding `to` that represents it.

    It does if it is of another family or covers more text. Two findings of the family `secret` at one place are one
    secret.
    """
    if family(other.rule) != family(to.rule):
        return True
    return family(to.rule) != "secret" and (other.start < to.start or to.end < other.end)


def drop_repeats(stands: Finding, others: Sequence[Finding]) -> list[Finding]:
    """Return `others` without repetitions.

    A finding is a repetition if another one of the same rule and severity covers it, and the message of that one
    contains all its words.
    """
    repeats: set[int] = set()
    widest: dict[tuple[str, Severity], Finding] = {}
    for one in sorted((stands, *others), key=lambda one: (one.start, -one.end, one is not stands)):
        wider = widest.setdefault((one.rule, one.severity), one)
        if one.end > wider.end:
            widest[one.rule, one.severity] = one
        elif one is not wider and one is not stands and _words(one) <= _words(wider):
            repeats.add(id(one))
    return [one for one in others if id(one) not in repeats]


def _words(finding: Finding) -> set[str]:
    return set(_WORD.findall(finding.message))


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end
