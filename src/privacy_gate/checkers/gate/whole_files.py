"""Create findings about a whole file. Their position is its beginning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.model import Exposure, Finding, Severity
from privacy_gate.rules import Rule


def report_whole_file(path: str, exposure: Exposure, rules: Sequence[Rule], message: str) -> Iterator[Finding]:
    """Yield one finding for each of the rules that is not off."""
    for rule in rules:
        if rule.level(exposure) is not Severity.OFF:
            yield Finding(
                rule=rule.id,
                path=path,
                exposure=exposure,
                start=0,
                end=0,
                message=message,
                suggestion=rule.suggestion,
            )
