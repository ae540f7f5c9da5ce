"""What a user sees: whole outputs, in the form in which a pipe gets them.

`.venv/bin/python -m pytest tests/cli/test_golden.py --snapshot-update` writes them anew. Read them before you commit.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from privacy_gate import __version__
from tests.gate import GITHUB_TOKEN
from tests.repository import environment
from tests.terminal import PROGRAM

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("folder")]

FILES = {
    "leaky": {
        "prompts/login.md": "As part of our user auth system, write a login.\n"
        f"Use the token {GITHUB_TOKEN} and ask t.lindgaard@harnwick-dairies.eu.\n"
    },
    "clean": {"prompts/merge.md": "Write a function that merges two sorted lists.\n", "src/a.py": "a = 1\n"},
    "bad settings": {"privacy-gate.yaml": "prompts: [prompts/**]\nfail_on: worning\n"},
}
CALLS = {
    "scan with three findings": ("leaky", ("scan", "prompts", "--select", "secret,business,personal")),
    "scan without a finding": ("clean", ("scan", ".", "--select", "secret,business,personal")),
    "help": ("clean", ("--help",)),
    "rule": ("clean", ("rule", "secret/github-token")),
    "error in the settings": ("bad settings", ("scan", ".")),
}


@pytest.mark.parametrize("name", CALLS)
def test_golden(name: str, snapshot: SnapshotAssertion) -> None:
    files, arguments = CALLS[name]
    for path, text in FILES[files].items():
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text(text)

    done = subprocess.run(
        [PROGRAM, *arguments],
        env=environment(COLUMNS="100"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )

    shown = f"$ privacy-gate {' '.join(arguments)}\n{done.stdout.decode()}exit code {done.returncode}\n"
    assert re.sub(rf"{re.escape(__version__)}|\d+\.\d s\b", "…", shown) == snapshot
