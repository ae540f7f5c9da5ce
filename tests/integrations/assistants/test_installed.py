"""The hooks of each assistant, as `install` writes them and as the assistant runs them: by the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate.integrations import assistants
from tests.integrations.assistants import payloads
from tests.integrations.assistants.hook_calls import LEAK
from tests.integrations.assistants.installed import install, is_stopped
from tests.integrations.assistants.test_mentions import PROMPTS
from tests.repository import Repository, shows_token


@pytest.mark.parametrize("assistant", assistants.ASSISTANTS)
def test_the_shell_gets_the_reply_that_other_tests_get_in_their_process(assistant: str, folder: Path) -> None:
    root = Repository(folder / "project").root
    hooks, event = install(assistant), PROMPTS.get(assistant, "UserPromptSubmit")
    leak = payloads.prompt(assistant, LEAK, root)

    done = hooks.run(event, leak, root)

    assert is_stopped(done) or "modifiedPrompt" in done.out
    assert not shows_token(done)
    assert hooks.send(event, leak, root) == done
    assert hooks.run(event, payloads.prompt(assistant, "Sort a list.", root), root).code == 0
