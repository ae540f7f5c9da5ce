"""The path of the program privacy-gate, to write into settings that are used later."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from privacy_gate.base.errors import GateError

VARIABLE = "PRIVACY_GATE_PROGRAM"
"""The variable with the path for settings. Packagers and tests set it."""

_NAME = "privacy-gate.exe" if sys.platform == "win32" else "privacy-gate"
_TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm", "/private/tmp", "/private/var", "/var/folders")  # noqa: S108
_CACHES = (
    ("uv", "archive-v"),
    ("uv", "environments-v"),
    ("uv", "builds-v"),
    ("cache", "archive-v"),  # uv on Windows
    ("pipx", ".cache"),
    (".cache", "pipx"),
    ("pip-build-env",),
)
"""The beginnings of consecutive folder names in which `uvx`, `uv run --with` and `pipx run` create environments."""


def find_program(repository: Path | None = None) -> str:
    """Return the running program, or the one on PATH if the running one is in a temporary environment.

    A program inside `repository` lasts as long as the repository, so its own hooks may name it. Raises GateError if no
    program is permanent.
    """
    if named := os.environ.get(VARIABLE):
        return named
    found = list(_candidates())
    for path in found:
        if not is_temporary(path) or (repository is not None and path.is_relative_to(repository)):
            return str(path)
    if not found:
        raise GateError("the privacy-gate program is not installed next to this Python", "Install it with pip or pipx.")
    raise GateError(
        f"privacy-gate runs in a temporary environment ({found[0].parent}), which is deleted later",
        "Install it permanently, for example with `pipx install` or `uv tool install`, and run this command again.",
    )


def is_temporary(program: Path) -> bool:
    """Whether a program is in an environment that is deleted automatically."""
    for path in {program, program.resolve()}:
        folders = {*_TEMPORARY, tempfile.gettempdir(), os.path.realpath(tempfile.gettempdir())}
        if any(path.is_relative_to(folder) for folder in folders):
            return True
        if any(_follow_each_other(parts, path.parts) for parts in _CACHES):
            return True
        if (cache := os.environ.get("UV_CACHE_DIR")) and path.is_relative_to(Path(cache).absolute()):
            return True
    return False


def _follow_each_other(wanted: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    steps = range(len(parts) - len(wanted) + 1)
    return any(all(map(str.startswith, parts[at:], wanted)) for at in steps)


def _candidates() -> Iterator[Path]:
    started = Path(sys.argv[0])
    if started.stem == "privacy-gate" and (found := shutil.which(str(started))):
        yield Path(found).absolute()
    beside = Path(sys.executable).with_name(_NAME)
    if beside.is_file():
        yield beside
    for folder in os.get_exec_path():
        if folder and (there := shutil.which("privacy-gate", path=folder)):
            yield Path(there).absolute()
