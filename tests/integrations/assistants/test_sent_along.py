"""What an assistant sends along with a prompt: mentioned files, folders, instructions, attachments."""

from __future__ import annotations

import pytest

from tests.gate import GITHUB_TOKEN
from tests.integrations.assistants import payloads
from tests.integrations.assistants.hook_calls import hook, stops
from tests.repository import Repository


@pytest.mark.parametrize("assistant", ["claude", "gemini", "cursor"])
def test_a_file_that_a_prompt_mentions_is_looked_into(assistant: str, repository: Repository) -> None:
    repository.write("conf/live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    for text in ("read @conf/live.env.", 'read @"conf/live.env"', f"read @{repository.root}/conf/live.env#L1"):
        reason = stops(assistant, hook(assistant, payloads.prompt(assistant, text, repository.root)).data)
        assert reason is not None
        assert "conf/live.env, line 1: " in reason

    assert not stops(assistant, hook(assistant, payloads.prompt(assistant, "ask @nobody", repository.root)).data)


def test_a_folder_that_gemini_reads_is_looked_into(repository: Repository) -> None:
    repository.write("conf/live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    assert "conf/live.env" in hook("gemini", payloads.prompt("gemini", "see @conf/", repository.root)).data["reason"]
    assert hook("claude", payloads.prompt("claude", "see @conf/", repository.root)).data == {}


@pytest.mark.parametrize(
    ("assistant", "file"),
    [("claude", "CLAUDE.md"), ("codex", "AGENTS.md"), ("gemini", "GEMINI.md"), ("cursor", ".cursorrules"),
     ("vscode", ".github/copilot-instructions.md"), ("claude", ".claude/commands/team/fix.md")],
)  # fmt: skip
def test_what_an_assistant_sends_along_is_looked_into(assistant: str, file: str, repository: Repository) -> None:
    repository.write(file, f"Log in with {GITHUB_TOKEN}\n")
    (repository.root / "src").mkdir()

    for text, folder in (("/team:fix it", repository.root), ("/team:fix it", repository.root / "src")):
        reason = stops(assistant, hook(assistant, payloads.prompt(assistant, text, folder)).data)
        assert reason is not None
        assert f"{file}, line 1" in reason


def test_an_attachment_is_looked_into(repository: Repository) -> None:
    file = repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    attached = [{"type": "file", "file_path": str(file)}]

    done = hook("cursor", payloads.prompt("cursor", "help", repository.root, attachments=attached))

    assert "live.env, line 1" in done.data["user_message"]
