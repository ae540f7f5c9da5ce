"""The filters that rules name. A filter is imported when the first match needs it."""

from __future__ import annotations

from functools import cache

from privacy_gate.base.lazily import lazily
from privacy_gate.checkers.protocol import Filter
from privacy_gate.rules import Rule

_TABLES = (
    lazily("privacy_gate.checkers.secrets.checksums", "FILTERS"),
    lazily("privacy_gate.checkers.secrets.personal_ids", "FILTERS"),
    lazily("privacy_gate.checkers.secrets.personal_numbers", "FILTERS"),
    lazily("privacy_gate.checkers.location_filters", "FILTERS"),
    lazily("privacy_gate.checkers.secrets.prose_secrets", "FILTERS"),
    lazily("privacy_gate.checkers.secrets.secret_files", "FILTERS"),
    lazily("privacy_gate.checkers.secrets.secret_keys", "FILTERS"),
    lazily("privacy_gate.checkers.secrets.secret_logins", "FILTERS"),
    lazily("privacy_gate.checkers.secrets.value_filters", "FILTERS"),
    lazily("privacy_gate.checkers.secrets.service_keys", "FILTERS"),
    lazily("privacy_gate.checkers.secrets.wrapped_secrets", "FILTERS"),
    lazily("privacy_gate.checkers.wording.own_context", "FILTERS"),
)


@cache
def filters() -> dict[str, Filter]:
    """Return the filters that a rule may name under `filters` or `doubts`."""
    return {name: keep for table in _TABLES for name, keep in table().items()}


LOOKS = 640
"""How far a filter looks on each side of a match, in code points. `_LOOKS_FURTHER` has the exceptions."""


_LOOKS_FURTHER = {"dumped-hash": 2048}


def look_around(rule: Rule) -> int:
    """Return how far the filters of a rule look on each side of a match, in code points.

    A long text is checked in parts that overlap by this distance.
    """
    return max((_LOOKS_FURTHER.get(name, LOOKS) for name in (*rule.filters, *rule.doubts)), default=LOOKS)
