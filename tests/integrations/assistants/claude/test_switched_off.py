"""Settings of a repository that switch the hooks of an assistant off are reported: committed, staged, checked out."""

from __future__ import annotations

import json

import pytest

from tests.gate import gate
from tests.repository import Repository

SETTINGS = '{\n"model": "x",\n"disableAllHooks":\ntrue\n}\n'


@pytest.mark.parametrize("name", [".claude/settings.json", ".claude/settings.local.json", "app/.claude/settings.json"])
def test_what_is_staged_and_what_is_there_is_reported(name: str, repository: Repository) -> None:
    repository.write(name, SETTINGS)
    repository.git("add", "-f", name)

    staged, hooked = gate("diff", "--staged"), gate("pre-commit", name)
    audited = gate("audit", "--repository", "--select", "toolchain/claude-switched-off")

    for done in (staged, hooked):
        assert done.code == 1
        assert "gate/assistant-disabled" in done.out
        assert "`disableAllHooks`" in done.out
    assert audited.code == 1
    assert name in audited.out


def test_the_settings_of_another_assistant_are_reported_and_not_written(repository: Repository) -> None:
    """Seen with Gemini CLI 0.61.0: the settings of a repository switch the user's hooks off."""
    switched = '{"hooksConfig": {"disabled": ["privacy-gate"]}}'
    call = {
        "hook_event_name": "BeforeTool",
        "session_id": "x",
        "cwd": str(repository.root),
        "tool_name": "write_file",
        "tool_input": {"file_path": str(repository.root / ".gemini/settings.json"), "content": switched},
    }
    written = gate("hook", "gemini", stdin=json.dumps(call).encode())
    repository.write(".gemini/settings.json", switched)
    repository.git("add", "-A")

    assert json.loads(written.out)["decision"] == "deny"
    assert "gate/assistant-disabled" in gate("diff", "--staged").out
    assert gate("audit", "--repository", "--select", "toolchain/gemini-switched-off").code == 1


def test_a_change_of_another_line_of_such_settings_is_reported(repository: Repository) -> None:
    repository.commit({".claude/settings.json": SETTINGS})
    repository.write(".claude/settings.json", SETTINGS.replace('"x"', '"y"'))
    repository.git("add", "-A")

    assert "gate/assistant-disabled" in gate("diff", "--staged").out


def test_install_says_that_a_bare_start_is_not_protected(repository: Repository) -> None:
    done = gate("install", "claude", "--yes")

    assert "disableAllHooks" in done.out
    assert "is not protected" in " ".join(done.out.split())
