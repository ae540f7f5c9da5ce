"""A hook stops what it cannot check: unreadable events, broken settings, too large a text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN
from tests.integrations.assistants import payloads
from tests.integrations.assistants.hook_calls import ASSISTANTS, hook, stops
from tests.repository import Repository


def test_a_folder_that_no_folder_can_be_called(repository: Repository) -> None:
    done = hook("claude", payloads.prompt("claude", "Sort.", Path("/a\0b")))

    assert "cannot enter the working directory of the assistant: no such name" in done.data["reason"]


@pytest.mark.parametrize("broken", ["HEAD", "PATH", "GIT_DIR"])
def test_a_repository_that_git_cannot_read_stops(
    broken: str, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("privacy-gate.yaml", "keywords: [Bluefin]\nhook: {profile: clean-room}\n")
    repository.write("src/a.py", "")
    if broken == "HEAD":
        (repository.root / ".git" / "HEAD").unlink()
    else:
        monkeypatch.setenv(broken, str(tmp_path / "none"))

    said = stops("claude", hook("claude", payloads.prompt("claude", "Bluefin", repository.root / "src")).data)

    assert said is not None
    assert "git" in said


_IN_OTHER_EVENTS = re.compile("ermission|modified")


@pytest.mark.parametrize("assistant", ASSISTANTS)
@pytest.mark.parametrize(
    "payload", [b"", b"no json", b"[]", b"{}", b'{"prompt": 3}', b"[" * 100_000, b'{"hook_event_name": "Surprise"}']
)
def test_what_cannot_be_read_is_stopped(assistant: str, payload: bytes, repository: Repository) -> None:
    done = hook(assistant, payload)

    assert stops(assistant, {key: value for key, value in done.data.items() if not _IN_OTHER_EVENTS.search(key)})


@pytest.mark.parametrize("assistant", ASSISTANTS)
def test_broken_settings_stop_with_the_line(assistant: str, repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "hook:\n  profle: clean-room\n")

    reason = stops(assistant, hook(assistant, payloads.prompt(assistant, "hello", repository.root)).data)

    assert reason is not None
    assert "privacy-gate.yaml:2: unknown key `profle`" in reason
    assert stops(assistant, hook(assistant, payloads.prompt(assistant, "hello", repository.root / "gone")).data)


def test_settings_that_are_named_and_not_there_stop(repository: Repository) -> None:
    done = hook("claude", payloads.prompt("claude", "hello", repository.root), "--config", "gone.yaml")

    assert "cannot read the configuration gone.yaml" in done.data["reason"]


def test_fail_open_lets_through_what_could_not_be_checked_and_says_so(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "hook: {fail_open: true}\nextra_rules: [gone.yaml]\n")

    done = hook("claude", payloads.prompt("claude", "hello", repository.root))

    assert done.data.keys() == {"systemMessage"}
    assert "gone.yaml" in done.data["systemMessage"]


def test_too_large_a_prompt_is_stopped(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "max_file_size: 100\n")
    repository.write("big.txt", "x" * 200)

    done = hook("claude", payloads.prompt("claude", "see @big.txt", repository.root))

    assert "too large to check" in done.data["reason"]


@pytest.mark.parametrize("assistant", ["claude", "codex", "gemini", "cursor"])
def test_the_name_of_an_unknown_event_is_not_repeated(assistant: str, repository: Repository) -> None:
    hook(assistant, json.dumps({"hook_event_name": f"Event {GITHUB_TOKEN}", "cwd": str(repository.root)}).encode())
