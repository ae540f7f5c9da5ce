"""Processes of git. The user's settings and environment cannot change their output."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from privacy_gate.base.errors import GateError
from privacy_gate.base.git.environment import environment

FAILED = "Run `git status` and `git fsck` for details."


def run(
    arguments: Sequence[str],
    cwd: Path,
    stdin: bytes | None = None,
    *,
    elsewhere: bool = False,
    fetches: bool = False,
) -> bytes:
    """Run git and return its output. Raises GateError with the first line of git's error if it fails."""
    done = attempt(arguments, cwd, stdin, elsewhere=elsewhere, fetches=fetches)
    if done.returncode:
        raise GateError(f"git {arguments[0]} failed: {failure_reason(done.stderr)}", FAILED)
    return done.stdout


def attempt(
    arguments: Sequence[str],
    cwd: Path,
    stdin: bytes | None = None,
    *,
    elsewhere: bool = False,
    fetches: bool = False,
) -> subprocess.CompletedProcess[bytes]:
    """Run git as `run` does, and return its exit code and output. A failure raises no error."""
    with start(arguments, cwd, elsewhere=elsewhere, fetches=fetches) as process:
        stdout, stderr = process.communicate(stdin)
    return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)


def start(
    arguments: Sequence[str],
    cwd: Path,
    *,
    elsewhere: bool = False,
    fetches: bool = False,
    stdin: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start git with pipes, or with a file as input. A process from `start_ahead` for the same arguments is reused."""
    if stdin is None and not elsewhere and (begun := _ahead.pop((*arguments, os.fspath(cwd)), None)) is not None:
        return begun
    command = ["git", "-c", "core.quotePath=true", "-c", "core.fsmonitor=false", *arguments]
    pipe = subprocess.PIPE
    variables = environment(elsewhere=elsewhere, fetches=fetches)
    try:
        return subprocess.Popen(command, cwd=cwd, env=variables, stdin=stdin or pipe, stdout=pipe, stderr=pipe)
    except FileNotFoundError:
        raise GateError("git is not installed, or not on PATH", "Install git or fix PATH.") from None


_ahead: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}


def start_ahead(arguments: Sequence[str], cwd: Path) -> None:
    """Start git for a later call with the same arguments, so that it works while modules are imported.

    The later call reports errors.
    """
    with contextlib.suppress(GateError, OSError):
        _ahead[*arguments, os.fspath(cwd)] = start(arguments, cwd)


def stop_started_ahead() -> None:
    """End the processes that were started ahead and never used."""
    while _ahead:
        with _ahead.popitem()[1] as process:
            process.kill()
            process.communicate()


def failure_reason(stderr: bytes) -> str:
    """Return git's own error message: the first line marked as fatal or error, otherwise the first that is not a hint
    or warning.
    """
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    for mark in ("fatal: ", "error: "):
        for line in lines:
            if line.startswith(mark):
                return line.removeprefix(mark)
    return next((line for line in lines if not line.startswith(("hint: ", "warning: "))), "no message")
