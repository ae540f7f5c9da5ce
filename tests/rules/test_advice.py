"""What to do about a secret depends on where it was found."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from privacy_gate.model import Exposure, Mend
from privacy_gate.reporters import REPORTERS
from privacy_gate.rules.advice import FoundIn, advise
from tests.gate import GITHUB_TOKEN, gate
from tests.repository import TOKEN_LINE, Repository
from tests.rule_list import read_rules

CODE = "Remove it from the commit and read it from the environment. If it was pushed, revoke it."
PROMPT = "Write <GITHUB_TOKEN> in its place, or run `privacy-gate clean`. If it was sent before, revoke it."
HISTORY = "Revoke it. A later commit does not remove it from the history."
SECRETS = [rule for rule in read_rules() if rule.family == "secret"]


def plain(text: str) -> str:
    """A report without line breaks, quotes of code and escapes of its format."""
    return " ".join(re.sub(r"`|</?code>", "", unescape(text)).replace("\\n", " ").split())


@pytest.mark.parametrize("form", [name for name in REPORTERS if name != "concise"])
def test_each_format_advises_by_exposure(folder: Path, form: str) -> None:
    (folder / "a.py").write_text(TOKEN_LINE)
    (folder / "a.prompt").write_text(TOKEN_LINE)

    in_code = plain(gate("scan", "a.py", "--format", form, "--select", "secret").out)
    in_prompt = plain(gate("scan", "a.prompt", "--format", form, "--select", "secret").out)

    assert plain(CODE) in in_code
    assert plain(PROMPT) in in_prompt
    assert plain(PROMPT) not in in_code
    assert plain(CODE) not in in_prompt


def test_a_staged_secret_leaves_the_commit_and_a_past_one_is_revoked(folder: Path) -> None:
    repository = Repository(folder)
    repository.commit({"README.md": "x\n"})
    repository.stage("a.py", TOKEN_LINE)
    staged = gate("diff", "--staged", "--format", "json").data["findings"]
    repository.git("commit", "-qm", "Add it")
    repository.git("rm", "-q", "a.py")
    repository.git("commit", "-qm", "Remove it")
    past = gate("history", "--format", "json").data["findings"]

    assert [one["suggestion"] for one in staged] == [CODE]
    assert [one["suggestion"] for one in past] == [HISTORY]


def call_hook(folder: Path, event: str, **more: object) -> str:
    payload = {"hook_event_name": event, "session_id": "a", "cwd": str(folder), **more}
    return gate("hook", "claude", stdin=json.dumps(payload).encode()).out


def test_a_hook_advises_about_what_was_stopped(folder: Path) -> None:
    typed = call_hook(folder, "UserPromptSubmit", prompt=f"use {GITHUB_TOKEN} for it")
    (folder / "a.txt").write_text(TOKEN_LINE)
    named = call_hook(folder, "UserPromptSubmit", prompt="explain @a.txt to me")

    assert "Write <GITHUB_TOKEN> in its place. If it was sent before, revoke it." in typed
    assert "Move it to the environment or to a file that assistants may not read." in named
    assert "In a prompt" not in typed + named


@pytest.mark.parametrize("where", [*FoundIn, *Exposure])
def test_each_secret_has_advice_for_each_place(where: FoundIn | Exposure) -> None:
    for rule in SECRETS:
        said = advise(rule, where)
        assert said, rule.id
        assert "In a prompt, write" not in said, rule.id
        assert "{" not in said, rule.id


def test_clean_is_named_where_it_helps() -> None:
    assert {rule.mend for rule in SECRETS} == {Mend.PLACEHOLDER}
