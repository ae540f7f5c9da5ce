"""Prompts and files of several repositories: the strictest settings count, in each assistant as it is installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.integrations import assistants
from tests.integrations.assistants import payloads
from tests.integrations.assistants.installed import Installed, install
from tests.repository import GATE, Repository, environment, start

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
def hooks(request: pytest.FixtureRequest) -> Installed:
    return install(request.param)


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
    places = (inner.root, root / "src", root / ".git" / "hooks", inner.root / ".git", root.parent)
    for place in places if hooks.assistant == "claude" else places[:2]:  # the same code for all of them
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
    hooks = install(assistant)
    first = Repository(folder / "first")
    first.commit({"privacy-gate.yaml": HOSTILE})
    name = "workspace_roots" if assistant == "cursor" else "workspaceRoots"
    for text in (f"Why is {TERM} slow?", f"Explain:\n\n{CODE}", "Explain @vault/rebates.py"):
        sent = json.loads(payloads.prompt(assistant, text, first.root))
        event = PROMPTS.get(assistant, "UserPromptSubmit")
        assert not hooks.stops(event, sent, first.root)
        assert hooks.stops(event, {**sent, name: [str(first.root), str(protected.root)]}, first.root)


@pytest.fixture
def claude() -> Installed:
    return install("claude")


def test_the_roots_of_a_workspace_may_be_urls(protected: Repository, folder: Path) -> None:
    hooks = install("cursor")
    sent = json.loads(payloads.prompt("cursor", f"Why is {TERM} slow?", folder))
    roots = [f"file://{protected.root}".replace("protected", "protecte%64")]

    assert hooks.stops("beforeSubmitPrompt", {**sent, "workspace_roots": roots}, folder)


def test_files_in_a_nested_repository_are_judged_by_its_settings_and_keep_what_the_outer_one_forbids(
    claude: Installed, protected: Repository
) -> None:
    token = "ghp_" + "R4nD0mT0k3nF0rT3sts0nly1234567890abX"
    inner = Repository(protected.root / "tools" / "inner")
    inner.commit({"privacy-gate.yaml": HOSTILE, "conf.env": f"A={token}\n", "x.md": f"{TERM}\n", "y.py": CODE})
    protected.write("privacy-gate.yaml", SETTINGS.replace("vault/**", "vault/**, tools/inner/core/**"))
    inner.write("core/z.txt", "x\n")

    def reads(path: str, place: Path) -> bool:
        sent = payloads.call("claude", "Read", {"file_path": str(inner.root / path)}, place)
        return not claude.stops("PreToolUse", sent, place)

    for place in (protected.root, inner.root):
        assert reads("conf.env", place)  # these are its own affair
        assert not reads("x.md", place)
        assert not reads("y.py", place)
        assert not reads("core/z.txt", place)


def test_what_a_tool_gave_back_is_judged_by_the_repositories_that_its_arguments_name(
    claude: Installed, protected: Repository, folder: Path
) -> None:
    elsewhere = Repository(folder / "elsewhere")
    command = {"command": f"cd {protected.root} && sh tell.sh"}
    printed = {"stdout": f"{TERM} is slow", "stderr": ""}
    near = payloads.result("claude", "Bash", command | {"folder": str(protected.root)}, printed, elsewhere.root)
    far = payloads.result("claude", "Bash", {"command": "sh tell.sh"}, printed, elsewhere.root)

    assert "updatedToolOutput" in claude.send("PostToolUse", near, elsewhere.root).out
    assert "updatedToolOutput" not in claude.send("PostToolUse", far, elsewhere.root).out


def test_a_nested_repository_does_not_let_through_what_could_not_be_checked(
    claude: Installed, protected: Repository, folder: Path
) -> None:
    inner = Repository(protected.root / "tools" / "inner")
    inner.commit({"privacy-gate.yaml": HOSTILE})
    protected.write("privacy-gate.yaml", "extra_rules: [gone.yaml]\n")
    sent = payloads.prompt("claude", "hello", inner.root)

    assert claude.stops("UserPromptSubmit", sent, inner.root)
    assert claude.stops("UserPromptSubmit", payloads.prompt("claude", "hello", folder), folder)
    protected.write("privacy-gate.yaml", "hook: {fail_open: true}\nextra_rules: [gone.yaml]\n")
    assert not claude.stops("UserPromptSubmit", sent, inner.root)


@pytest.mark.parametrize("place", [".", "src"])
def test_git_that_is_told_of_another_repository_does_not_hide_the_settings(
    place: str, protected: Repository, folder: Path
) -> None:
    other = Repository(folder / "other")
    (protected.root / "src").mkdir()
    sent = payloads.prompt("claude", f"Why is {TERM} slow?", protected.root / place)

    done = start([*GATE, "hook", "claude"], folder, sent, environment(GIT_DIR=str(other.root / ".git")))

    assert done.data["decision"] == "block"
