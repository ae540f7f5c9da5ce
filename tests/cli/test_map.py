"""`privacy-gate map`: what it shows, what it removes, and what happens to a damaged map."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN, gate
from tests.integrations.assistants import payloads
from tests.repository import Repository

HOST = "quotes-07.harnwick.internal"
PROMPT = f"Call {HOST} and sort the rows. The token is {GITHUB_TOKEN}.\n"


pytestmark = pytest.mark.repository({"a.txt": "a\n"}, files={"prompts/a.md": PROMPT}, own_cache=True)


def _clean() -> str:
    return gate("clean", "prompts/a.md", "--quiet").out


def _records() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(gate("map", "show", "--format", "json").out)["records"]
    return found


def test_it_lists_what_was_sent_and_no_original(repository: Repository) -> None:
    sent = _clean()

    shown = gate("map", "show")

    (record,) = _records()
    assert record["stand_in"] in sent
    assert record["kind"] == "host"
    assert record["stand_in"] in shown.out
    assert "1 record" in shown.out
    assert HOST not in shown.out
    assert GITHUB_TOKEN not in shown.out


def test_originals_need_a_terminal(repository: Repository) -> None:
    _clean()

    done = gate("map", "show", "--reveal")

    assert (done.code, done.out) == (2, "")
    assert "--reveal needs a terminal" in done.err


@pytest.mark.parametrize("by_original", [True, False])
def test_one_record_is_forgotten(by_original: bool, repository: Repository) -> None:
    sent = _clean()
    (record,) = _records()

    done = gate("map", "forget", HOST if by_original else record["stand_in"].lower())

    assert (done.code, done.out) == (0, "Removed 1 record.\n")
    assert _records() == []
    assert HOST not in gate("restore", "-", stdin=sent.encode()).out
    again = gate("map", "forget", HOST)
    assert again.code == 2
    assert "no record for" in again.err


def test_after_a_rotation_the_same_value_has_another_placeholder(repository: Repository) -> None:
    before = _clean()

    assert gate("map", "rotate").code == 2
    assert gate("map", "rotate", "--yes").code == 0

    assert gate("map", "show").out == "The map is empty.\n"
    assert HOST not in _clean()
    assert _clean() != before


def test_linked_work_trees_share_one_map(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("worktree", "add", "-q", str(tmp_path / "linked"))
    sent = _clean()

    monkeypatch.chdir(tmp_path / "linked")

    assert HOST in gate("restore", "-", stdin=sent.encode()).out
    assert len(_records()) == 1


def test_a_damaged_map_is_reported_and_made_anew(repository: Repository) -> None:
    sent = _clean()
    file = repository.root / ".git/privacy-gate/map/map.json"

    file.write_bytes(b"{")
    restored = gate("restore", "-", stdin=sent.encode())
    assert restored.code == 2
    assert "is damaged" in restored.err
    assert "map rotate" in restored.err

    cleaned = gate("clean", "prompts/a.md")
    assert cleaned.code == 0
    assert "the map was damaged" in cleaned.err
    assert HOST in gate("restore", "-", stdin=cleaned.out.encode()).out

    file.write_bytes(b"{")
    stopped = json.loads(gate("hook", "claude", stdin=payloads.prompt("claude", PROMPT, repository.root)).out)
    assert stopped["decision"] == "block"
    assert "GitHub token" in stopped["reason"]
