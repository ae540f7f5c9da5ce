"""Check the git hooks of this clone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.audit.settings_lookup import CheckOutcome, CheckResult, Look
from privacy_gate.rules.toolchain.records import GitHook, Tool


def check(record: GitHook, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    folder = look.machine.git_hooks
    if look.part == "repository" or folder is None:
        return
    name = f"{folder.name}/{record.name}"
    if not (folder / record.name).exists():
        yield CheckResult(
            record, tool, CheckOutcome.FAIL, sign, 1, f"{name} does not exist in this clone", record.remedy
        )
        return
    text = look.text(folder / record.name, name)
    if text is None:
        yield CheckResult(record, tool, CheckOutcome.UNKNOWN, sign, 1, f"{name} cannot be read", record.remedy)
    elif re.search(record.mentions, text):
        yield CheckResult(record, tool, CheckOutcome.PASS, sign, 1, f"{name} runs it")
    else:
        yield CheckResult(record, tool, CheckOutcome.FAIL, sign, 1, f"{name} does not run it", record.remedy)
