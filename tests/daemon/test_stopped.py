"""A stopped daemon neither lets a leaking text pass nor keeps a client that should end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from privacy_gate.base.errors import GateError
from privacy_gate.daemon import life, wire
from tests.daemon.running import EVENT, LEAKING, PATIENCE, PROGRAM, Daemon, begin_check, children, wait_until
from tests.repository import Repository

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@contextmanager
def stopped(daemon: Daemon) -> Iterator[int]:
    """Stop a daemon for a while. Gives its process."""
    assert daemon.process is not None
    os.kill(daemon.process.pid, signal.SIGSTOP)
    try:
        yield daemon.process.pid
    finally:
        os.kill(daemon.process.pid, signal.SIGCONT)


def test_a_check_that_is_not_accepted_runs_in_process(shared_daemon: Daemon, folder: Path) -> None:
    before = shared_daemon.requests()
    with stopped(shared_daemon):
        done = shared_daemon.run("scan", "-", cwd=folder, stdin=LEAKING)

    assert done.code == 1
    assert shared_daemon.requests() == before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_ends_client_and_child(shared_daemon: Daemon, folder: Path, number: signal.Signals, code: int) -> None:
    check = begin_check(shared_daemon, ["scan", "-"], folder)
    with stopped(shared_daemon) as server:
        (child,) = children(server)
        check.send_signal(number)
        assert check.wait(PATIENCE) == code
        assert wait_until(lambda: "\nState:\tZ" in Path(f"/proc/{child}/status").read_text())
    check.communicate()


def test_a_child_that_ignores_an_interrupt_is_killed(shared_daemon: Daemon, folder: Path) -> None:
    check = begin_check(shared_daemon, ["scan", "-"], folder)
    with stopped(shared_daemon) as server:
        (child,) = children(server)
        os.kill(child, signal.SIGSTOP)
        check.send_signal(signal.SIGINT)
        assert check.wait(PATIENCE) == 130
        assert wait_until(lambda: "\nState:\tZ" in Path(f"/proc/{child}/status").read_text())
    check.communicate()


def test_a_check_without_a_report_of_its_end_is_an_error(shared_daemon: Daemon, folder: Path) -> None:
    check = begin_check(shared_daemon, ["scan", "-"], folder)
    with stopped(shared_daemon):
        _, complaint = check.communicate(b"Sort a list.\n", PATIENCE)

    assert check.returncode == 2
    assert complaint.decode().startswith("privacy-gate: error: the daemon does not respond\n")


@pytest.fixture
def slow_git(tmp_path: Path) -> Path:
    """A directory with a `git` that waits for the end of the pipe `go` in it."""
    made = tmp_path / "bin"
    made.mkdir()
    os.mkfifo(made / "go")
    (made / "git").write_text(f'#!/bin/sh\n[ -p {made}/go ] && read -r _ <{made}/go\nexec {shutil.which("git")} "$@"\n')
    (made / "git").chmod(0o755)
    return made


def test_a_hook_blocks_without_a_report_of_its_end(
    shared_daemon: Daemon, repository: Repository, slow_git: Path
) -> None:
    """Its reply is complete and allows the prompt. Without an exit code, it does not count."""
    event = json.dumps({"hook_event_name": "UserPromptSubmit", "session_id": "s", "prompt": "Sort a list."}).encode()
    path = f"{slow_git}:{os.environ['PATH']}"
    check = begin_check(shared_daemon, ["hook", "claude"], repository.root, event, {"PATH": path})
    go = os.open(slow_git / "go", os.O_WRONLY)  # waits for a reader
    (slow_git / "go").unlink()
    with stopped(shared_daemon):
        os.close(go)
        out, _ = check.communicate(timeout=PATIENCE)

    assert b'"block"' in out


def test_a_hook_blocks_when_its_time_is_over(shared_daemon: Daemon, repository: Repository, slow_git: Path) -> None:
    path = f"{slow_git}:{os.environ['PATH']}"
    check = begin_check(shared_daemon, ["hook", "claude", "--seconds", "3"], repository.root, EVENT, {"PATH": path})
    with stopped(shared_daemon) as server:
        (child,) = children(server)
        out, _ = check.communicate(timeout=PATIENCE)
        assert wait_until(lambda: "\nState:\tZ" in Path(f"/proc/{child}/status").read_text())

    assert b"took longer than 3 seconds" in out


def test_the_status_waits_for_a_busy_daemon(shared_daemon: Daemon, folder: Path) -> None:
    with stopped(shared_daemon):
        asked = subprocess.Popen(
            [PROGRAM, "daemon", "status"], cwd=folder, env=shared_daemon.variables, stdout=subprocess.PIPE
        )
        with pytest.raises(subprocess.TimeoutExpired):
            asked.wait(2)
    out, _ = asked.communicate(timeout=PATIENCE)

    assert out.startswith(b"The daemon runs: process ")


def test_a_daemon_that_does_not_respond_is_named(
    shared_daemon: Daemon, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRIVACY_GATE_CACHE", str(shared_daemon.cache))
    with stopped(shared_daemon) as server, pytest.raises(GateError) as caught:
        life.ask(wire.STATUS, seconds=0.1)

    assert caught.value.message == "the daemon does not respond"
    assert caught.value.hint == f"Wait, or kill process {server}."
