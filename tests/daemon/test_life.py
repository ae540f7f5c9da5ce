"""The life of the daemon: it starts by itself, runs once, and ends when it is idle, stopped or out of date."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.daemon.running import PROGRAM, Daemon, wait_until
from tests.repository import Repository


@pytest.fixture
def prompt(folder: Path) -> Path:
    file = folder / "prompts" / "ask.md"
    file.parent.mkdir()
    file.write_text("Sort a list.\n")
    return folder


def test_the_first_check_starts_it_and_the_second_one_uses_it(daemon: Daemon, prompt: Path) -> None:
    assert not daemon.status()["running"]

    daemon.run("scan", cwd=prompt)

    assert wait_until(lambda: bool(daemon.status()["running"]))
    daemon.run("scan", cwd=prompt)
    assert daemon.requests() == 1


def test_a_hook_starts_it(daemon: Daemon, prompt: Path) -> None:
    daemon.run("hook", "claude", cwd=prompt, stdin=b'{"hook_event_name": "UserPromptSubmit", "prompt": "Sort."}')

    assert wait_until(lambda: bool(daemon.status()["running"]))


def test_a_started_daemon_keeps_no_pipe_of_its_starter_open(daemon: Daemon, prompt: Path) -> None:
    """A program that waits for the end of a pipe would otherwise wait until the daemon ends."""
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    with subprocess.Popen([PROGRAM, "scan"], cwd=prompt, env=daemon.variables, close_fds=False):
        os.close(writer)
    assert wait_until(lambda: bool(daemon.status()["running"]))

    assert os.read(reader, 1) == b""
    os.close(reader)


@pytest.mark.parametrize(
    "variables",
    [{"PRIVACY_GATE_DAEMON": "off"}, {"PRIVACY_GATE_DAEMON": "", "CI": "true"}],
    ids=["switched off", "in CI"],
)
def test_nothing_starts_it(daemon: Daemon, prompt: Path, variables: dict[str, str]) -> None:
    daemon.run("scan", cwd=prompt, more=variables)

    assert not (daemon.cache / "daemon").exists()


def test_settings_can_forbid_it(daemon: Daemon, prompt: Path) -> None:
    (prompt / "privacy-gate.yaml").write_text("daemon: false\n")

    daemon.run("scan", cwd=prompt)

    assert not list((daemon.cache / "daemon").glob("*.attempt"))


def test_settings_of_a_repository_forbid_a_running_one(shared_daemon: Daemon, tmp_path: Path) -> None:
    made = Repository(tmp_path / "work")
    made.write("privacy-gate.yaml", "daemon: false\n")
    made.write("deeper/prompts/ask.md", "Sort a list.\n")
    before = shared_daemon.requests()

    done = shared_daemon.run("scan", cwd=made.root / "deeper")

    assert (done.code, shared_daemon.requests()) == (0, before)


@pytest.mark.parametrize("option", ["--output", "--add-ignores", "--record", "--allow-plugins"])
def test_what_writes_or_executes_runs_in_process(shared_daemon: Daemon, prompt: Path, option: str) -> None:
    value = {"--output": ["json=report.json"], "--add-ignores": ["because"]}.get(option, [])
    before = shared_daemon.requests()

    shared_daemon.run("scan", option, *value, cwd=prompt)

    assert shared_daemon.requests() == before


def test_a_file_of_the_process_is_read_in_process(shared_daemon: Daemon, prompt: Path) -> None:
    before = shared_daemon.requests()

    shared_daemon.run("scan", "/dev/fd/0", cwd=prompt, stdin=b"Sort a list.\n")

    assert shared_daemon.requests() == before


def test_only_one_runs(daemon: Daemon) -> None:
    daemon.begin()

    again = daemon.run("daemon", "run", cwd=daemon.cache)

    assert again.out == "Another daemon runs.\n"


def test_a_killed_one_is_replaced(daemon: Daemon, prompt: Path) -> None:
    daemon.begin()
    daemon.kill()

    done = daemon.run("scan", cwd=prompt)

    assert (done.code, done.err) == (0, "")
    assert wait_until(lambda: bool(daemon.status()["running"]))


def test_it_ends_when_it_is_idle(daemon: Daemon) -> None:
    daemon.begin("--idle", "0.2")
    assert daemon.process is not None

    assert daemon.process.wait(60) == 0
    assert "ended idle" in daemon.log()
    assert not list((daemon.cache / "daemon").glob("*.sock"))


def test_it_ends_when_its_directory_is_removed(daemon: Daemon) -> None:
    daemon.begin()
    assert daemon.process is not None
    shutil.rmtree(daemon.cache / "daemon")

    assert daemon.process.wait(60) == 0


def test_it_is_stopped_and_restarted(daemon: Daemon) -> None:
    daemon.begin()
    first = daemon.status()["daemon"]["process"]

    assert daemon.run("daemon", "restart", cwd=daemon.cache).out == "Started the daemon.\n"
    assert daemon.status()["daemon"]["process"] != first
    assert daemon.run("daemon", "stop", cwd=daemon.cache).out == "Stopped the daemon.\n"
    assert daemon.run("daemon", "stop", cwd=daemon.cache).out == "The daemon does not run.\n"


def test_the_status_is_shown_for_people(shared_daemon: Daemon) -> None:
    shown = shared_daemon.run("daemon", "status", cwd=shared_daemon.cache)

    assert shown.out.startswith("The daemon runs: process ")
    assert "It exits after 30 minutes without a check." in shown.out
    assert shown.code == 0


def test_a_stop_by_signal_waits_for_a_check(daemon: Daemon, prompt: Path) -> None:
    daemon.begin()
    assert daemon.process is not None
    with subprocess.Popen(
        [PROGRAM, "scan", "-"], cwd=prompt, env=daemon.variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as check:
        assert wait_until(lambda: daemon.status()["daemon"]["running"] == 1)
        daemon.process.send_signal(signal.SIGTERM)
        check.communicate(b"Sort a list.\n")

    assert check.returncode == 0
    assert daemon.process.wait(60) == 0
