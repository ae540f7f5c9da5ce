"""Run a program with limits on its time, its output and its environment variables."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from privacy_gate.base.errors import cannot
from privacy_gate.base.text import one_line
from privacy_gate.cleanroom import child_processes

_MOST_OUTPUT = 10_000_000  # bytes; a program that prints in a loop would otherwise fill the disk
_SHOWN = 200_000  # bytes at the start of the output that are returned
_PAUSE = 0.05  # seconds between two checks
_KEPT = re.compile(
    r"PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|VIRTUAL_ENV"
    r"|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|USERPROFILE|PROGRAMDATA"
)


class ProcessResult(NamedTuple):
    """The result of a program: its exit code (None if it was stopped), its output, and `late` if it timed out."""

    code: int | None
    output: str
    late: bool = False


def environment(**more: str) -> dict[str, str]:
    """Return the environment variables that a program needs, with `more`. Variables that may hold the user's tokens are
    left out.
    """
    kept = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name.upper())}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"} | more


def run(command: Sequence[str], cwd: Path, variables: Mapping[str, str], seconds: float) -> ProcessResult:
    """Run a program without input, for at most `seconds`. Then end all processes that it started."""
    with tempfile.TemporaryFile() as output, child_processes.end_all():
        process = _start(command, cwd, variables, output)
        try:
            why = _watch(process, output, clock() + seconds)
        finally:
            _end(process)
        output.seek(0)
        text = output.read(_SHOWN).decode("utf-8", "replace")
    if why:
        return ProcessResult(None, text, late=why == "time")
    return ProcessResult(process.returncode, text)


clock = time.monotonic


def _watch(process: subprocess.Popen[bytes], output: IO[bytes], ends: float) -> str:
    """Wait until a process ends. Return why it must be stopped: `time`, `output`, or empty if it ended by itself."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PAUSE)
            return ""
        if clock() > ends:
            return "time"
        if os.fstat(output.fileno()).st_size > _MOST_OUTPUT:
            return "output"


def _start(
    command: Sequence[str], cwd: Path, variables: Mapping[str, str], output: IO[bytes]
) -> subprocess.Popen[bytes]:
    new_group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    try:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=sys.platform != "win32",
            creationflags=new_group,
        )
    except OSError as error:
        raise cannot("run", one_line(command[0]), error) from None


if sys.platform == "win32":

    def _end(process: subprocess.Popen[bytes]) -> None:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
        process.wait()

else:
    import signal

    def _end(process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # the group is empty
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
