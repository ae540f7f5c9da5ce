"""Check settings of an account. No file on this computer contains them."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.audit.settings_lookup import CheckOutcome, CheckResult, Look
from privacy_gate.rules.toolchain.records import Account, Tool


def check(record: Account, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    if look.part != "repository":
        message = "an account setting, which no local file shows"
        yield CheckResult(record, tool, CheckOutcome.UNKNOWN, sign, 1, message, f"open {record.page}: {record.set}")
