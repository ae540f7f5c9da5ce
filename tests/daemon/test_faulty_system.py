"""A fork that fails, a clock that jumps, a full disk, a program that is removed: a leaking text never passes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from privacy_gate.daemon import wire
from tests.daemon.running import EVENT, LEAKING, PATIENCE, Daemon, begin_check, wait_until

FAILING_FORK = """
import errno, os, sys

def fork():
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

if "daemon" in sys.orig_argv:
    os.fork = fork
"""

JUMPING_CLOCK = """
import time

now = time.time

def jumped():
    with open({file!r}) as offset:
        return now() + float(offset.read())

time.time = jumped
"""


def preload(daemon: Daemon, folder: Path, code: str) -> None:
    """Run code at the start of the daemon and its clients, as Python does with a module of this name."""
    (folder / "preloaded").mkdir()
    (folder / "preloaded" / "sitecustomize.py").write_text(code)
    daemon.variables["PYTHONPATH"] = str(folder / "preloaded")


def assert_leaks_are_found(daemon: Daemon, folder: Path) -> None:
    assert daemon.run("scan", "-", cwd=folder, stdin=LEAKING).code == 1
    assert '"block"' in daemon.run("hook", "claude", cwd=folder, stdin=EVENT).out


def test_a_daemon_that_cannot_fork_declines(daemon: Daemon, folder: Path) -> None:
    preload(daemon, folder, FAILING_FORK)
    daemon.begin()

    assert_leaks_are_found(daemon, folder)

    assert daemon.log().count("declined fork (BlockingIOError)") == 2
    assert daemon.requests() == 0


class Clock:
    """The clock of the daemon and its clients, which is set to other times."""

    def __init__(self, daemon: Daemon, folder: Path) -> None:
        self._file = folder / "offset"
        self.jump(0)
        preload(daemon, folder, JUMPING_CLOCK.format(file=str(self._file)))

    def jump(self, seconds: float) -> None:
        new = self._file.with_name("new")
        new.write_text(str(seconds))
        new.replace(self._file)


DAY = 86_400.0


def test_a_clock_that_jumps_ahead_does_not_make_it_idle(daemon: Daemon, folder: Path) -> None:
    clock = Clock(daemon, folder)
    daemon.begin()
    assert daemon.process is not None
    assert_leaks_are_found(daemon, folder)
    clock.jump(DAY)
    os.kill(daemon.process.pid, signal.SIGCHLD)  # lets it look at the time

    assert_leaks_are_found(daemon, folder)
    assert daemon.process.poll() is None
    assert "ended" not in daemon.log()


def test_a_clock_that_jumps_back_does_not_keep_it(daemon: Daemon, folder: Path) -> None:
    clock = Clock(daemon, folder)
    daemon.begin("--idle", "0.5")
    clock.jump(-DAY)
    assert daemon.process is not None

    assert daemon.process.wait(PATIENCE) == 0
    assert "ended idle" in daemon.log()


def test_an_attempt_in_the_future_is_no_reason_to_wait(daemon: Daemon, folder: Path) -> None:
    """The clock was set back since the last attempt to start the daemon."""
    (daemon.cache / "daemon").mkdir(mode=0o700)
    attempt = daemon.cache / "daemon" / f"{wire.name()}.attempt"
    attempt.touch()
    os.utime(attempt, (time.time() + DAY,) * 2)

    assert daemon.run("scan", "-", cwd=folder, stdin=LEAKING).code == 1
    assert wait_until(lambda: bool(daemon.status()["running"]))


def test_a_daemon_without_space_for_its_log_serves(daemon: Daemon, folder: Path) -> None:
    """No process of this test can write a byte to a file."""
    daemon.command = ["sh", "-c", 'ulimit -f 0 && exec "$0" "$@"', *daemon.command]
    daemon.begin()

    assert_leaks_are_found(daemon, folder)
    assert daemon.log() == ""


def test_a_check_finds_leaks_where_the_daemon_has_no_space(daemon: Daemon, folder: Path) -> None:
    """A file system with room for one file: the daemon cannot have a lock and a log."""
    (daemon.cache / "daemon").mkdir(mode=0o700)
    mount = f"mount -t tmpfs -o nr_inodes=2,mode=700 none {daemon.cache}/daemon"
    inside = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*inside, mount], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    daemon.command = [*inside, f'{mount} && exec "$0" "$@"', *daemon.command]

    assert_leaks_are_found(daemon, folder)
    started = daemon.run("daemon", "run", cwd=folder)
    assert started.code == 2
    assert "cannot use the directory of the daemon: No space left on device" in started.err


def test_a_check_whose_program_is_removed_never_passes(daemon: Daemon, folder: Path, installed: Path) -> None:
    daemon.use_copy(installed)
    daemon.begin()
    assert daemon.process is not None
    check = begin_check(daemon, ["scan", "-"], folder)
    shutil.rmtree(installed)
    _, said = check.communicate(LEAKING, PATIENCE)

    assert check.returncode in (1, 2), said  # a file that it needs can be gone
    assert daemon.process.wait(PATIENCE) == 0
    assert "ended stale" in daemon.log()


def test_a_replaced_program_is_not_served_by_the_old_one(daemon: Daemon, folder: Path, installed: Path) -> None:
    daemon.use_copy(installed)
    daemon.begin()
    assert daemon.process is not None
    shutil.copytree(installed, folder / "new")
    installed.rename(folder / "old")
    (folder / "new").rename(installed)

    assert_leaks_are_found(daemon, folder)

    assert daemon.process.wait(PATIENCE) == 0
    assert " stale\n" in daemon.log()
