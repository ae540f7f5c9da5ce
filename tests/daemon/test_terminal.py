"""A check on a terminal: keys, colours and progress are the same with and without the daemon."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from privacy_gate.base.progress import AFTER, EVERY
from tests.daemon.running import LEAKING, PATIENCE, PROGRAM, Daemon, children, heed_interrupts, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

CTRL_C, CTRL_Z = b"\x03", b"\x1a"
COLUMNS = 40


class Terminal:
    """A terminal on which one command runs in the foreground."""

    def __init__(self, check: subprocess.Popen[bytes], keyboard: int) -> None:
        self.check, self._keyboard = check, keyboard
        self._shown = b""
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        while True:
            try:
                part = os.read(self._keyboard, 1 << 16)
            except OSError:  # no process has the terminal open any more
                return
            if not part:
                return
            self._shown += part

    @property
    def shown(self) -> str:
        return self._shown.decode().replace("\r\n", "\n")

    def press(self, key: bytes) -> None:
        os.write(self._keyboard, key)

    def finish(self, stdin: bytes = b"") -> int:
        """Give the command its standard input. Returns its exit code after all output."""
        self.check.communicate(stdin, PATIENCE)
        self.reader.join(PATIENCE)
        return self.check.returncode


@contextlib.contextmanager
def terminal(daemon: Daemon, folder: Path, *command: str, more: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """Run a command on a new terminal. Its standard input is a pipe."""
    keyboard, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 30, COLUMNS, 0, 0))

    def take_terminal() -> None:
        heed_interrupts()
        fcntl.ioctl(1, termios.TIOCSCTTY, 0)

    check = subprocess.Popen(
        [PROGRAM, *command], cwd=folder, env={**daemon.variables, "TERM": "xterm", **(more or {})},
        stdin=subprocess.PIPE, stdout=screen, stderr=screen, start_new_session=True,
        preexec_fn=take_terminal,  # noqa: PLW1509
    )  # fmt: skip
    os.close(screen)
    made = Terminal(check, keyboard)
    try:
        yield made
    finally:
        check.kill()
        check.communicate()
        made.reader.join(PATIENCE)
        os.close(keyboard)


@contextlib.contextmanager
def served(daemon: Daemon, folder: Path, *command: str) -> Iterator[tuple[Terminal, int]]:
    """As `terminal`, once the daemon runs the command. Also gives its child."""
    before = daemon.requests()
    with terminal(daemon, folder, *command) as made:
        assert wait_until(lambda: daemon.requests() == before + 1)
        yield made, children(daemon.ask()["process"])[0]


def state(process: int) -> str:
    """Return the state of a process as a letter, or nothing for one that does not exist."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


ALONE = {"PRIVACY_GATE_DAEMON": "off"}


@pytest.mark.parametrize("command", [("scan", "-"), ("scan", "-", "--verbose"), ("scan", "--help")])
def test_colours_and_widths_are_the_same(shared_daemon: Daemon, folder: Path, command: tuple[str, ...]) -> None:
    shown = []
    before = shared_daemon.requests()
    for more in (ALONE, {}):
        with terminal(shared_daemon, folder, *command, more=more) as made:
            shown.append((made.finish(LEAKING), made.shown))

    assert shown[0] == shown[1]
    assert "\x1b[" in shown[0][1]
    assert shared_daemon.requests() == before + 1


def test_ctrl_c_ends_a_check(shared_daemon: Daemon, folder: Path) -> None:
    with served(shared_daemon, folder, "scan", "-") as (made, child):
        made.press(CTRL_C)

        assert made.check.wait(PATIENCE) == 130
        assert wait_until(lambda: state(child) == "")
        assert "^C" in made.shown


def test_ctrl_z_stops_a_check_and_fg_continues_it(shared_daemon: Daemon, folder: Path) -> None:
    with served(shared_daemon, folder, "scan", "-") as (made, child):
        made.press(CTRL_Z)
        assert wait_until(lambda: (state(made.check.pid), state(child)) == ("T", "T"))
        os.kill(made.check.pid, signal.SIGCONT)  # as `fg` of a shell does
        assert wait_until(lambda: state(child) != "T")

        assert made.finish(LEAKING) == 1


def test_closing_the_terminal_ends_a_check(shared_daemon: Daemon, folder: Path) -> None:
    with served(shared_daemon, folder, "scan", "-") as (made, child):
        os.kill(made.check.pid, signal.SIGHUP)  # as the system does for the foreground of a closed terminal

        assert made.check.wait(PATIENCE) == -signal.SIGHUP
        assert wait_until(lambda: state(child) == "")


def count_threads(process: int) -> int:
    try:
        return len(list(Path(f"/proc/{process}/task").iterdir()))
    except OSError:
        return 0


def show_progress(daemon: Daemon, folder: Path, more: Mapping[str, str]) -> str:
    """Return what a scan shows. It is stopped once the thread of its progress bar runs, until the bar is due."""
    before = daemon.requests()
    with terminal(daemon, folder, "scan", "--jobs", "1", "prompts", more=more) as made:
        worker = made.check.pid
        if not more and wait_until(lambda: daemon.requests() == before + 1 or made.check.poll() is not None):
            worker = next(iter(children(daemon.ask()["process"])), worker)
        wait_until(lambda: count_threads(worker) != 1 or made.check.poll() is not None, pause=0.001)
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGSTOP)
            time.sleep(AFTER + EVERY)
            os.kill(worker, signal.SIGCONT)
        assert made.finish() == 0
        return made.shown


def test_the_progress_bar_is_the_same(shared_daemon: Daemon, folder: Path) -> None:
    (folder / "prompts").mkdir()
    for number in range(60):
        (folder / "prompts" / f"{number}.md").write_text("Sort a list of numbers, and say what it costs.\n" * 100)
    bar = re.compile(r"\r\x1b\[K\[ *=* *\] \d+ of 60 files")
    reports = []
    for more in (ALONE, {}):
        tries = (show_progress(shared_daemon, folder, more) for _ in range(5))  # a fast check can end before it is due
        *_, report = next(one for one in tries if bar.match(one)).rpartition("\r\x1b[K")  # the bar is erased last
        reports.append(report)

    assert reports[0] == reports[1]
    assert "60 notes" in reports[0]
