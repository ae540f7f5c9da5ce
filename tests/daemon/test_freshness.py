"""The daemon ends when the installed program changes, and not when Python compiles it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.daemon.running import PATIENCE, Daemon, wait_until
from tests.gate import Outcome

Scan = Callable[[], Outcome]


@pytest.fixture
def scan(daemon: Daemon, installed: Path, folder: Path) -> Scan:
    """A check by the copy. The daemon of the test has the same copy loaded."""
    daemon.use_copy(installed)
    work = folder / "work" / "prompts"
    work.mkdir(parents=True)
    (work / "ask.md").write_text("Sort a list.\n")
    return lambda: daemon.run("scan", cwd=work.parent)


def test_it_stays_after_a_first_start_has_compiled_modules(daemon: Daemon, scan: Scan, installed: Path) -> None:
    for one in installed.rglob("__pycache__"):
        shutil.rmtree(one)
    daemon.begin()
    assert (installed / "rules" / "__pycache__").exists()
    (installed / "rules" / "__pycache__").rename(installed.parent / "old")
    (installed.parent / "old").rename(installed / "rules" / "__pycache__")

    assert wait_until(lambda: scan().code == 0 and daemon.requests() > 0)  # it was not declined as stale


@pytest.mark.parametrize(
    "change",
    [
        lambda package: (package / "rules" / "new_rule.py").touch(),
        lambda package: (package / "cli" / "completion.py").unlink(),
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

    scan()  # the daemon declines it, unless it has found the change by itself

    assert daemon.process is not None
    assert daemon.process.wait(PATIENCE) == 0
    assert " stale\n" in daemon.log()
