"""Pull requests for the action, and traps in them."""

from __future__ import annotations

from pathlib import Path

from tests.repository import Repository

COMPANY = "As part of our user auth system, write a login.\n"
TRAP = "import os, pathlib\npathlib.Path(os.environ['RUNNER_TEMP'], 'trapped').write_text(__file__)\n"
TRAPS = ("venv", "pip", "click", "msgspec", "sitecustomize", "ensurepip", "hatchling", "privacy_gate", "subprocess")


def set_traps(folder: Path) -> None:
    """Modules that Python would take from the working folder, if it looked there."""
    for name in TRAPS:
        (folder / f"{name}.py").write_text(TRAP)


def base_of(repository: Repository) -> str:
    return repository.git("rev-parse", "main").strip()


def commands(out: str) -> list[str]:
    """The lines that the runner obeys: those outside of what is stopped."""
    obeyed, end = [], None
    for line in out.splitlines():
        if end is not None:
            end = None if line == f"::{end}::" else end
        elif line.startswith("::stop-commands::"):
            end = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            obeyed.append(line)
    assert end is None
    return obeyed
