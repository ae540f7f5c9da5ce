"""Check for settings of an assistant in the repository that disable privacy-gate or redirect requests."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.audit.settings_lookup import CheckOutcome, CheckResult, Look
from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import assistant_switches, foreign
from privacy_gate.rules.toolchain.records import Switches, Tool


def check(record: Switches, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    if look.part == "user":
        return
    fine = True
    for path in _files(record.folder, look):
        try:
            keys = assistant_switches.switches(foreign.read_text(look.machine.root / path, path))
        except (GateError, OSError):
            fine = False
            yield CheckResult(record, tool, CheckOutcome.UNKNOWN, path, 1, "the file cannot be read", record.remedy)
            continue
        if keys:
            fine = False
            message = f"{assistant_switches.describe_keys(keys)} is set"
            yield CheckResult(record, tool, CheckOutcome.FAIL, path, 1, message, record.remedy)
    if fine:
        yield CheckResult(record, tool, CheckOutcome.PASS, sign, 1, "the repository's settings do neither")


def _files(folder: str, look: Look) -> list[str]:
    """Return the settings files in folders with a name. Also return those at the root that git ignores."""
    found = [
        path for path in look.machine.files if assistant_switches.is_settings(path) and folder in path.split("/")[-2:]
    ]
    for place in assistant_switches.ROOT_FILES[folder]:
        found += [name for _, name in look.machine.matching(place)]
    return list(dict.fromkeys(found))
