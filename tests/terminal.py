"""Running the installed command on a terminal of its own, as a person does."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.repository import environment

PROGRAM = Path(sys.executable).with_name("privacy-gate")


class Screen(NamedTuple):
    """The exit code of a command, and all that its terminal received from both streams."""

    code: int
    shown: str


def run_on_terminal(*arguments: str | Path, cwd: Path, **more: str) -> Screen:
    """Run `privacy-gate` with its three streams on a pseudo-terminal."""
    import pty  # not on Windows

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, *arguments],
        cwd=cwd,
        env=environment(**({"TERM": "xterm-256color", "COLUMNS": "100"} | more)),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        received = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while piece := os.read(ours, 65536):
                received += piece
        os.close(ours)
    return Screen(process.returncode, received.decode("utf-8").replace("\r\n", "\n"))
