"""Check the hooks of privacy-gate in settings of other programs: installed, enabled, and blocking if they fail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.audit.settings_lookup import MISSING, CheckOutcome, CheckResult, Look, SettingsLayer, commands
from privacy_gate.rules.toolchain.records import HookRecord, Tool
from privacy_gate.rules.toolchain.wording import show_value


def check(record: HookRecord, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    layers = look.layers(record.files)
    how = record.install or record.remedy
    if unread := next((layer for layer in layers if layer.read is None), None):
        yield CheckResult(record, tool, CheckOutcome.UNKNOWN, unread.name, 1, f"{unread.name} cannot be read", how)
        return
    if off := _switched_off(record, layers):
        assert record.off is not None
        message = f"{record.off.name} disables all hooks"
        yield CheckResult(record, tool, CheckOutcome.FAIL, off.name, off.line(record.off.key), message, "take it out")
        return
    place, problem = _place(record, layers)
    if place is None:
        if (script := _script(record, look)) is not None:
            yield CheckResult(record, tool, CheckOutcome.PASS, script, 1, f"{script} calls it")
        elif (name := _of_git(record, look)) is not None:
            message = f"{name} exists only in this clone; other clones need their own"
            yield CheckResult(record, tool, CheckOutcome.PASS, sign, 1, message)
        elif look.part in ("all", record.judged):
            yield CheckResult(record, tool, CheckOutcome.FAIL, sign, 1, "the privacy-gate hook is not installed", how)
        return
    line = next((place.line(key) for key in record.under if place.at(key) is not MISSING), 1)
    if problem:
        yield CheckResult(
            record,
            tool,
            CheckOutcome.FAIL,
            place.name,
            line,
            problem,
            f"put {problem.partition('without ')[2]} beside it",
        )
    elif record.ask:
        yield CheckResult(
            record, tool, CheckOutcome.UNKNOWN, place.name, line, "the hook is installed, but may not run", record.ask
        )
    else:
        yield CheckResult(record, tool, CheckOutcome.PASS, place.name, line, "the hook is installed")


def _switched_off(record: HookRecord, layers: list[SettingsLayer]) -> SettingsLayer | None:
    """Return the file that disables hooks; None if the first file that has this setting does not disable them."""
    if record.off is None:
        return None
    for layer in layers:
        if (value := layer.at(record.off.key)) is not MISSING:
            return layer if value in record.off.bad else None
    return None


def _script(record: HookRecord, look: Look) -> str | None:
    """Return the name of a script in the repository that calls privacy-gate; None if there is none."""
    if record.calls is None or not look.covers("project"):
        return None
    for file, name in (found for place in record.scripts for found in look.machine.matching(place)):
        text = look.text(file, name)
        if text is not None and re.search(record.calls, text):
            return name
    return None


def _of_git(record: HookRecord, look: Look) -> str | None:
    """Return the name of git's own hook in this clone if it calls privacy-gate. It is not part of the repository."""
    if record.git_hook is None or record.calls is None or look.part != "all":
        return None
    folder = look.machine.git_hooks
    if folder is None or not (folder / record.git_hook).is_file():
        return None
    name = f"{folder.name}/{record.git_hook}"
    text = look.text(folder / record.git_hook, name)
    return name if text is not None and re.search(record.calls, text) else None


def _place(record: HookRecord, layers: list[SettingsLayer]) -> tuple[SettingsLayer | None, str | None]:
    """Return the place of the hook, and the settings beside it that are missing.

    A place where none is missing is preferred.
    """
    wanted = re.compile(record.command)
    open_one: SettingsLayer | None = None
    for layer in layers:
        for beside, command in (found for key in record.under for found in commands(layer.at(key))):
            if wanted.search(command):
                if all(beside.get(name) == value for name, value in record.closed.items()):
                    return layer, None
                open_one = open_one or layer
    if open_one is None:
        return None, None
    missing = ", ".join(f"{name}: {show_value(value)}" for name, value in record.closed.items())
    return open_one, missing
