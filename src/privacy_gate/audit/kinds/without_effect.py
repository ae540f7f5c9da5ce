"""Check for files that people write and no program reads."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.audit.settings_lookup import CheckOutcome, CheckResult, Look
from privacy_gate.rules.toolchain.records import Tool, WithoutEffect


def check(record: WithoutEffect, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    if look.part == "user":
        return
    there = look.machine.files_like(record.names)
    for path in there:
        yield CheckResult(record, tool, CheckOutcome.FAIL, path, 1, "it is there", record.remedy)
    if not there:
        yield CheckResult(record, tool, CheckOutcome.PASS, sign, 1, f"{' or '.join(record.names)} does not exist")
