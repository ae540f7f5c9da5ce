"""Protected paths in the arguments of tools, in each assistant as it is installed, and events that write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gate import GITHUB_TOKEN
from tests.integrations.assistants.installed import install, is_stopped
from tests.repository import Repository, shows_token


@pytest.fixture
def repository(repository: Repository) -> Repository:
    repository.commit({"privacy-gate.yaml": "never_send: [vault/**]\n", "vault/rebates.py": "X = 1\n", "src/a.py": "1"})
    repository.write("a.env", f"API={GITHUB_TOKEN}\n")
    (repository.root / "way").symlink_to("vault")
    repository.write("vault/north.route", "nine orders beyond the ferry\n")
    return repository


def call(assistant: str, tool: str, given: Any, root: Path) -> tuple[str, dict[str, Any]]:
    """The event with which an assistant announces a tool, and what it sends."""
    if assistant == "windsurf":
        return tool, {"agent_action_name": tool, "trajectory_id": "t", "tool_info": given}
    if assistant == "cursor":
        common = {"conversation_id": "c", "cursor_version": "2.1.0", "workspace_roots": [str(root)]}
        event = "beforeMCPExecution" if tool.startswith("mcp") else "preToolUse"
        return event, {**common, "hook_event_name": event, "tool_name": tool, "tool_input": given}
    if assistant == "cline":
        asked = {"toolName": tool, "parameters": given}
        return "PreToolUse", {"hookName": "PreToolUse", "workspaceRoots": [str(root)], "preToolUse": asked}
    if assistant == "copilot":
        return "preToolUse", {"sessionId": "s", "cwd": str(root), "toolName": tool, "toolArgs": json.dumps(given)}
    event = "BeforeTool" if assistant == "gemini" else "PreToolUse"
    return event, {"hook_event_name": event, "cwd": str(root), "tool_name": tool, "tool_input": given}


CASES: list[tuple[str, str, Any]] = [
    ("codex", "mcp__files__get", {"file": "vault/rebates.py"}),
    ("codex", "mcp__files__get", {"filename": "a.env"}),
    ("codex", "mcp__files__get", {"deep": [{"er": {"uri": "file://$ROOT/vault/rebates.py"}}]}),
    ("codex", "mcp__files__get", {"source": "file:vault%2Frebates.py"}),
    ("codex", "mcp__files__get", {"vault/rebates.py": True}),
    ("codex", "Bash", {"command": ["bash", "-lc", "cat rebates.py"], "workdir": "$ROOT/vault"}),
    ("codex", "Bash", {"command": ["cat", "vault/rebates.py"]}),
    ("codex", "exec_command", {"cmd": "cat rebates.py", "workdir": "vault"}),
    ("gemini", "search_file_content", {"pattern": "X", "dir_path": "vault"}),
    ("gemini", "read_many_files", {"include": ["vault/*.py"]}),
    ("gemini", "run_shell_command", {"command": "cat rebates.py", "dir_path": "vault"}),
    ("vscode", "grep_search", {"query": "X", "includePattern": "vault/**"}),
    ("vscode", "grep_search", {"query": "X", "includePattern": "**/{docs,vault}/*.py"}),
    ("vscode", "read_file", {"uri": "file://$ROOT/a.env"}),
    ("copilot", "files-get", {"target": "$ROOT/a.env:1"}),
    ("copilot", "rg", {"pattern": "X", "paths": "vault"}),
    ("cursor", "mcp_get", json.dumps({"source": "vault/rebates.py"})),
    ("cursor", "Grep", {"pattern": "X", "glob": "vault/*"}),
    ("claude", "Grep", {"pattern": ".", "glob": "*.env"}),
    ("claude", "Grep", {"pattern": ".", "glob": "**/*.{md,env}"}),
    ("claude", "Grep", {"pattern": ".", "glob": "*.route"}),
    ("gemini", "read_many_files", {"include": ["**/*.env"]}),
    ("vscode", "grep_search", {"query": "X", "includePattern": "**/*.env"}),
    (
        "windsurf",
        "pre_mcp_tool_use",
        {"mcp_tool_name": "get", "mcp_tool_arguments": {"path": "$ROOT/vault/rebates.py"}},
    ),
    ("windsurf", "pre_read_code", {"file_path": "$ROOT/vault/rebates.py"}),
    ("cline", "read_files", {"files": json.dumps([{"path": "vault/rebates.py"}])}),
    ("cline", "read_file", json.dumps({"path": "a.env"})),
    ("claude", "mcp__files__get", {"location": "vault\\rebates.py"}),
    ("claude", "mcp__files__get", {"files": "src/a.py, vault/rebates.py"}),
    ("claude", "mcp__files__get", {"files": json.dumps(json.dumps({"f": "vault/rebates.py"}))}),
    ("claude", "mcp__files__get", {"file": "${workspaceFolder}/vault/rebates.py"}),
    ("claude", "Read", {"file_path": "{a,b}.env"}),
    ("claude", "Read", {"file_path": "/proc/self/cwd/a.env"}),
    ("claude", "Read", {"file_path": "/dev/fd/../cwd/vault/rebates.py"}),
    ("claude", "Grep", {"pattern": ".", "path": "{a,b}.env"}),
    ("claude", "Read", {"glob": "vault/{rebates,x}.py"}),
    ("windsurf", "pre_read_code", {"file_path": "gone/../vault/rebates.py"}),
    ("cursor", "Read", {"path": "./a.env/"}),
    ("codex", "mcp__files__get", {"path": "way/*"}),
    ("vscode", "read_file", {"filePath": "git:/$ROOT/a.env"}),
    ("claude", "mcp__files__get", {"args": {"json": json.dumps({"f": ["vault/rebates.py#L1"]})}}),
]


@pytest.mark.parametrize(("assistant", "tool", "given"), CASES)
def test_a_protected_path_in_any_argument_counts(assistant: str, tool: str, given: Any, repository: Repository) -> None:
    root = repository.root
    event, sent = call(assistant, tool, json.loads(json.dumps(given).replace("$ROOT", str(root))), root)

    done = install(assistant).send(event, sent, root)

    assert is_stopped(done)
    assert "code/never-send" in done.out + done.err or "GitHub token" in done.out + done.err
    assert not shows_token(done)


@pytest.mark.parametrize(
    ("assistant", "tool", "given"),
    [("codex", "Bash", {"command": ["ls", "src"], "workdir": "$ROOT"}), ("vscode", "file_search", {"query": "**/*.py"}),
     ("vscode", "grep_search", {"query": "X", "includePattern": "**/*.py"}), ("claude", "Grep", {"glob": "*.py"}),
     ("claude", "Grep", {"pattern": "x", "glob": "*.key"}), ("claude", "Grep", {"pattern": "x", "glob": "*"}),
     ("claude", "mcp__x__y", {"q": "vaults"}),
     ("claude", "Agent", {"prompt": "Do not read vault/rebates.py, and say so."}),
     ("claude", "Bash", {"command": "ls -l vault/rebates.py"}),
     ("gemini", "glob", {"pattern": "vault/*.py"}), ("cursor", "Write", {"file_path": "src/b.py", "contents": "x"}),
     ("windsurf", "pre_write_code", {"file_path": "$ROOT/src/a.py", "edits": [{"old_string": "1", "new_string": "2"}]}),
     ("cline", "editor", {"path": "src/a.py"})],
)  # fmt: skip
def test_other_arguments_pass(assistant: str, tool: str, given: Any, repository: Repository) -> None:
    root = repository.root
    event, sent = call(assistant, tool, json.loads(json.dumps(given).replace("$ROOT", str(root))), root)

    assert not install(assistant).stops(event, sent, root)


@pytest.mark.parametrize(
    ("assistant", "tool", "given"),
    [("windsurf", "pre_write_code",
      {"file_path": "$ROOT/privacy-gate.yaml", "edits": [{"old_string": "never_send: [vault/**]", "new_string": ""}]}),
     ("cursor", "Write", {"file_path": "$ROOT/privacy-gate.yaml", "contents": ""}),
     ("cursor", "Edit", {"uri": "file://$ROOT/privacy-gate.yaml", "edits": [{"old_string": "vault"}]}),
     ("codex", "apply_patch", {"command": ["apply_patch", "*** Begin Patch\n*** Delete File: privacy-gate.yaml\n"]}),
     ("vscode", "create_file", {"filePath": "$ROOT/.git/hooks/pre-commit", "content": "#!/bin/sh\n"})],
)  # fmt: skip
def test_an_event_that_writes_is_asked_about(assistant: str, tool: str, given: Any, repository: Repository) -> None:
    root = repository.root
    event, sent = call(assistant, tool, json.loads(json.dumps(given).replace("$ROOT", str(root))), root)

    assert install(assistant).stops(event, sent, root)


@pytest.mark.parametrize("event", ["beforeReadFile", "beforeTabFileRead"])
def test_cursor_does_not_read_what_never_leaves(event: str, repository: Repository) -> None:
    root = repository.root
    common = {"cursor_version": "2.1.0", "hook_event_name": event, "workspace_roots": [str(root)]}

    def reads(path: str) -> bool:
        sent = {**common, "file_path": f"{root}/{path}", "content": "X = 2\n"}
        return not install("cursor").stops(event, sent, root.parent)

    assert not reads("vault/rebates.py")
    assert not reads("vault/new.py")
    assert reads("src/a.py")
