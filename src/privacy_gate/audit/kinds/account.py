"""Settings of an account, which no file on this machine tells."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.audit.look import Look, Outcome, Result
from privacy_gate.audit.records import Account, Tool


def check(record: Account, tool: Tool, sign: str, look: Look) -> Iterator[Result]:
    if look.part != "repository":
        message = "a setting of the account, which no file here tells"
        yield Result(record, tool, Outcome.UNKNOWN, sign, 1, message, f"look at {record.page}: {record.set}")
