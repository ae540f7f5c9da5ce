"""What a match in a version is known by, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from privacy_gate.history.engine import VersionEngine, judged_context
from privacy_gate.model import Shown
from privacy_gate.rules import Rule
from privacy_gate.rules.matching import Hit, Hits


class Near(NamedTuple):
    """A match with the span of all that a judgement of it may rest on."""

    start: int
    end: int
    rule: str
    hit: Hit


def near_matches(ends: Sequence[tuple[int, int]], data: bytes, engine: VersionEngine) -> dict[int, Near]:
    """The confirmed matches at some reports, each with its context and its position in the context.

    A match with the same context in an earlier version of the file is not new.
    """
    text = data.decode("utf-8")
    hits = Hits(text, engine.placed(ends, data, text))
    found = {}
    for rule in hits:
        for hit in hits[rule]:
            a, b = hit.match.span()
            start, end = judged_context(text, a, b, engine.looks(rule))
            near = Near(start, end, rule, hit)
            found[hash((rule, hit.pattern.regex, a - start, b - start, text[start:end]))] = near
    return found


def finding_key(rule: Rule, shown: Shown, path: str) -> bytes:
    """What tells one thing that was found from all others: a secret is one wherever it stands, else the path counts."""
    where = rule.family if rule.hides else f"{shown.rule} {path}"
    return where.encode("utf-8", "surrogateescape") + b"\0" + shown.check
