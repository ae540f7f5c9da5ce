"""The same bytes with and without the daemon."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.daemon.running import PROGRAM, Daemon
from tests.gate import GITHUB_TOKEN, Outcome
from tests.repository import Repository, start

PROMPT = "# TASK\nMerge ranges.\n\nAs part of our billing platform, use calculate_proprietary_risk_score.\n"

FILES = {
    "app.py": '"""Ranges."""\n\n\ndef merge(a, b):\n    return a + b\n',
    "core/risk.py": "def calculate_proprietary_risk_score(customer):\n    return customer.score * 3.7\n",
    "privacy-gate.yaml": "keywords: [Halvardson]\nnever_send: [core/**]\n",
}

CHANGED = {
    "app.py": FILES["app.py"] + f'\n\ndef load(x):\n    # the proprietary risk score\n    token = "{GITHUB_TOKEN}"\n',
    "prompts/ask.md": PROMPT,
    "notes/ä.txt": "Grüße an Halvardson\n",
}

LEAKING = f"Use {GITHUB_TOKEN} please."


def event(prompt: str, folder: Path) -> bytes:
    """Return a prompt as Claude Code sends it to a hook."""
    given = {"hook_event_name": "UserPromptSubmit", "session_id": "s", "cwd": str(folder), "prompt": prompt}
    return json.dumps(given).encode()


COMMANDS: list[tuple[Sequence[str], bytes]] = [
    (("scan",), b""),
    (("scan", "--format", "json", "prompts/ask.md"), b""),
    (("scan", "--color", "always", "--deep", "."), b""),
    (("scan", "-"), PROMPT.encode()),
    (("scan", "-", "--exposure", "internal"), LEAKING.encode()),
    (("scan", "--format", "sarif", "."), b""),
    (("scan", "no-such-file"), b""),
    (("scan", "--no-such-option"), b""),
    (("scan", "--help"), b""),
    (("scan", "--config", "no-such.yaml"), b""),
    (("scan", "--jobs", "2", "--statistics"), b""),
    (("scan", "--select", "secret", "--exit-zero"), b""),
    (("diff", "--staged"), b""),
    (("diff", "--staged", "--show-names", "--verbose"), b""),
    (("diff", "--staged", "--format", "concise"), b""),
    (("diff", "HEAD~5"), b""),
    (("diff", "--patch", "-"), b"--- a/x.py\n+++ b/x.py\n@@ -0,0 +1 @@\n+a = 1\n"),
    (("pre-commit", "prompts/ask.md", "app.py"), b""),
    (("pre-commit", "--message", "notes/ä.txt"), b""),
    (("hook", "claude"), b"not JSON"),
    (("hook", "claude"), b""),
    (("hook", "no-such-assistant"), b"{}"),
]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Repository(tmp_path_factory.mktemp("parity") / "work")
    made.commit(FILES)
    for path, text in CHANGED.items():
        made.stage(path, text)
    return made.root


def both(daemon: Daemon, arguments: Sequence[str], changed: Path, copy: Path, stdin: bytes) -> tuple[Outcome, Outcome]:
    """Run a command in process and by the daemon, each in an equal repository with the same path."""
    shutil.copytree(changed, copy)
    alone = daemon.run(*arguments, cwd=copy, stdin=stdin, more={"PRIVACY_GATE_DAEMON": "off"})
    shutil.rmtree(copy)
    shutil.copytree(changed, copy)
    before = daemon.requests()
    served = daemon.run(*arguments, cwd=copy, stdin=stdin)
    assert daemon.requests() == before + 1
    return alone, served


@pytest.mark.parametrize(
    ("arguments", "stdin"), COMMANDS, ids=lambda one: " ".join(one) if isinstance(one, tuple) else ""
)
def test_a_command_prints_the_same(
    shared_daemon: Daemon, changed: Path, tmp_path: Path, arguments: Sequence[str], stdin: bytes
) -> None:
    alone, served = both(shared_daemon, arguments, changed, tmp_path / "work", stdin)

    assert served == alone


@pytest.mark.parametrize("prompt", ["Sort a list.", LEAKING, PROMPT])
def test_a_hook_replies_the_same(shared_daemon: Daemon, changed: Path, tmp_path: Path, prompt: str) -> None:
    folder = tmp_path / "work"

    alone, served = both(shared_daemon, ("hook", "claude"), changed, folder, event(prompt, folder))

    assert served == alone
    assert ('"block"' in alone.out) == (prompt == LEAKING)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("line", ["scan prompts >/dev/full", "scan --format json . >/dev/full", "scan x 2>/dev/full"])
def test_a_full_disk_is_the_same_error(daemon: Daemon, changed: Path, line: str, unbuffered: str) -> None:
    daemon.variables["PYTHONUNBUFFERED"] = unbuffered
    daemon.begin()
    command = ["sh", "-c", f"{shlex.quote(str(PROGRAM))} {line}"]
    served = start(command, changed, env=daemon.variables)
    assert daemon.requests() == 1

    assert served == start(command, changed, env={**daemon.variables, "PRIVACY_GATE_DAEMON": "off"})
    assert served.code == 2


def test_the_table_has_both_outcomes(shared_daemon: Daemon, changed: Path) -> None:
    """The table would prove little if each command failed, or found nothing."""
    codes = {shared_daemon.run(*arguments, cwd=changed, stdin=stdin).code for arguments, stdin in COMMANDS[5:12]}

    assert codes == {0, 1, 2}
