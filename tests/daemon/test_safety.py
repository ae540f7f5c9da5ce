"""The daemon serves nobody else, shows nothing of one request to the next, and never lets a leaking text pass."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from privacy_gate.daemon import wire
from tests.daemon.running import EVENT, LEAKING, PROGRAM, Daemon, begin_check, children, wait_until
from tests.gate import GITHUB_TOKEN
from tests.repository import Repository


def run_wrapped(daemon: Daemon, wrapper: list[str], cwd: Path) -> int:
    """Scan a leaking text under another program. Returns the exit code."""
    command = [*wrapper, str(PROGRAM), "scan", "-"]
    return subprocess.run(
        command, cwd=cwd, env=daemon.variables, input=LEAKING, capture_output=True, check=False
    ).returncode


@pytest.mark.parametrize(
    "wrapper",
    [
        ["setpriv", "--no-new-privs"],
        ["unshare", "--mount"],
        ["unshare", "--net"],
        ["unshare", "--pid", "--fork"],
        ["sh", "-c", 'umask 027; exec "$0" "$@"'],
        ["sh", "-c", 'ulimit -n 200; exec "$0" "$@"'],
        ["env", "LD_BIND_NOW=1"],
        ["env", "PYTHONWARNINGS=ignore"],
        ["env", "LC_ALL=C"],
    ],
    ids=lambda one: " ".join(one)[:30],
)
def test_another_confinement_is_not_served(shared_daemon: Daemon, folder: Path, wrapper: list[str]) -> None:
    if not shutil.which(wrapper[0]) or subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode:
        pytest.skip(f"{wrapper[0]} is not possible here")
    before = shared_daemon.requests()

    assert run_wrapped(shared_daemon, wrapper, folder) == 1
    assert shared_daemon.requests() == before


def test_a_confined_process_starts_none(daemon: Daemon, folder: Path) -> None:
    if not shutil.which("setpriv"):
        pytest.skip("setpriv is not here")

    assert run_wrapped(daemon, ["setpriv", "--no-new-privs"], folder) == 1
    assert not (daemon.cache / "daemon").exists()


@pytest.mark.parametrize("mode", [0o755, 0o770])
def test_a_directory_that_others_can_enter_is_not_used(daemon: Daemon, folder: Path, mode: int) -> None:
    daemon.begin()
    (daemon.cache / "daemon").chmod(mode)

    assert run_wrapped(daemon, [], folder) == 1
    (daemon.cache / "daemon").chmod(0o700)
    assert daemon.requests() == 0


def test_a_link_is_not_used(daemon: Daemon, folder: Path) -> None:
    daemon.begin()
    (daemon.cache / "daemon").rename(daemon.cache / "moved")
    (daemon.cache / "daemon").symlink_to("moved")

    assert run_wrapped(daemon, [], folder) == 1
    assert daemon.run("daemon", "run", cwd=folder).code == 2
    (daemon.cache / "daemon").unlink()
    (daemon.cache / "moved").rename(daemon.cache / "daemon")
    assert daemon.requests() == 0


def test_nothing_of_a_request_is_left_for_the_next(shared_daemon: Daemon, tmp_path: Path) -> None:
    """Settings, ignores, environment and working directory are those of each request."""
    strict, plain = Repository(tmp_path / "strict"), Repository(tmp_path / "plain")
    strict.write("privacy-gate.yaml", "keywords: [Halvardson]\n")
    for one in (strict, plain):
        one.write("prompts/ask.md", "Ask Halvardson for the list.\n")
    codes = [
        shared_daemon.run("scan", "--fail-on", "note", cwd=one.root, more=more).code
        for one, more in ((plain, {}), (strict, {}), (plain, {"FORCE_COLOR": "1"}), (strict, {}), (plain, {}))
    ]
    coloured = shared_daemon.run("scan", cwd=strict.root, more={"FORCE_COLOR": "1"}).out
    uncoloured = shared_daemon.run("scan", cwd=strict.root).out

    assert codes == [0, 1, 0, 1, 0]
    assert ("\033[" in coloured, "\033[" in uncoloured) == (True, False)


def test_changed_settings_count_at_once(shared_daemon: Daemon, tmp_path: Path) -> None:
    made = Repository(tmp_path / "work")
    made.write("prompts/ask.md", "Ask Halvardson for the list.\n")
    codes = []
    for text in ("keywords: []\n", "keywords: [Halvardson]\n", "keywords: [Other]\n"):
        made.write("privacy-gate.yaml", text)
        codes.append(shared_daemon.run("scan", "--fail-on", "note", cwd=made.root).code)

    assert codes == [0, 1, 0]


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@linux
def test_a_killed_child_is_an_error(daemon: Daemon, folder: Path) -> None:
    daemon.begin()
    assert daemon.process is not None
    check = begin_check(daemon, ["scan", "-"], folder)
    for one in children(daemon.process.pid):
        os.kill(one, signal.SIGKILL)
    check.communicate()

    assert check.returncode == -signal.SIGKILL


@linux
def test_a_killed_daemon_is_an_error_and_never_a_pass(daemon: Daemon, folder: Path) -> None:
    daemon.begin()
    check = begin_check(daemon, ["scan", "-"], folder)
    daemon.kill()
    _, complaint = check.communicate(LEAKING)

    assert check.returncode == 2
    assert b"the daemon ended during the check" in complaint


@linux
def test_the_child_of_a_killed_client_ends(daemon: Daemon, folder: Path) -> None:
    daemon.begin()
    assert daemon.process is not None
    process = daemon.process.pid
    check = begin_check(daemon, ["scan", "-"], folder)
    check.kill()
    check.communicate()

    assert wait_until(lambda: not children(process))


@linux
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_reaches_the_child(daemon: Daemon, folder: Path, number: signal.Signals, code: int) -> None:
    daemon.begin()
    assert daemon.process is not None
    check = begin_check(daemon, ["scan", "-"], folder)
    (child,) = children(daemon.process.pid)
    # it waits for the text, and not for git
    assert wait_until(lambda: "pipe" in Path(f"/proc/{child}/wchan").read_text() and not children(child))

    def is_interrupted() -> bool:
        check.send_signal(number)  # Python can lose one, as within a callback that ignores exceptions
        return check.poll() is not None

    assert wait_until(is_interrupted, pause=0.5)  # before its input ends
    _, said = check.communicate()

    assert check.returncode == code, said
    assert (b"interrupted" in said) == (number == signal.SIGINT)


def test_a_closed_pipe_ends_a_check(shared_daemon: Daemon, folder: Path) -> None:
    (folder / "prompts").mkdir()
    (folder / "prompts" / "ask.md").write_bytes(LEAKING * 5000)
    with subprocess.Popen(
        [PROGRAM, "scan", "--verbose"], cwd=folder, env=shared_daemon.variables, stdout=subprocess.PIPE
    ) as check:
        assert check.stdout is not None
        check.stdout.close()

    assert check.returncode == 2


@linux
@pytest.mark.parametrize("stopped", [False, True], ids=["killed", "stopped"])
def test_a_hook_blocks_when_its_daemon_is_gone(daemon: Daemon, folder: Path, stopped: bool) -> None:
    """The client is the guard of the hook. A daemon that ends or hangs must not let a prompt pass."""
    daemon.begin()
    assert daemon.process is not None
    os.kill(daemon.process.pid, signal.SIGSTOP)
    check = subprocess.Popen(
        [PROGRAM, "hook", "claude", "--seconds", "5"], cwd=folder, env=daemon.variables, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    if not stopped:
        daemon.kill()
    out, _ = check.communicate(EVENT)
    if stopped:
        os.kill(daemon.process.pid, signal.SIGCONT)

    assert b"block" in out


@linux
def test_a_hook_blocks_when_its_check_is_killed(daemon: Daemon, folder: Path) -> None:
    daemon.begin()
    assert daemon.process is not None
    process = daemon.process.pid
    large = json.dumps({"hook_event_name": "UserPromptSubmit", "prompt": "word " * 300_000}).encode()
    with subprocess.Popen(
        [PROGRAM, "hook", "claude"], cwd=folder, env=daemon.variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as check:
        assert check.stdin is not None
        assert check.stdout is not None
        check.stdin.write(large)
        check.stdin.close()
        assert wait_until(lambda: daemon.ask()["running"] == 1, pause=0.001)
        for one in children(process):
            os.kill(one, signal.SIGKILL)
        out = check.stdout.read()

    assert b'"block"' in out


def test_a_client_that_says_nonsense_is_dropped(daemon: Daemon, folder: Path) -> None:
    import socket

    daemon.begin()
    (address,) = (daemon.cache / "daemon").glob("*.sock")
    for data in (b"\0" * 100, b"\xff" * 5000, b"\x10\0\0\0" + b"\1\0\0\0" * 4, b"GET / HTTP/1.1\r\n\r\n"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(address))
            connection.settimeout(30)
            assert connection.recv(100) == wire.GREETING
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(100) == b""

    assert run_wrapped(daemon, [], folder) == 1
    assert daemon.requests() == 1


def test_the_log_has_no_text_of_a_request(daemon: Daemon, folder: Path) -> None:
    daemon.begin()
    daemon.run("scan", "-", cwd=folder, stdin=LEAKING)
    daemon.run("scan", "secret-name.md", cwd=folder, more={"LC_ALL": "C"})

    log = daemon.log()
    assert "started" in log
    assert "declined other conditions" in log
    assert not any(word in log for word in (GITHUB_TOKEN, "secret-name", str(folder), "scan"))
