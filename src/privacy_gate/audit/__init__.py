"""Checks of the tools around the code: their settings, and the hooks of privacy-gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from privacy_gate.audit.kinds import (
    account,
    git_hook,
    hook,
    ignore_file,
    keys,
    service,
    setting,
    switches,
    without_effect,
)
from privacy_gate.audit.machine import Machine
from privacy_gate.audit.settings_lookup import CheckOutcome, CheckResult, Look, Part
from privacy_gate.model import Problem
from privacy_gate.rules.toolchain.records import AnyCheck, Records

KINDS: dict[str, Callable[[Any, Any, str, Look], Iterator[CheckResult]]] = {
    "setting": setting.check,
    "ignore-file": ignore_file.check,
    "without-effect": without_effect.check,
    "account": account.check,
    "hook": hook.check,
    "git-hook": git_hook.check,
    "keys": keys.check,
    "service": service.check,
    "switches": switches.check,
}


class Audit(Struct, frozen=True):
    """The result of an audit.

    `results` are in the order of the records. `used` and `unused` are the names of tools. `files` is the number of
    files that were read.
    """

    results: tuple[CheckResult, ...]
    problems: tuple[Problem, ...]
    used: tuple[str, ...]
    unused: tuple[str, ...]
    files: int


def audit(records: Records, machine: Machine, part: Part, runs: Callable[[str], bool] = lambda _: True) -> Audit:
    """Audit one part of a machine. `runs` says whether the check with an id is wanted."""
    look = Look(records, machine, part)
    signs = {tool.id: look.find_sign(tool) for tool in records.tools}
    results: list[CheckResult] = []
    for check in records.checks:
        sign, tool = signs[check.tool], records.tool(check)
        if sign is not None and runs(check.id):
            results += (_as_far_as_known(result) for result in KINDS[_kind(check)](check, tool, sign, look))
    return Audit(
        tuple(results),
        (*look.problems, *machine.problems),
        tuple(tool.name for tool in records.tools if tool.signs and signs[tool.id]),
        tuple(tool.name for tool in records.tools if tool.signs and not signs[tool.id]),
        look.files,
    )


def _kind(check: AnyCheck) -> str:
    return str(type(check).__struct_config__.tag)


def _as_far_as_known(result: CheckResult) -> CheckResult:
    """Return UNKNOWN without a fix for a check that is not confirmed, because it can neither pass nor fail."""
    if result.check.confirmed or result.outcome is CheckOutcome.UNKNOWN:
        return result
    message = f"{result.message}; not verified that the tool honours this setting"
    return msgspec.structs.replace(result, outcome=CheckOutcome.UNKNOWN, message=message, fixes=())
