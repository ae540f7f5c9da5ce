"""Check ignore files by their effect on the sensitive paths of this repository."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.audit import sensitive_paths
from privacy_gate.audit.settings_lookup import CheckOutcome, CheckResult, Fix, Look
from privacy_gate.base.text import plural
from privacy_gate.rules.toolchain.records import IgnoreFile, Tool
from privacy_gate.rules.toolchain.wording import list_names


def check(record: IgnoreFile, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    if look.part == "user":
        return
    machine = look.machine
    paths = sensitive_paths.list_sensitive(machine, look.records.sensitive)
    places = [*record.names, *record.elsewhere, *([".gitignore"] if record.gitignore else [])]
    there = [(file, name) for place in places for file, name in machine.matching(place)]
    texts = [(name, look.text(file, name)) for file, name in there]
    if unread := next((name for name, text in texts if text is None), None):
        yield CheckResult(record, tool, CheckOutcome.UNKNOWN, unread, 1, f"{unread} cannot be read", "fix the file")
        return
    own = next((name for name, _ in texts if name != ".gitignore"), None)
    open_ = sensitive_paths.find_uncovered(list(paths), [text for _, text in texts if text is not None])
    tried = plural(len(paths), "sensitive path")
    if not open_ and texts:
        covering = " and ".join(dict.fromkeys(name for name, _ in texts))
        yield CheckResult(
            record, tool, CheckOutcome.PASS, own or ".gitignore", 1, f"{covering} covers {tried}", record.note
        )
        return
    lines = tuple(dict.fromkeys(line for path in open_ for line in paths[path]))
    fix = Fix(machine.root / record.names[0], record.names[0], "lines", entries=lines)
    message = (
        f"{own} does not cover: {list_names(open_)}"
        if own
        else f"{record.names[0]} does not exist; not covered: {list_names(open_)}"
    )
    advice = f"add to {record.names[0]}: {' '.join(lines)}"
    yield CheckResult(record, tool, CheckOutcome.FAIL, own or sign, 1, message, advice, (fix,))
