"""Claude Code as `install` sets it up: each event on which a text goes to the model, and the file that its shell
commands run through."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.base.settings_files import foreign
from tests.gate import GITHUB_TOKEN, gate
from tests.integrations.assistants.test_hook import denies, hook
from tests.repository import Repository, shows_token

_MODEL_READS = ("decision", "hookSpecificOutput", "reason")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CLAUDE_CONFIG_DIR", raising=False)
    made = Repository(tmp_path / "work")
    made.commit({"src/a.py": "X = 1\n"})
    monkeypatch.chdir(made.root)
    return made


def sent(event: str, repository: Repository, **given: Any) -> Any:
    """The reply to an event."""
    payload = {"hook_event_name": event, "session_id": "1", "cwd": str(repository.root), **given}
    return hook("claude", json.dumps(payload).encode()).data


def installed() -> dict[str, Any]:
    assert gate("install", "claude", "--yes").code == 0
    found = foreign.read(Path("~/.claude/settings.json").expanduser(), "jsonc", "settings").data
    assert isinstance(found, dict)
    return found


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

    assert "only a person" in (denies(sent("PreToolUse", repository, tool_name=tool, tool_input=given)) or "")


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


# what the instructions import -------------------------------------------------------------------


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


# slash commands and skills ----------------------------------------------------------------------


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
     "./git status", "ls " + "a " * 3000, "git show", "git log --patch", "echo x > y; cat y", "git log -Lx:y"],
)  # fmt: skip
def test_an_inline_command_whose_output_nobody_judges_is_stopped(command: str, repository: Repository) -> None:
    assert "unread" in inline(command, repository)


@pytest.mark.parametrize(
    "command",
    ["git status --short 2>&1", "git log --oneline -n 5", "git branch --show-current", "ls -la | head -5", "pwd",
     "date", "node --version", "git log --format='%h (%an)' 2>/dev/null | head -3", "cat notes.md | sort", "echo x"],
)  # fmt: skip
def test_an_inline_command_that_shows_facts_passes(command: str, repository: Repository) -> None:
    assert inline(command, repository) == ""


def test_an_inline_command_that_prints_a_file_with_a_secret_is_stopped(repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    assert "GitHub token" in inline("cat live.env", repository)


# what cannot be stopped -------------------------------------------------------------------------


def told(answer: Any) -> str:
    assert not any(name in answer for name in _MODEL_READS)
    return str(answer.get("systemMessage", ""))


def test_a_failed_call_that_printed_a_secret_is_told_to_the_user_alone(repository: Repository) -> None:
    given = {"tool_name": "mcp__jira__get", "tool_input": {}, "error": f"denied: {GITHUB_TOKEN}"}

    said = told(sent("PostToolUseFailure", repository, **given))

    assert "cannot stop this" in said
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
    assert "PG:TOKEN" in output[1]["text"]


# the program is gone ----------------------------------------------------------------------------


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


# the file that shell commands run through -------------------------------------------------------


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


# settings that switch the gate off --------------------------------------------------------------

SWITCHES = [
    '{"disableAllHooks": true}',
    '{"disableAllH\\u006foks": true}',
    '{"enabledPlugins": {"gate@x": false}}',
    '{"env": {"ANTHROPIC_BASE_URL": "http://h.example"}}',
    '{"env": {"HTTPS_PROXY": "http://h.example"}}',
    '{"env": {"CLAUDE_CODE_PLUGIN_DIRS": "/x"}}',
    '{"env": {"PATH": "/x:/usr/bin"}}',
    '{"env": {"PRIVACY_GATE_PROGRAM": "/bin/true"}}',
    '{"env": {"PYTHONPATH": "/x"}}',
    '{"env": {"LD_PRELOAD": "/x.so"}}',
    '{"env": {"CLAUDE_CODE_SHELL_PREFIX": "/x"}}',
    '{"env": {"GIT_DIR": "/x"}}',
    '{"model": "x", // a comment\n"disableAllHooks": true,}',
    '{"disableAllHooks": true',
]
ONLY = "only a person"


@pytest.mark.parametrize("name", ["settings.json", "settings.local.json"])
@pytest.mark.parametrize("text", SWITCHES)
def test_no_tool_writes_a_switch_into_the_settings(text: str, name: str, repository: Repository) -> None:
    for folder in ("", "app/"):
        path = f"{folder}.claude/{name}"
        for given in (
            {"file_path": path, "content": text},
            {"file_path": str(repository.root / path), "content": text},
        ):
            assert ONLY in (denies(sent("PreToolUse", repository, tool_name="Write", tool_input=given)) or "")
        for command in (f"cat > {path} <<'X'\n{text}\nX", f"mkdir -p {folder}.claude; tee {path} < x", f"mv x {path}"):
            run = sent("PreToolUse", repository, tool_name="Bash", tool_input={"command": command})
            assert ONLY in (denies(run) or ""), command


@pytest.mark.parametrize(
    ("before", "old", "new"),
    [
        ('{"disableAllHooks": false}', "false", "true"),
        ('{"model": "x"}', '"model": "x"', '"disableAllHooks": true'),
        ('{"enabledPlugins": {"a@b": true}}', "true", "false"),
        ('{"env": {"X": "http://h.example"}}', '"X"', '"ANTHROPIC_BASE_URL"'),
        ('{"model": "x"}', "what is not there", '"disableAllHooks": true'),
    ],
)
def test_no_edit_turns_a_switch(before: str, old: str, new: str, repository: Repository) -> None:
    repository.write(".claude/settings.json", before)
    given = {"file_path": ".claude/settings.json", "old_string": old, "new_string": new}

    assert ONLY in (denies(sent("PreToolUse", repository, tool_name="Edit", tool_input=given)) or "")


HOOK = '{"matcher": "*", "hooks": [{"type": "command", "command": "privacy-gate hook claude"}]}'
SETTINGS = f'{{"hooks": {{"PreToolUse": [{HOOK}]}}, "model": "x"}}'


@pytest.mark.parametrize(
    ("name", "before", "old", "new"),
    [
        (".claude/settings.json", SETTINGS, '"privacy-gate hook claude"', '"true privacy-gate hook claude"'),
        (".claude/settings.json", SETTINGS, '"matcher": "*"', '"matcher": "None"'),
        (".claude/settings.json", SETTINGS, "PreToolUse", "Notification"),
        ("app/.claude/settings.local.json", SETTINGS, '"type": "command"', '"type": "command", "timeout": 1'),
        (".claude/settings.json", SETTINGS, "", SETTINGS.replace('"*"', '"None"')),
        ("Makefile", "check:\n\tprivacy-gate scan\n", "\tprivacy-gate", "\ttrue privacy-gate"),
        ("pyproject.toml", "[project]\n", "[project]", "[tool.privacy-gate]\nfail_on = 'never'\n[project]"),
        ("sub/privacy-gate.yaml", "", "", "fail_on: never\n"),
        ("sub/.privacy-gate-baseline", "", "", "x\n"),
        (".git/modules/x/hooks/pre-commit", "", "", "#!/bin/sh\n"),
        (".git/worktrees/x/config.worktree", "", "", "[core]\n"),
    ],
)
def test_no_tool_changes_how_the_gate_is_called_or_set(
    name: str, before: str, old: str, new: str, repository: Repository
) -> None:
    repository.write(name, before)
    given = {"file_path": name, "old_string": old, "new_string": new} if old else {"file_path": name, "content": new}

    assert ONLY in (denies(sent("PreToolUse", repository, tool_name="Edit", tool_input=given)) or "")


@pytest.mark.parametrize(
    ("name", "before", "old", "new"),
    [
        (".claude/settings.json", SETTINGS, '"model": "x"', '"model": "y"'),
        (".claude/settings.json", SETTINGS, "", json.dumps({**json.loads(SETTINGS), "model": "z"}, indent=4)),
        (".claude/settings.json", '{"env": {}}', "{}", '{"GIT_PAGER": "cat", "EDITOR": "vi"}'),
        ("pyproject.toml", "[project]\n", "[project]", "[project]\ndependencies = ['privacy-gate']"),
        ("Makefile", "check:\n\tprivacy-gate scan\n", "check:", "check: build"),
    ],
)
def test_a_tool_may_change_what_stands_beside_the_gate(
    name: str, before: str, old: str, new: str, repository: Repository
) -> None:
    repository.write(name, before)
    given = {"file_path": name, "old_string": old, "new_string": new} if old else {"file_path": name, "content": new}

    assert sent("PreToolUse", repository, tool_name="Edit", tool_input=given) == {}


@pytest.mark.parametrize(
    "command",
    [
        "claude --settings x.json -p hello",
        "claude -p hello --settings=x.json",
        "/usr/bin/claude --dangerously-skip-permissions",
        "npx @anthropic-ai/claude-code@2.1.332 --bare -p hello",
        "claude config set env.PATH /x",
        "claude plugin disable gate",
        "claude --permission-mode bypassPermissions",
        "env X=1 claude --setting-sources project",
    ],
)
def test_another_claude_with_other_settings_is_for_people(command: str, repository: Repository) -> None:
    assert ONLY in (denies(sent("PreToolUse", repository, tool_name="Bash", tool_input={"command": command})) or "")


@pytest.mark.parametrize("command", ["claude --version", "claude -p 'sort a list'", "claude config list"])
def test_another_claude_with_the_same_settings_runs(command: str, repository: Repository) -> None:
    assert sent("PreToolUse", repository, tool_name="Bash", tool_input={"command": command}) == {}


@pytest.mark.parametrize(
    "path", ["link.json", "there/settings.json", ".claude/x/../settings.json", "./.Claude/Settings.json"]
)
def test_a_switch_is_seen_whatever_the_path_looks_like(path: str, repository: Repository) -> None:
    repository.write(".claude/settings.json", "{}\n")
    (repository.root / "link.json").symlink_to(".claude/settings.json")
    (repository.root / "there").symlink_to(".claude")
    given = {"file_path": path, "content": SWITCHES[0]}

    assert ONLY in (denies(sent("PreToolUse", repository, tool_name="Write", tool_input=given)) or "")


@pytest.mark.parametrize("text", ['{"disableAllHooks": false}', '{"model": "x"}', '{"env": {"X": "1"}}', "{}"])
def test_other_settings_may_be_written(text: str, repository: Repository) -> None:
    given = {"file_path": ".claude/settings.json", "content": text}

    assert sent("PreToolUse", repository, tool_name="Write", tool_input=given) == {}
