"""Files that people write and no program reads."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.audit.look import Look, Outcome, Result
from privacy_gate.audit.records import Tool, WithoutEffect


def check(record: WithoutEffect, tool: Tool, sign: str, look: Look) -> Iterator[Result]:
    if look.part == "user":
        return
    there = look.machine.files_like(record.names)
    for path in there:
        yield Result(record, tool, Outcome.FAIL, path, 1, "it is there", record.remedy)
    if not there:
        yield Result(record, tool, Outcome.PASS, sign, 1, f"there is no {' or '.join(record.names)}")
