"""Standard streams that were closed before the program began (`<&-`)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository import GATE, Repository, environment, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the streams are closed by a shell")


@pytest.mark.parametrize("command", ["scan -", "clean -", "restore -", "pre-push"])
@pytest.mark.parametrize("closed", ["<&-", "<&- >&-", "<&- 2>&-", ">&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_a_clear_error(command: str, closed: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "work")
    line = f"exec {' '.join(GATE)} {command} {closed}"

    done = subprocess.run(
        ["sh", "-c", line],
        cwd=repository.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )

    assert done.returncode == 2
    assert "internal error" not in done.stderr
    if "2>&-" not in closed:
        assert "is closed" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["scan -", "hook claude-code"])
def test_a_folder_as_standard_input_is_no_success(command: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "work")
    line = f"exec {' '.join(GATE)} {command} < ."

    done = start(["sh", "-c", line], repository.root)

    assert done.code != 0  # Python ends before the program starts
    assert done.out == ""
