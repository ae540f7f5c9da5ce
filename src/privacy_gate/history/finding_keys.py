"""Keys that identify matches and findings in different versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from privacy_gate.history.engine import VersionEngine, judged_context
from privacy_gate.model import Shown
from privacy_gate.rules import Rule
from privacy_gate.rules.matching import Hit, Hits


class Near(NamedTuple):
    """A match, and the span of text that affects how it is judged."""

    start: int
    end: int
    rule: str
    hit: Hit


def near_matches(ends: Sequence[tuple[int, int]], data: bytes, engine: VersionEngine) -> dict[int, Near]:
    """Return the confirmed matches at the reports, by a hash of the text around them and their position in it.

    A match is not new if an earlier version of the file has one with the same key.
    """
    text = data.decode("utf-8")
    hits = Hits(text, engine.place_reports(ends, data, text))
    found = {}
    for rule in hits:
        for hit in hits[rule]:
            a, b = hit.match.span()
            start, end = judged_context(text, a, b, engine.looks(rule))
            near = Near(start, end, rule, hit)
            found[hash((rule, hit.pattern.regex, a - start, b - start, text[start:end]))] = near
    return found


def finding_key(rule: Rule, shown: Shown, path: str) -> bytes:
    """Return a key that identifies a finding.

    A secret is the same in every file, and other values only under one path.
    """
    where = rule.family if rule.hides else f"{shown.rule} {path}"
    return where.encode("utf-8", "surrogateescape") + b"\0" + shown.check
