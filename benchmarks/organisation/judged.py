"""Alarms and recall from what was seen, at the thresholds that hold and at others.

Snippets whose code really is in the index (copied between the packages, or from a common ancestor) are no
false alarms; `benchmarks/data/organisation_copies.txt` names them, each with where the copy was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.organisation.alarms import SIZES, VARIANTS, Seen
from privacy_gate.index import evidence
from privacy_gate.index.organisation.search import count_confirmed

COPIES = Path(__file__).parents[1] / "data" / "organisation_copies.txt"
Judge = Callable[[Seen, str], bool]


def copies() -> set[str]:
    lines = COPIES.read_text(encoding="utf-8").splitlines() if COPIES.exists() else []
    return {line.partition(" = ")[0] for line in lines if line and not line.startswith("#")}


def grown(prints: dict[str, int]) -> Judge:
    """Whether the thresholds of the gate are reached, with the shard at hand."""

    def judge(one: Seen, label: str) -> bool:
        exact, renamed = count_confirmed(evidence.growth(prints[label], one.tokens))
        return one.confirmed[label][0] >= exact or one.confirmed[label][1] >= renamed

    return judge


def fixed(one: Seen, label: str) -> bool:
    """Whether those of a small index are reached that grow with the prompt alone."""
    exact, renamed = count_confirmed(evidence.growth(1, one.tokens))
    return one.confirmed[label][0] >= exact or one.confirmed[label][1] >= renamed


def alone(prints: dict[str, int]) -> Judge:
    """Whether those of the filter are reached where no shard is at hand."""

    def judge(one: Seen, label: str) -> bool:
        return one.alone[label] >= evidence.count_needed(evidence.growth(prints[label], one.tokens))[1]

    return judge


def figures(
    seen: Sequence[Seen], raw: Sequence[Seen], prints: dict[str, int], raw_prints: dict[str, int]
) -> dict[str, Any]:
    """What the page tells: alarms of a thousand snippets, and how many of a hundred true ones are found."""
    known = copies()
    judges: dict[str, Judge] = {"grown": grown(prints), "fixed": fixed, "alone": alone(prints)}
    made: dict[str, Any] = {"prints": prints, "alarms": {}, "unsubtracted": {}, "recall": {}, "snippets": {}}
    for kind in ("function", "file"):
        some = [one for one in seen if one.kind == kind and not _is_copy(one, known)]
        made["snippets"][kind] = len(some)
        made["snippets"][f"{kind}, copies"] = sum(one.kind == kind for one in seen) - len(some)
        made["alarms"][kind] = {
            label: {name: _share(some, judge, label, 1000) for name, judge in judges.items()} for label in SIZES
        }
        bare = [one for one in raw if one.kind == kind and not _is_copy(one, known)]
        made["unsubtracted"][kind] = {
            label: {"grown": _share(bare, grown(raw_prints), label, 1000), "fixed": _share(bare, fixed, label, 1000)}
            for label in raw_prints
        }
    for kind in VARIANTS:
        some = [one for one in seen if one.kind == kind]
        made["snippets"][kind] = len(some)
        made["recall"][kind] = {
            label: {name: _share(some, judge, label, 100) for name, judge in judges.items()} for label in SIZES
        }
    made["unsubtracted prints"] = raw_prints
    return made


def _is_copy(one: Seen, known: set[str]) -> bool:
    return one.origin in known or f"{one.origin.partition('/')[0]}/" in known


def _share(some: Sequence[Seen], judge: Judge, label: str, of: int) -> float:
    return round(of * sum(judge(one, label) for one in some) / max(1, len(some)), 1)
