"""Findings that another one stands for, and what of them is said again."""

from __future__ import annotations

from privacy_gate.model import Exposure, Finding, Severity
from privacy_gate.policy.merging import drop_repeats


def found(start: int, end: int, message: str = "same", severity: Severity = Severity.WARNING) -> Finding:
    return Finding("business/wording", "a.md", Exposure.OUTBOUND, start, end, message, severity=severity)


STANDS = Finding("personal/email", "a.md", Exposure.OUTBOUND, 4, 9, "an email address", severity=Severity.WARNING)


def test_of_nested_ones_the_widest_stays() -> None:
    nested = [found(2, 9), found(0, 9), found(0, 9), found(3, 4), found(8, 12)]

    assert drop_repeats(STANDS, nested) == [found(0, 9), found(8, 12)]


def test_another_message_or_severity_stays() -> None:
    said = [found(0, 9, "context: churn"), found(2, 9, "context"), found(2, 9, "context: margin")]
    severer = found(3, 8, "context: churn", Severity.ERROR)

    assert drop_repeats(STANDS, [*said, severer]) == [said[0], said[2], severer]


def test_what_the_first_one_covers_is_not_said_again() -> None:
    assert drop_repeats(found(0, 9), [found(0, 9), found(1, 2), found(8, 10)]) == [found(8, 10)]
