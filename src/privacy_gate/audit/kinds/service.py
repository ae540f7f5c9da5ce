"""Check for steps of CI that send code to an external service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from privacy_gate.audit.settings_lookup import CheckOutcome, CheckResult, Look
from privacy_gate.base.settings_files.parsed import Key
from privacy_gate.rules.toolchain.records import Service, Tool


class _Step(NamedTuple):
    path: str
    line: int
    key: Key
    text: str


def check(record: Service, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    if look.part == "user":
        return
    steps, whole = _steps(look)
    found = [*_by_steps(record, steps), *((path, 1, path) for path in look.machine.files_like(record.files))]
    advice = record.remedy or (
        f"remove the step, or allow this service in privacy-gate.yaml: `severity: {{{record.id}: off}}`"
    )
    for path, line, what in found:
        yield CheckResult(record, tool, CheckOutcome.FAIL, path, line, what, advice)
    if not found and record.confirmed:
        outcome = CheckOutcome.PASS if whole else CheckOutcome.UNKNOWN
        message = "no step uses it" if whole else "some workflows cannot be read"
        yield CheckResult(record, tool, outcome, sign, 1, message, None if whole else "fix the file")


def _steps(look: Look) -> tuple[list[_Step], bool]:
    """Return all texts of the workflows, and whether each workflow could be read."""
    found: list[_Step] = []
    whole = True
    for path in look.machine.files_like(look.records.workflows):
        read = look.read(look.machine.root / path, path, "yaml")
        if read is None:
            whole = False
        else:
            found += [_Step(path, read.line(key), key, text) for key, text in look.texts(read, path)]
    return found, whole


def _by_steps(record: Service, steps: list[_Step]) -> Iterator[tuple[str, int, str]]:
    runs = re.compile("|".join(record.runs)) if record.runs else None
    of_secrets = rf"\bsecrets(?:\.|\[[ \t]{{0,9}}')(?:{'|'.join(record.secrets)})\b"
    secrets = re.compile(of_secrets, re.IGNORECASE) if record.secrets else None
    seen: set[tuple[str, int]] = set()
    for step in steps:
        name = _last_word(step.key)
        what = None
        if name in ("uses", "image", "component") and any(_is_of(step.text, action) for action in record.uses):
            what = step.text.partition("@")[0]
        elif name in ("run", "script", "before_script", "after_script") and runs and (ran := runs.search(step.text)):
            what = f"`{ran[0].strip()}`"
        elif secrets and (named := secrets.search(step.text)):
            what = named[0]
        if what and (step.path, step.line) not in seen:
            seen.add((step.path, step.line))
            yield step.path, step.line, what


def _last_word(key: Key) -> str:
    return next((step for step in reversed(key) if not step.isdigit()), "")


def _is_of(used: str, action: str) -> bool:
    """Whether `uses:` names an action, or one in a folder of its repository. `owner/*` is any action of an owner."""
    used = used.partition("@")[0].lower().removeprefix("docker://")
    action = action.lower()
    if action.endswith("*"):
        return used.startswith(action[:-1])
    return used == action or used.startswith((f"{action}/", f"{action}:"))
