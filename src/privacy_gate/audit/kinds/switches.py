"""Settings of Claude Code in the repository that switch the gate off, or send requests to another address."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.audit.look import Look, Outcome, Result
from privacy_gate.audit.records import Switches, Tool
from privacy_gate.errors import GateError
from privacy_gate.settings_files import claude_switches, foreign


def check(record: Switches, tool: Tool, sign: str, look: Look) -> Iterator[Result]:
    if look.part == "user":
        return
    fine = True
    for path in _files(look):
        try:
            keys = claude_switches.switches(foreign.text_of(look.machine.root / path, path))
        except (GateError, OSError):
            fine = False
            yield Result(record, tool, Outcome.UNKNOWN, path, 1, "it cannot be read", record.remedy)
            continue
        if keys:
            fine = False
            message = f"{claude_switches.shown(keys)} is set"
            yield Result(record, tool, Outcome.FAIL, path, 1, message, record.remedy)
    if fine:
        yield Result(record, tool, Outcome.PASS, sign, 1, "no settings of the repository do that")


def _files(look: Look) -> list[str]:
    """Settings of all folders, and those of the root that git ignores."""
    found = [path for path in look.machine.files if claude_switches.is_settings(path)]
    for place in (".claude/settings.json", ".claude/settings.local.json"):
        found += [name for _, name in look.machine.matching(place)]
    return list(dict.fromkeys(found))
