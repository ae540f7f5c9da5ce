"""The filters that rules name, loaded when the first match needs one."""

from __future__ import annotations

from functools import cache

from privacy_gate.checkers.protocol import Filter
from privacy_gate.rules import Rule


@cache
def filters() -> dict[str, Filter]:
    """What a rule may name under `filters`. Loaded when the first match needs one."""
    from privacy_gate.checkers import location_filters
    from privacy_gate.checkers.secrets import (
        checksums,
        personal_numbers,
        prose_secrets,
        secret_files,
        secret_keys,
        secret_logins,
        secret_values,
        service_keys,
        wrapped_secrets,
    )

    tables = (
        checksums,
        personal_numbers,
        location_filters,
        prose_secrets,
        secret_files,
        secret_keys,
        secret_logins,
        secret_values,
        service_keys,
        wrapped_secrets,
    )
    return {name: keep for table in tables for name, keep in table.FILTERS.items()}


LOOKS = 640
"""Code points around a match that a filter may look at, beside the lines around it; `no-exercise` looks furthest."""


_LOOKS_FURTHER = {"dumped-hash": 2048}


def look_around(rule: Rule) -> int:
    """How far around a match the filters of a rule look, in code points. What is judged by its parts rests on it."""
    return max((_LOOKS_FURTHER.get(name, LOOKS) for name in rule.filters), default=LOOKS)
