"""The parent of a check, as real processes: it outlives a worker that dies, and answers when one is late.

The worker runs git; a program of that name that kills its parent stands for a parser that dies.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.gate import Outcome
from tests.integrations.assistants import payloads
from tests.repository import GATE, Repository, environment, shows_token, start

pytestmark = [pytest.mark.skipif(not hasattr(os, "fork"), reason="signals of POSIX")]


def hook(repository: Repository, *arguments: str, git: str = "", stdin: bytes | None = None) -> Outcome:
    """Run the hook with a program `git` of this text, or the real one. Its output must be one JSON object."""
    variables = {}
    if git:
        folder = repository.root.parent / "bin"
        folder.mkdir(exist_ok=True)
        (folder / "git").write_text(f"#!/bin/sh\n{git}\n")
        (folder / "git").chmod(0o755)
        variables["PATH"] = f"{folder}:{os.environ['PATH']}"
    sent = payloads.prompt("claude", "Sort a list of numbers.", repository.root) if stdin is None else stdin
    done = start([*GATE, "hook", *arguments], repository.root, sent, environment(**variables))
    assert done.code == 0
    assert done.err == ""
    assert done.out.count("\n") == 1
    assert not shows_token(done)
    return done


def test_a_prompt_passes(repository: Repository) -> None:
    assert hook(repository, "claude").out == "{}\n"


@pytest.mark.parametrize(("git", "why"), [("kill -SEGV $PPID", "signal 11"), ("kill -KILL $PPID", "signal 9")])
def test_a_worker_that_dies_stops_the_prompt(git: str, why: str, repository: Repository) -> None:
    answer = hook(repository, "claude", git=git).data

    assert answer["decision"] == "block"
    assert f"the check was killed by {why}" in answer["reason"]


def test_a_worker_that_is_late_stops_the_prompt_and_is_ended_with_what_it_started(repository: Repository) -> None:
    file = repository.root / "pid"

    for seconds in ("1.5", "15", "150"):  # on a busy machine it takes longer until the worker asks git
        answer = hook(repository, "codex", "--seconds", seconds, git=f"echo $$ > {file}; exec sleep 600").data
        if file.exists():
            break

    assert answer == {"decision": "block", "reason": answer["reason"]}
    assert f"longer than {seconds} seconds" in answer["reason"]
    ends = time.monotonic() + 120
    while Path(f"/proc/{file.read_text().strip()}").exists() and time.monotonic() < ends:
        time.sleep(0.05)
    assert not Path(f"/proc/{file.read_text().strip()}").exists() or sys.platform != "linux"


@pytest.mark.parametrize("forks", [True, False])
def test_an_assistant_that_sends_nothing_and_waits_is_answered(forks: bool, repository: Repository) -> None:
    start_ = GATE if forks else (sys.executable, "-c", _SPAWNED)
    with subprocess.Popen(
        [*start_, "hook", "gemini", "--seconds", "0.5"], cwd=repository.root, env=environment(), stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        answer = json.loads(process.stdout.read())

    assert answer["decision"] == "deny"


@pytest.mark.parametrize(
    "arguments", [["claude", "--fast"], ["claude", "gemini"], ["clade"], [], ["claude", "--seconds", "x"]]
)
def test_a_wrong_command_line_in_the_settings_of_an_assistant_stops(
    arguments: list[str], repository: Repository
) -> None:
    assert hook(repository, *arguments).data["decision"] == "block"


def test_fail_open_holds_for_a_worker_that_dies_later(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "hook: {fail_open: true}\n")
    # what git is asked before the settings are read must be answered: a death before that stops the prompt
    dies = 'case "$*" in *--stage*) kill -SEGV $PPID;; *) exec /usr/bin/git "$@";; esac'

    answer = hook(repository, "claude", git=dies).data

    assert "allowed it (hook.fail_open): the check was killed by signal 11" in answer["systemMessage"]


@pytest.mark.parametrize("name", ["privacy_gate.py", "privacy_gate/__init__.py", "json.py", "encodings.py"])
def test_a_worker_that_is_started_imports_nothing_of_the_repository(name: str, repository: Repository) -> None:
    ran = repository.root / "ran"
    repository.write(name, f"open({str(ran)!r}, 'w').close()\n")
    command = [sys.executable, "-P", "-c", _SPAWNED, "hook", "claude"]

    done = start(command, repository.root, payloads.prompt("claude", "Sort.", repository.root), environment())

    assert (done.code, done.data) == (0, {})
    assert not ran.exists()


_SPAWNED = """\
import sys
from privacy_gate.integrations.assistants import hook_parent as guard
guard.CAN_FORK = False
del guard.signal.setitimer
from privacy_gate.__main__ import main
main()
"""


@pytest.mark.parametrize(("git", "why"), [("", None), ("kill -SEGV $PPID", "signal 11"), ("exec sleep 600", "longer")])
def test_a_system_that_cannot_fork_starts_a_worker(git: str, why: str | None, repository: Repository) -> None:
    variables = {}
    if git:
        folder = repository.root.parent / "bin"
        folder.mkdir()
        (folder / "git").write_text(f"#!/bin/sh\n{git}\n")
        (folder / "git").chmod(0o755)
        variables["PATH"] = f"{folder}:{os.environ['PATH']}"
    command = [sys.executable, "-c", _SPAWNED, "hook", "claude", "--seconds", "2" if why == "longer" else "300"]

    done = start(
        command, repository.root, payloads.prompt("claude", "Sort.", repository.root), environment(**variables)
    )

    assert done.code == 0
    assert done.data == {} if why is None else why in done.data["reason"]
