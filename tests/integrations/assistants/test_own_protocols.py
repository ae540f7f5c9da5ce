"""Assistants with a protocol of their own: Windsurf and Cline."""

from __future__ import annotations

from tests.gate import GITHUB_TOKEN, gate
from tests.integrations.assistants import payloads
from tests.integrations.assistants.hook_calls import LEAK, hook
from tests.repository import Repository, shows_token


def test_windsurf_is_answered_by_an_exit_code(repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    def code(payload: bytes) -> int:
        done = gate("hook", "windsurf", stdin=payload)
        assert done.out == ""
        assert bool(done.err) == bool(done.code)
        assert not shows_token(done)
        return done.code

    here = repository.root
    (here.parent / "live.env").write_text(f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    assert code(payloads.prompt("windsurf", LEAK, here)) == 2
    assert code(payloads.prompt("windsurf", "Sort a list.", here)) == 0
    assert code(payloads.call("windsurf", "pre_read_code", {"file_path": str(here / "live.env")}, here)) == 2
    assert code(payloads.call("windsurf", "pre_run_command", {"command_line": "cat live.env", "cwd": str(here)}, here))
    assert code(payloads.call("windsurf", "pre_run_command", {"command_line": "ls", "cwd": str(here)}, here)) == 0
    assert code(payloads.call("windsurf", "pre_mcp_tool_use", {"mcp_tool_arguments": {"t": GITHUB_TOKEN}}, here)) == 2
    assert code(b"no JSON") == 2


def test_cline_is_told_to_cancel(repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    here = repository.root

    assert "GitHub token" in hook("cline", payloads.prompt("cline", LEAK, here)).data["errorMessage"]
    assert hook("cline", payloads.prompt("cline", "Sort a list.", here)).data == {"cancel": False}
    assert hook("cline", payloads.call("cline", "read_file", {"path": "live.env"}, here)).data["cancel"] is True
    assert hook("cline", payloads.call("cline", "execute_command", {"command": "ls"}, here)).data["cancel"] is False
    commands = {"commands": ["ls", "cat live.env"]}
    assert hook("cline", payloads.call("cline", "run_commands", commands, here)).data["cancel"] is True
    assert hook("cline", payloads.call("cline", "run_commands", {"commands": ["ls"]}, here)).data["cancel"] is False
    files = {"files": [{"path": str(here / "live.env"), "start_line": None}]}
    assert hook("cline", payloads.call("cline", "read_files", files, here)).data["cancel"] is True
    for result, stopped in ((GITHUB_TOKEN, True), ("done", False)):
        printed = [{"query": "sh x.sh", "result": f"{result}\n", "success": True}]
        sent = payloads.result("cline", "run_commands", {"commands": ["sh x.sh"]}, printed, here)
        assert hook("cline", sent).data["cancel"] is stopped
    assert hook("cline", b"no JSON").data["cancel"] is True
