"""The file through which Claude Code runs its shell commands."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.gate import gate
from tests.integrations.assistants.claude.calls import installed
from tests.repository import Repository, shows_token


def run_as_claude_does(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command of the Bash tool, in the form that version 2.1.332 was seen to start it."""
    prefix = installed()["env"]["CLAUDE_CODE_SHELL_PREFIX"]
    whole = f"shopt -u extglob 2>/dev/null || true && eval {shlex.quote(command)} < /dev/null && pwd -P >| {folder}/cwd"
    line = f"{shlex.quote(prefix)} {shlex.quote(whole)}"
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, cwd=folder)


@pytest.mark.skipif(os.name == "nt", reason="a file for POSIX shells")
@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("echo a; exit 3", "a\n\nExit code 3\n"),
        ("false", "\nExit code 1\n"),
        ("echo a; kill -9 $$", "a\n\nExit code 137\n"),
        ("set -e; echo a; false; echo b", "a\nb\n"),
        ("(exit 4) # a comment", "\nExit code 4\n"),
        ("echo 'it'\"'\"'s' \"$((1 + 1))\"", "it's 2\n"),
        ("cat <<'E'\n$x `y`\nE", "$x `y`\n"),
        ("echo a >&2 2>&1; exec false", "\nExit code 1\n"),
    ],
)
def test_a_command_that_fails_ends_as_a_success_that_says_so(
    command: str, printed: str, repository: Repository
) -> None:
    done = run_as_claude_does(command, repository.root)

    assert (done.returncode, done.stdout) == (0, printed)


@pytest.mark.skipif(os.name == "nt", reason="a file for POSIX shells")
def test_the_working_folder_stays_and_hooks_run_as_they_are(repository: Repository) -> None:
    (repository.root / "a b").mkdir()

    run_as_claude_does("cd 'a b'", repository.root)

    assert (repository.root / "cwd").read_text() == f"{repository.root}/a b\n"
    prefix = installed()["env"]["CLAUDE_CODE_SHELL_PREFIX"]
    done = subprocess.run([prefix, "cat; echo no >&2; exit 2"], input="{}", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "{}", "no\n")


@pytest.mark.skipif(os.name == "nt", reason="a file for POSIX shells")
def test_a_variable_of_the_user_stays_and_ours_goes(repository: Repository) -> None:
    settings = Path("~/.claude/settings.json").expanduser()
    installed()
    assert os.access(settings.parent / "privacy-gate-shell", os.X_OK)
    assert gate("install", "claude", "--remove", "--yes").code == 0
    assert json.loads(settings.read_text()) == {}
    assert not (settings.parent / "privacy-gate-shell").exists()
    settings.write_text('{"env": {"CLAUDE_CODE_SHELL_PREFIX": "/own", "A": "b"}}')

    done = gate("install", "claude", "--yes")

    assert "Not set: CLAUDE_CODE_SHELL_PREFIX" in done.out
    assert json.loads(settings.read_text())["env"] == {"CLAUDE_CODE_SHELL_PREFIX": "/own", "A": "b"}
    assert gate("install", "claude", "--remove", "--yes").code == 0
    assert json.loads(settings.read_text())["env"] == {"CLAUDE_CODE_SHELL_PREFIX": "/own", "A": "b"}
    assert not shows_token(done)
