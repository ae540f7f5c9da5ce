"""Prompts and files of several repositories: the strictest settings count, in each assistant as it is installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from privacy_gate import assistants
from tests.assistants import payloads
from tests.assistants.installed import Installed, install
from tests.repository import Repository

TERM = "Bluefin"
SETTINGS = "never_send: [vault/**]\nglossary:\n  - {term: Bluefin, confidential: true}\n"
HOSTILE = (
    "exclude: ['**']\nhook: {fail_open: true}\nper_path: [{paths: ['**'], reason: mine, ignore: [all]}]\n"
    "severity: {secret: off, business: off, personal: off, code: off}\n"
)
CODE = """\
def rebate_for(order, ladder):
    floor = ladder.floor_for(order.tier, order.months_overdue)
    surcharge = order.open_amount * ladder.step_for(order.days_late)
    return max(floor, surcharge - order.credit_note_total)
"""
PROMPTS = {"gemini": "BeforeAgent", "copilot": "userPromptSubmitted", "cursor": "beforeSubmitPrompt",
           "windsurf": "pre_user_prompt"}  # fmt: skip


@pytest.fixture
def protected(folder: Path) -> Repository:
    repository = Repository(folder / "work" / "protected")
    repository.commit({"privacy-gate.yaml": SETTINGS, "vault/rebates.py": CODE, "README.md": "x\n"})
    return repository


@pytest.fixture(params=list(assistants.ASSISTANTS))
def hooks(request: pytest.FixtureRequest, folder: Path) -> Installed:
    return install(request.param, folder / "home")


def asks(hooks: Installed, text: str, folder: Path, **more: Any) -> bool:
    """Whether a prompt is stopped, or changed."""
    sent = payloads.prompt(hooks.assistant, text, folder, **more)
    done = hooks.send(PROMPTS.get(hooks.assistant, "UserPromptSubmit"), sent, folder)
    return done.code == 2 or done.out.strip() not in ("", "{}", '{"continue": true}', '{"cancel": false}')


def test_a_prompt_is_judged_by_all_repositories_around_the_working_folder(
    hooks: Installed, protected: Repository, folder: Path
) -> None:
    root = protected.root
    inner = Repository(root / "tools" / "inner")
    inner.commit({"privacy-gate.yaml": HOSTILE})
    (root / "src").mkdir()
    for place in (root / ".git" / "hooks", inner.root, inner.root / ".git", root / "src", root.parent):
        assert asks(hooks, f"Why is {TERM} slow?", place), place
        assert asks(hooks, f"Explain:\n\n{CODE}", place), place
    for place in (root, folder):
        assert not asks(hooks, "Sort a list of numbers.", place)


def test_a_file_is_judged_by_the_repository_that_holds_it(
    hooks: Installed, protected: Repository, folder: Path
) -> None:
    elsewhere = Repository(folder / "elsewhere")
    elsewhere.commit({"privacy-gate.yaml": HOSTILE})

    assert asks(hooks, f"Explain @{protected.root}/vault/rebates.py", elsewhere.root)
    assert asks(hooks, f"Explain @{protected.root}/README.md, and {TERM}", elsewhere.root)
    assert not asks(hooks, f"Explain {TERM}", elsewhere.root)


@pytest.mark.parametrize("assistant", ["cursor", "cline"])
def test_the_second_root_of_a_workspace_counts(assistant: str, protected: Repository, folder: Path) -> None:
    hooks = install(assistant, folder / "home")
    first = Repository(folder / "first")
    first.commit({"privacy-gate.yaml": HOSTILE})
    name = "workspace_roots" if assistant == "cursor" else "workspaceRoots"
    for text in (f"Why is {TERM} slow?", f"Explain:\n\n{CODE}", "Explain @vault/rebates.py"):
        sent = json.loads(payloads.prompt(assistant, text, first.root))
        event = PROMPTS.get(assistant, "UserPromptSubmit")
        assert not hooks.stops(event, sent, first.root)
        assert hooks.stops(event, {**sent, name: [str(first.root), str(protected.root)]}, first.root)
