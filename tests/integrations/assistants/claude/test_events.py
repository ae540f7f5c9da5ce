"""Claude Code as `install` sets it up: each event on which a text goes to the model."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.gate import GITHUB_TOKEN
from tests.integrations.assistants.claude.calls import installed, sent
from tests.integrations.assistants.hook_calls import denies, hook
from tests.repository import Repository

_MODEL_READS = ("decision", "hookSpecificOutput", "reason")


def test_every_tool_is_asked_about_before_and_after_and_once(repository: Repository) -> None:
    hooks = installed()["hooks"]

    assert [entry["matcher"] for entry in hooks["PreToolUse"]] == ["*"]
    import re

    after = [entry["matcher"] for entry in hooks["PostToolUse"]]
    for tool in ("Bash", "Read", "Grep", "BashOutput", "Write", "PowerShell", "mcp__jira__get", "FutureTool"):
        plain = [one for one in after if one == tool]
        pattern = [one for one in after if not one.isalnum() and re.search(one, tool)]
        assert len(plain + pattern) == 1, tool


@pytest.mark.parametrize("tool", ["Write", "Edit", "NotebookEdit"])
def test_a_tool_that_writes_leaves_the_settings_of_the_gate_alone(tool: str, repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "fail_on: error\n")
    given = {"file_path": str(repository.root / "privacy-gate.yaml"), "content": "hook: {fail_open: true}\n"}

    assert "only the user" in (denies(sent("PreToolUse", repository, tool_name=tool, tool_input=given)) or "")


@pytest.mark.parametrize("tool", ["Bash", "PowerShell", "Monitor"])
def test_a_tool_that_runs_a_command_is_followed_as_a_shell(tool: str, repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    shown = {"command": "cat live.e*"}
    loosening = {"command": "git config core.hooksPath /dev/null"}

    assert denies(sent("PreToolUse", repository, tool_name=tool, tool_input=shown)) is not None
    assert denies(sent("PreToolUse", repository, tool_name=tool, tool_input=loosening)) is not None


@pytest.mark.parametrize("tool", ["Bash", "PowerShell", "Monitor"])
@pytest.mark.parametrize(
    "given",
    [{}, {"tool_input": {}}, {"tool_input": None}, {"tool_input": {"command": 3, "description": "x"}}],
)
def test_a_shell_without_a_command_is_stopped(tool: str, given: dict[str, Any], repository: Repository) -> None:
    assert sent("PreToolUse", repository, tool_name=tool, **given)["decision"] == "block"


@pytest.mark.parametrize("name", ["CLAUDE.md", "CLAUDE.local.md", ".claude/CLAUDE.md", "../CLAUDE.md"])
def test_a_file_that_the_instructions_import_stops_the_prompt(name: str, repository: Repository) -> None:
    (repository.root / ".claude").mkdir()
    file = repository.root / name
    file.write_text("See @rules/one.md for more.\n")
    (file.parent / "rules").mkdir()
    (file.parent / "rules/one.md").write_text("And @./two.md as well.\n")
    (file.parent / "rules/two.md").write_text(f"The token is {GITHUB_TOKEN}\n")

    reason = sent("UserPromptSubmit", repository, prompt="Sort a list.")["reason"]

    assert "rules/two.md, line 1: GitHub token" in reason


def test_imports_that_lead_in_a_circle_or_nowhere_are_fine(repository: Repository) -> None:
    repository.write("CLAUDE.md", "@CLAUDE.md @none.md @types/node @/dev/zero @~nobody/x\n" + "@a.md\n" * 1000)
    repository.write("a.md", "@CLAUDE.md\n")

    assert sent("UserPromptSubmit", repository, prompt="Sort a list.") == {}


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("Read", {"file_path": "sub/deep/a.txt"}),
        ("Bash", {"command": "cat sub/deep/a.txt"}),
        ("Bash", {"command": "cd sub && cat deep/a.txt"}),
        ("Grep", {"pattern": "x", "path": "sub/deep/a.txt"}),
    ],
)
def test_instructions_beside_a_file_that_is_read_are_looked_into(
    tool: str, given: dict[str, str], repository: Repository
) -> None:
    repository.write("sub/deep/a.txt", "x\n")
    assert sent("PreToolUse", repository, tool_name=tool, tool_input=given) == {}
    repository.write("sub/CLAUDE.md", "see @more.md\n")
    repository.write("sub/more.md", f"token {GITHUB_TOKEN}\n")

    said = denies(sent("PreToolUse", repository, tool_name=tool, tool_input=given))

    assert said is not None
    assert "sub/more.md, line 1: GitHub token" in said


@pytest.mark.parametrize("file", [".claude/commands/fix.md", ".claude/skills/fix/SKILL.md"])
def test_the_text_of_a_command_and_what_it_mentions_are_looked_into(file: str, repository: Repository) -> None:
    repository.write(file, "Look at @live.env please.\n")
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    typed = sent("UserPromptSubmit", repository, prompt="/fix it")
    called = sent("PreToolUse", repository, tool_name="Skill", tool_input={"skill": "fix", "args": ""})

    assert "live.env, line 1" in typed["reason"]
    assert "live.env, line 1" in (denies(called) or "")


def test_what_a_command_expands_to_is_stopped(repository: Repository) -> None:
    given = {"expansion_type": "slash_command", "command_name": "x", "command_args": f"with {GITHUB_TOKEN}"}

    done = sent("UserPromptExpansion", repository, prompt="/x with it", **given)

    assert done["decision"] == "block"


def inline(command: str, repository: Repository) -> str:
    given = {"tool_name": "Bash", "tool_input": {"command": command}, "command_name": "x", "invoked_by": "user"}
    return denies(sent("PreSkillShellCommand", repository, **given)) or ""


@pytest.mark.parametrize(
    "command",
    ["sh show.sh", "git diff HEAD", "git log -p", "git -c alias.x=!sh x", "cat $(ls)", "cat <(env)", "env", "ls; make",
     "ls\nprintenv", "ls | xargs cat", "python -c 'print(1)'", "cat `x`", "awk 1 x", "echo $TOKEN", "A=1 env",
     "./git status", "ls " + "a " * 3000, "git show", "git log --patch", "echo x > y; cat y", "git log -Lx:y",
     "F=x; cat $F", "f() { env; }; f", "cat 'x", "cat <<E\n$(env)\nE", "rg --pre base64 x", "date -f x", "cat < $X",
     "for f in a b; do sh $f; done", "eval ls", "ls >| x", "if make; then ls; fi"],
)  # fmt: skip
def test_an_inline_command_whose_output_nobody_judges_is_stopped(command: str, repository: Repository) -> None:
    assert "unchecked" in inline(command, repository)


@pytest.mark.parametrize(
    "command",
    ["git status --short 2>&1", "git log --oneline -n 5", "git branch --show-current", "ls -la | head -5", "pwd",
     "date", "node --version", "git log --format='%h (%an)' 2>/dev/null | head -3", "cat notes.md | sort", "echo x",
     "cat \\\n notes.md", "for f in a b; do wc -l $f; done", "cat < notes.md"],
)  # fmt: skip
def test_an_inline_command_that_shows_facts_passes(command: str, repository: Repository) -> None:
    assert inline(command, repository) == ""


def test_an_inline_command_that_prints_a_file_with_a_secret_is_stopped(repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    assert "GitHub token" in inline("cat live.env", repository)


def told(answer: Any) -> str:
    assert not any(name in answer for name in _MODEL_READS)
    return str(answer.get("systemMessage", ""))


def test_a_failed_call_that_printed_a_secret_is_told_to_the_user_alone(repository: Repository) -> None:
    given = {"tool_name": "mcp__jira__get", "tool_input": {}, "error": f"denied: {GITHUB_TOKEN}"}

    said = told(sent("PostToolUseFailure", repository, **given))

    assert "cannot block this" in said
    assert "GitHub token" in said
    assert told(sent("PostToolUseFailure", repository, **given | {"error": "no such issue"})) == ""


def test_instructions_that_are_loaded_are_told_of(repository: Repository) -> None:
    repository.write(".claude/rules/a.md", f"token {GITHUB_TOKEN}\n")
    given = {"file_path": str(repository.root / ".claude/rules/a.md"), "memory_type": "Project"}

    assert ".claude/rules/a.md, line 1: GitHub token" in told(sent("InstructionsLoaded", repository, **given))


def test_branch_and_commit_subjects_are_told_of_when_a_session_begins(repository: Repository) -> None:
    assert told(sent("SessionStart", repository, source="startup")) == ""
    repository.write("x", "1\n")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "-m", f"Use {GITHUB_TOKEN}")
    assert "<commit subjects>, line 1: GitHub token" in told(sent("SessionStart", repository, source="startup"))
    repository.git("checkout", "--quiet", "-b", f"use-{GITHUB_TOKEN}")

    assert "<branch>, line 1: GitHub token" in told(sent("SessionStart", repository, source="startup"))


def test_a_session_outside_a_repository_begins_quietly(repository: Repository, tmp_path: Path) -> None:
    payload = {"hook_event_name": "SessionStart", "session_id": "1", "cwd": str(tmp_path / "home"), "source": "x"}
    (tmp_path / "home").mkdir()

    assert hook("claude", json.dumps(payload).encode()).data == {}


def test_a_picture_is_no_text(repository: Repository) -> None:
    picture = {"type": "image", "file": {"base64": "Z2hw" * 50_000, "type": "image/png"}}
    block = [
        {"type": "image", "data": "QUtJ" * 50_000, "mimeType": "image/png"},
        {"type": "text", "text": GITHUB_TOKEN},
    ]

    assert sent("PostToolUse", repository, tool_name="Read", tool_input={}, tool_response=picture) == {}
    done = sent("PostToolUse", repository, tool_name="mcp__x__y", tool_input={}, tool_response=block)
    output = done["hookSpecificOutput"]["updatedToolOutput"]
    assert output[0] == block[0]
    assert "PG_TOKEN_" in output[1]["text"]


@pytest.mark.skipif(os.name == "nt", reason="lines of POSIX shells")
@pytest.mark.parametrize("how", ["gone", "killed"])
def test_each_event_is_closed_in_its_own_form_when_the_program_is_gone(how: str, repository: Repository) -> None:
    hooks = installed()["hooks"]
    dies = repository.write("dies", "#!/bin/sh\nkill -KILL $$\n")
    dies.chmod(0o755)
    program = shlex.quote(str(dies if how == "killed" else repository.root / "gone"))
    replies: dict[tuple[str, str], Any] = {}
    for event, entries in hooks.items():
        for entry in entries:
            line = program + " " + entry["hooks"][0]["command"].partition(" ")[2]
            done = subprocess.run(["sh", "-c", line], input=b"{}", capture_output=True, check=False)
            replies[event, entry.get("matcher", "")] = json.loads(done.stdout)

    assert replies["UserPromptSubmit", ""]["decision"] == "block"
    assert replies["UserPromptExpansion", ""]["decision"] == "block"
    assert replies["PreToolUse", "*"]["hookSpecificOutput"]["permissionDecision"] == "deny"
    assert replies["PreSkillShellCommand", ""]["hookSpecificOutput"]["permissionDecision"] == "deny"
    output = replies["PostToolUse", "Bash"]["hookSpecificOutput"]["updatedToolOutput"]
    assert output.keys() >= {"stdout", "stderr", "interrupted"}
    other = next(reply for (event, tool), reply in replies.items() if event == "PostToolUse" and tool.startswith("^"))
    assert other["continue"] is False
    assert isinstance(other["hookSpecificOutput"]["updatedToolOutput"], str)
    for event in ("SessionStart", "InstructionsLoaded"):
        assert told(replies[event, ""])
