"""The daemon ends when the installed program changes, and not when Python compiles it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import privacy_gate
from privacy_gate.rules.rule_files import builtin_folder
from tests.daemon.running import Daemon, wait_until
from tests.gate import Outcome

Scan = Callable[[], Outcome]


@pytest.fixture
def installed(folder: Path) -> Path:
    """A copy of the program that has never run."""
    copy = folder / "installed" / "privacy_gate"
    shutil.copytree(Path(privacy_gate.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(builtin_folder(), copy / "_rules", dirs_exist_ok=True)
    return copy


@pytest.fixture
def scan(daemon: Daemon, installed: Path, folder: Path) -> Scan:
    """A check by the copy. The daemon of the test has the same copy loaded."""
    daemon.variables["PYTHONPATH"] = str(installed.parent)
    daemon.variables["PYTHONDONTWRITEBYTECODE"] = ""
    daemon.command = [sys.executable, "-P", "-m", "privacy_gate"]
    work = folder / "work" / "prompts"
    work.mkdir(parents=True)
    (work / "ask.md").write_text("Sort a list.\n")
    return lambda: daemon.run("scan", cwd=work.parent)


def test_it_stays_after_a_first_start_has_compiled_modules(daemon: Daemon, scan: Scan, installed: Path) -> None:
    daemon.begin()

    assert scan().code == 0
    (installed / "rules" / "__pycache__").rename(installed / "rules" / "old")
    (installed / "rules" / "old").rename(installed / "rules" / "__pycache__")
    assert scan().code == 0

    assert daemon.requests() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda package: (package / "rules" / "new_rule.py").touch(),
        lambda package: (package / "rules" / "advice.py").unlink(),
        lambda package: (package / "rules" / "advice.py").touch(),
        lambda package: (package / "_rules" / "toolchain.yaml").touch(),
        lambda package: (package / "new_room").mkdir(),
    ],
    ids=["a new file", "a removed file", "a changed file", "changed rules", "a new directory"],
)
def test_it_ends_when_the_program_changes(
    daemon: Daemon, scan: Scan, installed: Path, change: Callable[[Path], object]
) -> None:
    daemon.begin()
    change(installed)

    scan()

    assert wait_until(lambda: "ended stopped" in daemon.log() or "ended stale" in daemon.log())
    assert "declined stale" in daemon.log()
