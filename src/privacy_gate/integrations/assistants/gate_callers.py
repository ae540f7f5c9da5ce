"""The files that call privacy-gate: those of hook managers, of CI and of the assistants."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from privacy_gate.integrations import assistants
from privacy_gate.sources.file_bytes import read_bounded

MANAGERS = (
    ".pre-commit-config.yaml",
    ".pre-commit-config.yml",
    "prek.toml",
    ".husky/*",
    "lefthook*.*",
    ".lefthook*.*",
    ".config/lefthook*.*",
)
"""The configuration files of hook managers."""
CALLERS = (
    *MANAGERS,
    ".github/workflows/*",
    ".gitlab-ci.yml",
    ".gitlab-ci.yaml",
    "azure-pipelines.yml",
    "pyproject.toml",
    "package.json",
    "Makefile",
    "makefile",
)
"""Files that may call privacy-gate."""
_MENTION = re.compile(r"privacy[-_]gate")
_MOST = 1 << 20  # bytes of a file that is searched for a mention


def calls_gate(file: Path) -> bool:
    """Whether a file mentions privacy-gate. A file that cannot be read counts as well."""
    try:
        if not file.is_file():
            return False
        with file.open("rb") as stream:
            return _MENTION.search(read_bounded(stream, _MOST).decode("utf-8", "replace")) is not None
    except OSError:
        return True


def read_text(path: Path) -> str:
    """Return the text of a file, or an empty text if it cannot be read."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as stream:
            return read_bounded(stream, _MOST).decode("utf-8", "replace")
    except OSError:
        return ""


def settings_files(root: Path) -> Iterator[Path]:
    """Yield the settings files of the assistants, for the user and for the repository."""
    for make in assistants.ASSISTANTS.values():
        plan = make().plan(["privacy-gate"])
        for place in (plan.user, plan.project):
            path = root / Path(place).expanduser()
            yield path
            if path.name == "settings.json":
                yield path.with_name("settings.local.json")
        if plan.variable and (folder := os.environ.get(plan.variable)):
            yield Path(folder) / Path(plan.user).name


def hook_folders(root: Path) -> Iterator[Path]:
    """Yield the hook folders of the user and of the repository, for assistants that run programs in a folder."""
    for make in assistants.ASSISTANTS.values():
        plan = make().plan(["privacy-gate"])
        if plan.programs:
            yield from (root / Path(place).expanduser() for place in (plan.user, plan.project))
