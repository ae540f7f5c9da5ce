"""Files that a prompt mentions, in each way in which an assistant may read it, as it is installed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privacy_gate.integrations import assistants
from tests.gate import GITHUB_TOKEN
from tests.integrations.assistants import payloads
from tests.integrations.assistants.installed import install, is_stopped
from tests.repository import Repository, shows_token

PROMPTS = {"gemini": "BeforeAgent", "copilot": "userPromptSubmitted", "cursor": "beforeSubmitPrompt",
           "windsurf": "pre_user_prompt"}  # fmt: skip
NAMES = ("(x).env", "a,b.env", "a b.env", "o'neil.env", "x[1].env", "a;b.env", "a&b=c.env", "live.env", "conf/live.env")
WAYS = (
    "see @(x).env", "see @a,b.env, please", "see @a\\ b.env", 'see @"a b.env"', "see @'a b.env'", "see @a b.env please",
    "see @o'neil.env", "see @x[1].env", "(@a;b.env)", "see @a&b=c.env.", "#file:live.env", "#file:'a b.env' why?",
    "see @live.env#L1-2", "see @live.env:1-2", "see @live.env:1", "see @live.env's", "see:@live.env", "see @/live.env",
    "see @file:live.env", "see @workspace:/live.env", "see @conf\\live.env", "see @<live.env>", "/@live.env",
    "see @conf/../live.env?", "see `@live.env`", "see @live%2eenv", "see @{x,live}.env",
    "see @README.md@live.env",
)  # fmt: skip


@pytest.fixture
def repository(repository: Repository) -> Repository:
    repository.commit(
        {"privacy-gate.yaml": "never_send: [vault/*.py]\n", "vault/rebates.py": "X = 1\n", "src/a.py": ""}
    )
    for name in NAMES:
        repository.write(name, f"API={GITHUB_TOKEN}\n")
    return repository


@pytest.mark.parametrize(("number", "way"), list(enumerate(WAYS)))
def test_a_mention_in_each_way(number: int, way: str, repository: Repository) -> None:
    assistant = list(assistants.ASSISTANTS)[number % len(assistants.ASSISTANTS)]
    root = repository.root

    done = install(assistant).send(
        PROMPTS.get(assistant, "UserPromptSubmit"), payloads.prompt(assistant, way, root), root
    )

    assert is_stopped(done)
    assert "GitHub token" in done.out + done.err
    assert not shows_token(done)


@pytest.mark.parametrize("assistant", ["gemini", "cursor", "windsurf", "cline", "vscode"])
@pytest.mark.parametrize("way", ["@vault/", "@conf", "#folder:conf/"])
def test_a_folder_whose_files_are_sent(way: str, assistant: str, repository: Repository) -> None:
    root = repository.root
    hooks, event = install(assistant), PROMPTS.get(assistant, "UserPromptSubmit")

    assert hooks.stops(event, payloads.prompt(assistant, f"see {way}", root), root)
    assert not hooks.stops(event, payloads.prompt(assistant, "see @src/, and ask me@x.org or @nobody", root), root)


@pytest.mark.parametrize(
    ("assistant", "attached"),
    [("cursor", {"type": "file", "file_path": "$ROOT/live.env"}), ("cursor", {"uri": "file://$ROOT/live%2Eenv"}),
     ("cursor", {"type": "folder", "path": "conf"}), ("cline", "$ROOT/live.env"), ("cline", {"filePath": "live.env"})],
)  # fmt: skip
def test_what_is_attached(assistant: str, attached: Any, repository: Repository) -> None:
    root = repository.root
    sent = json.loads(payloads.prompt(assistant, "explain", root))
    (sent["userPromptSubmit"] if assistant == "cline" else sent)["attachments"] = json.loads(
        json.dumps([attached]).replace("$ROOT", str(root))
    )

    assert install(assistant).stops(PROMPTS.get(assistant, "UserPromptSubmit"), sent, root)


def test_very_many_mentions_are_read() -> None:
    from privacy_gate.integrations.assistants import mentions

    for text in ("@" * 100_000, "@a " * 50_000, "@(((((" * 20_000, "#a:" * 50_000, "@'" * 50_000):
        assert len(mentions.mentions_in_prompt(text)) < 200_000
