"""What shells are offered: commands, options, their values, rules, files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from privacy_gate.cli.commands import COMMANDS
from tests.gate import gate
from tests.repository import environment, start

SHELLS = ("bash", "zsh", "fish")


def offered(folder: Path, *words: str) -> list[str]:
    """What is offered for the last of some words; `file:` for files."""
    line = " ".join(("privacy-gate", *words))
    asked = environment(COMP_WORDS=line, COMP_CWORD=str(len(words)), _PRIVACY_GATE_COMPLETE="bash_complete")
    program = Path(sys.executable).with_name("privacy-gate")
    done = start([program], folder, env=asked)
    assert done.code == 0, done.err
    return [kind if kind == "file" else name for kind, name in (one.split(",", 1) for one in done.out.splitlines())]


def test_commands_are_offered(folder: Path) -> None:
    assert offered(folder, "") == list(COMMANDS)
    assert offered(folder, "re") == ["restore", "rename-map"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("scan", "--fail"), ["--fail-on"]),
        (("scan", "--format", "js"), ["json"]),
        (("scan", "--select", "secret,bus"), ["secret,business"]),
        (("rule", "business/named"), ["business/named-party"]),
        (("rule", "toolchain/claude-h"), ["toolchain/claude-hook"]),
        (("install", "ge"), ["gemini"]),
        (("scan", "RE"), ["file"]),
        (("clean", "pro"), ["file"]),
    ],
)
def test_words_are_offered(folder: Path, words: tuple[str, ...], expected: list[str]) -> None:
    assert offered(folder, *words) == expected


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_ask_this_program(shell: str) -> None:
    printed = gate("completion", shell)

    assert printed.code == 0
    assert f"_PRIVACY_GATE_COMPLETE={shell}_complete" in printed.out


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_completes(folder: Path) -> None:
    (folder / "completion.sh").write_text(gate("completion", "bash").out)
    script = """
        source ./completion.sh
        COMP_WORDS=(privacy-gate install cl) COMP_CWORD=2
        _privacy_gate_completion privacy-gate
        echo "${COMPREPLY[@]}"
    """
    scripts = str(Path(sys.executable).parent)

    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", script], cwd=folder, capture_output=True, text=True, check=False,
        timeout=600, env=environment(PATH=f"{scripts}:{environment()['PATH']}"),
    )  # fmt: skip

    assert done.stdout.split() == ["claude", "cline"], done.stderr


def test_an_unknown_shell_is_an_error() -> None:
    assert gate("completion", "csh").code == 2
