"""No tool of Claude Code switches the gate off or changes how it is called."""

from __future__ import annotations

import json

import pytest

from tests.integrations.assistants.claude.calls import sent
from tests.integrations.assistants.hook_calls import denies
from tests.repository import Repository

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
ONLY = "only the user"
NAMES = ("settings.json", "settings.local.json")


def refuses(repository: Repository, tool: str, **given: str) -> bool:
    return ONLY in (denies(sent("PreToolUse", repository, tool_name=tool, tool_input=given)) or "")


@pytest.mark.parametrize("text", SWITCHES)
def test_no_tool_writes_a_switch_into_the_settings(text: str, repository: Repository) -> None:
    path = ".claude/settings.json"

    assert refuses(repository, "Write", file_path=path, content=text)
    assert refuses(repository, "Bash", command=f"cat > {path} <<'X'\n{text}\nX")


@pytest.mark.parametrize("path", [f"{folder}.claude/{name}" for folder in ("", "app/") for name in NAMES])
def test_no_tool_writes_a_switch_in_any_way(path: str, repository: Repository) -> None:
    assert refuses(repository, "Write", file_path=path, content=SWITCHES[0])
    assert refuses(repository, "Write", file_path=str(repository.root / path), content=SWITCHES[0])
    for command in (f"cat > {path} <<'X'\n{SWITCHES[0]}\nX", f"mkdir -p app/.claude; tee {path} < x", f"mv x {path}"):
        assert refuses(repository, "Bash", command=command), command


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
