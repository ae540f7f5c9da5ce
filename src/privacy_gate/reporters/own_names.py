"""Combine the findings about names of this repository in a text to one, for people."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from privacy_gate.model import Severity, Shown

RULE = "internal/own-name"


def combine(findings: Sequence[Shown]) -> list[Shown]:
    """Return the findings. Several names of this repository in a text become one finding, at the first of them."""
    alike: dict[tuple[str, Severity], list[Shown]] = {}
    for one in findings:
        if one.rule == RULE:
            alike.setdefault((one.path, one.severity), []).append(one)
    combined: list[Shown] = []
    for one in findings:
        group = alike.get((one.path, one.severity), []) if one.rule == RULE else []
        if len(group) < 2:
            combined.append(one)
        elif one is group[0]:
            message = f"Mentions {len(group):,} names of this repository; `clean` renames them"
            combined.append(replace(one, message=message, related=()))
    return combined
