"""Our hooks in the settings of assistants: put in, tried, taken out, and nothing else changed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.base.settings_files import foreign
from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants.events import Reply
from privacy_gate.integrations.assistants.setup import commands
from tests.gate import Outcome, gate
from tests.integrations.assistants import payloads
from tests.repository import GATE, Repository, environment, shows_token, start

ASSISTANTS = tuple(name for name in assistants.ASSISTANTS if name != "cline")

OWN = """\
{
  // mine
  "theme": "dark",
  "hooks": {
    "UserPromptSubmit": [
      {"hooks": [{"type": "command", "command": "say hello"}]} // and this
    ],
    "BeforeAgent": [],
    "Stop": [{"hooks": [{"type": "command", "command": "privacy-gate hook nobody"}]}], // stays
  },
  /* the end */
}
"""


@pytest.fixture
def project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(folder / "home"))
    for name in ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "COPILOT_HOME"):
        monkeypatch.delenv(name, raising=False)
    (folder / "project").mkdir()
    monkeypatch.chdir(folder / "project")
    return folder / "project"


def install(*arguments: str) -> Outcome:
    done = gate("install", *arguments, "--yes")
    assert done.code == 0, done.err
    return done


def settings(assistant: str, scope: str) -> Path:
    plan = assistants.get(assistant).plan(["privacy-gate", "hook", assistant])
    return Path(plan.user).expanduser() if scope == "user" else Path(plan.project)


def read(file: Path) -> Any:
    return foreign.read(file, "jsonc", str(file)).data


@pytest.mark.parametrize("assistant", ASSISTANTS)
@pytest.mark.parametrize("scope", ["user", "project"])
def test_a_file_is_made_and_running_it_again_changes_nothing(assistant: str, scope: str, project: Path) -> None:
    out = install(assistant, f"--{scope}").out
    file = settings(assistant, scope)
    once = file.read_text()
    plan = assistants.get(assistant).plan(["x"])

    assert f"privacy-gate hook {assistant} --selftest" in out
    assert plan.still in out
    assert read(file)["hooks"].keys() == plan.hooks.keys()
    assert json.loads(once).get("version") == plan.top.get("version")
    assert "nothing to change" in install(assistant, f"--{scope}").out
    assert file.read_text() == once
    install(assistant, f"--{scope}", "--remove")
    assert read(file) == plan.top


@pytest.mark.parametrize("assistant", ["claude", "cline"])
def test_a_dry_run_shows_what_would_change_and_writes_nothing(assistant: str, project: Path) -> None:
    there = set(project.rglob("*"))

    shown = gate("install", assistant, "--project", "--dry-run")

    assert (shown.code, set(project.rglob("*"))) == (0, there)
    assert f"privacy-gate hook {assistant}" in shown.out
    assert "no file was changed" in shown.err
    install(assistant, "--project")
    there = set(project.rglob("*"))
    assert "nothing to change" in gate("install", assistant, "--project", "--dry-run").out
    assert gate("install", assistant, "--project", "--dry-run", "--remove", "--yes").code == 0
    assert set(project.rglob("*")) == there


@pytest.mark.parametrize("assistant", ASSISTANTS)
def test_what_is_there_stays(assistant: str, project: Path) -> None:
    file = settings(assistant, "project")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(OWN)
    before = read(file)

    install(assistant, "--project")

    text, after = file.read_text(), read(file)
    for kept in ("// mine", "// and this", "// stays", "/* the end */", "say hello", "hook nobody"):
        assert kept in text
    for event, entries in before["hooks"].items():
        assert after["hooks"][event][: len(entries)] == entries
    assert {key: value for key, value in after.items() if key not in ("hooks", "version")} == {"theme": "dark"}
    install(assistant, "--project", "--remove")
    text = file.read_text()
    assert "hook " + assistant not in text
    for kept in ("// mine", "// and this", "// stays", "/* the end */"):
        assert kept in text
    assert read(file)["hooks"]["UserPromptSubmit"] == before["hooks"]["UserPromptSubmit"]
    assert read(file)["hooks"]["Stop"] == before["hooks"]["Stop"]


def test_an_older_entry_of_ours_is_replaced(project: Path) -> None:
    file = settings("claude", "project")
    file.parent.mkdir()
    old = {"matcher": "*", "hooks": [{"type": "command", "command": "/old/bin/privacy-gate hook claude"}]}
    file.write_text(json.dumps({"hooks": {"UserPromptSubmit": [old, {"hooks": []}]}}))

    install("claude", "--project")

    entries = read(file)["hooks"]["UserPromptSubmit"]
    assert len(entries) == 2
    assert entries[1]["hooks"][0]["onFailure"] == "block"
    assert "/old/bin" not in file.read_text()


def runs(assistant: str, program: str) -> Outcome:
    """What the shell makes of an installed line when the program is something else."""
    line = next(iter(assistants.get(assistant).plan([program]).hooks.values()))
    (command,) = (one for one in commands(line) if isinstance(one, str))
    return start(["sh", "-c", command], Path.cwd())


@pytest.mark.skipif(os.name == "nt", reason="lines of POSIX shells")
@pytest.mark.parametrize("assistant", ASSISTANTS)
def test_a_program_that_is_gone_or_killed_stops_as_well(assistant: str, project: Path) -> None:
    (project / "dies").write_text("#!/bin/sh\nkill -KILL $$\n")
    (project / "passes").write_text("#!/bin/sh\necho '{}'\n")
    for name in ("dies", "passes"):
        (project / name).chmod(0o755)
    for program in ("/gone/privacy-gate", str(project / "dies")):
        done = runs(assistant, program)
        answer = Reply(json.loads(done.out) if done.out else None, done.code, done.err)
        assert assistants.get(assistant).is_blocked(answer)
        assert done.code == (2 if assistant == "windsurf" else 0)
    assert runs(assistant, str(project / "passes")).out == "{}\n"


def test_a_folder_that_was_moved_is_found(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEX_HOME", str(project / "moved"))

    install("codex")

    assert read(project / "moved" / "hooks.json")["hooks"].keys() >= {"UserPromptSubmit"}


def test_cursor_is_told_to_fail_closed(project: Path) -> None:
    install("cursor", "--project")

    assert all(entries[0]["failClosed"] for entries in read(Path(".cursor/hooks.json"))["hooks"].values())


def test_nothing_is_written_unasked_or_into_a_broken_file(project: Path) -> None:
    assert gate("install", "claude").code == 2
    assert not settings("claude", "user").exists()
    file = settings("claude", "project")
    file.parent.mkdir()
    file.write_text('{"hooks": {"UserPromptSubmit": {}}}')

    assert gate("install", "claude", "--project", "--yes").code == 2
    assert file.read_text() == '{"hooks": {"UserPromptSubmit": {}}}'


@pytest.mark.parametrize("assistant", assistants.ASSISTANTS)
def test_taking_a_hook_out_of_a_project_is_told(assistant: str, project: Path) -> None:
    repository = Repository(project)
    install(assistant, "--project")
    repository.git("add", "--all")
    repository.commit()
    install(assistant, "--project", "--remove")
    repository.git("add", "--all")

    found = repository.report("diff", "--staged", "--select", "gate")

    assert {one["rule"] for one in found.data["findings"]} == {"gate/call-removed"}


def test_cline_gets_programs_and_keeps_those_of_its_user(project: Path) -> None:
    folder = Path(".clinerules/hooks")
    install("cline", "--project")

    assert os.access(folder / "UserPromptSubmit", os.X_OK)
    assert "nothing to change" in install("cline", "--project").out
    install("cline", "--project", "--remove")
    assert list(folder.iterdir()) == []
    (folder / "PreToolUse").write_text("#!/bin/sh\nsay hello\n")
    assert gate("install", "cline", "--project", "--yes").code == 2
    install("cline", "--project", "--remove")
    assert (folder / "PreToolUse").read_text() == "#!/bin/sh\nsay hello\n"


@pytest.mark.parametrize("assistant", ["claude", "copilot", "windsurf", "cline"])
def test_the_selftest_runs_what_is_installed(assistant: str, project: Path) -> None:
    assert gate("hook", assistant, "--selftest").code == 1
    install(assistant)

    done = gate("hook", assistant, "--selftest")

    assert done.code == 0, done.out
    assert done.out.count(": blocked\n") == 2
    assert done.out.count(": allowed\n") == 1
    file = settings(assistant, "user")
    file = file / "UserPromptSubmit" if file.is_dir() else file
    file.write_text(file.read_text().replace("bin/privacy-gate", "bin/gone/privacy-gate"))
    done = gate("hook", assistant, "--selftest")
    assert done.code == 1  # a clean prompt is stopped too when the program is gone, and so is a leak
    assert done.out.count(": blocked\n") == 2
    assert "a clean prompt: FAILED: it was blocked" in done.out
    assert not shows_token(done)


# letting through ---------------------------------------------------------------------------------


def allow(repository: Repository, reason: str) -> str:
    """Run it at a terminal of its own."""
    import pty

    mine, theirs = pty.openpty()
    try:
        import subprocess

        command = [*GATE, "allow", "--last", reason]
        done = subprocess.run(
            command, cwd=repository.root, env=environment(), stdin=theirs, capture_output=True, text=True, check=False
        )
    finally:
        os.close(mine)
        os.close(theirs)
    return done.stdout + done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="terminals of POSIX")
def test_a_stopped_text_is_let_through_once_with_a_reason_that_is_recorded(folder: Path) -> None:
    repository = Repository(folder / "project")
    from tests.integrations.assistants.hook_calls import LEAK, events

    sent = payloads.prompt("claude", LEAK, repository.root)
    other = payloads.prompt("claude", f"{LEAK}!", repository.root)

    def stopped(payload: bytes) -> bool:
        return bool(start([*GATE, "hook", "claude"], repository.root, payload).data.get("decision"))

    assert "no text was blocked in this directory" in allow(repository, "x")
    assert stopped(sent)
    assert start([*GATE, "allow", "--last", "no"], repository.root).code == 2  # no terminal: perhaps an assistant
    assert "secret/github-token" in allow(repository, "revoked this morning")
    assert stopped(other)
    assert not stopped(sent)
    assert stopped(sent)
    kinds = [(event["kind"], event["reason"]) for event in events(repository)]
    assert ("allowed", "revoked this morning") in kinds
    assert [kind for kind, _ in kinds] == ["checked", "checked", "allowed", "checked"]
