"""Running the hook as pre-commit and prek call it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.gate import Outcome
from tests.repository import GATE, Repository, start

NOTE = "# This calculates the proprietary risk score for our algo-trading model\n"
CONFIGURATION = """\
repos:
- repo: local
  hooks:
  - id: privacy-gate
    name: privacy-gate
    entry: {entry} pre-commit
    args: [--format, {form}]
    language: system
    types_or: [{types}]
    require_serial: true
    verbose: true
    stages: [pre-commit, pre-push, manual]
  - id: privacy-gate-message
    name: privacy-gate (commit message)
    entry: {entry} pre-commit --format {form} --message
    language: system
    verbose: true
    stages: [commit-msg]
"""


def configure(repository: Repository, *, form: str = "concise", types: str = "text") -> None:
    entry = " ".join(GATE)
    repository.stage(".pre-commit-config.yaml", CONFIGURATION.format(entry=entry, form=form, types=types))


def program(tool: str) -> Path:
    return Path(sys.executable).parent / tool


def run(tool: str, repository: Repository, *arguments: str) -> Outcome:
    return start([program(tool), "run", *arguments], repository.root)


def found(done: Outcome, *, severity: str = "error") -> list[str]:
    """The findings in a concise report as `path:line`, in the order in which they are printed."""
    return re.findall(rf"^\s*(.+:\d+):\d+: {severity}\[", done.out, re.MULTILINE)
