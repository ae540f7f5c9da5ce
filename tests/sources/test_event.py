"""What an event says of the change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.base.errors import GateError
from privacy_gate.sources import event
from privacy_gate.sources.event import CiEvent

A, B, ZERO = "a" * 40, "b" * 40, "0" * 40


def read(tmp_path: Path, payload: Any) -> CiEvent:
    file = tmp_path / "event.json"
    file.write_bytes(payload if isinstance(payload, bytes) else json.dumps(payload).encode())
    return event.read(str(file), "an-event")


def test_a_pull_request(tmp_path: Path) -> None:
    sides = {"base": {"sha": A, "repo": None}, "head": {"sha": B, "ref": "$(x)"}}

    found = read(tmp_path, {"pull_request": {"number": 7, **sides}, "before": A, "after": B, "action": "synchronize"})

    assert found == CiEvent(f"{A}...{B}", A, 7, B)


@pytest.mark.parametrize(
    ("payload", "revisions", "said"),
    [
        ({"before": A, "after": B}, f"{A}..{B}", "checking the push aaaaaaaaaaaa..bbbbbbbbbbbb"),
        ({"before": A, "after": ZERO}, None, "nothing to check"),
        (
            {"before": ZERO, "after": B, "ref": "refs/heads/new", "repository": {"default_branch": "main"}},
            f"refs/remotes/origin/main...{B}",
            "the new branch adds",
        ),
    ],
)
def test_a_push(tmp_path: Path, payload: Any, revisions: str | None, said: str) -> None:
    found = read(tmp_path, payload)

    assert (found.revisions, found.number) == (revisions, None)
    assert found.remark is not None
    assert found.remark.startswith("not a pull request")
    assert said in found.remark


def test_a_merge_group(tmp_path: Path) -> None:
    group = {"base_sha": A, "head_sha": B, "head_ref": "refs/heads/gh-readonly-queue/x"}

    found = read(tmp_path, {"merge_group": group})

    assert (found.revisions, found.trust, found.number) == (f"{A}...{B}", A, None)


def test_another_run_left_a_report(tmp_path: Path) -> None:
    found = read(tmp_path, {"action": "completed", "workflow_run": {"head_sha": B, "head_branch": "$(x)"}})

    assert found == CiEvent(head=B, handed_over=True)


@pytest.mark.parametrize("name", ["workflow_dispatch", "schedule"])
def test_by_hand(tmp_path: Path, name: str) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps({"inputs": None, "schedule": "0 0 * * *"}))

    found = event.read(str(file), name)

    assert (found.whole, found.revisions) == (True, None)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ({"merge_group": {"base_sha": "--x", "head_sha": B}}, "does not have the form"),
        ({}, "the event `an-event` does not refer to a change"),
        ({"schedule": "0 0 * * *"}, "does not refer to a change"),
        (
            {"before": ZERO, "after": B, "ref": "refs/heads/main", "repository": {"default_branch": "main"}},
            "starts a new history",
        ),
        ({"before": "--output=x", "after": B}, "does not have the form"),
        ({"pull_request": {"number": "7", "base": {"sha": A}, "head": {"sha": B}}}, "does not have the form"),
        ({"pull_request": {"number": 7, "base": {"sha": "main"}, "head": {"sha": B}}}, "does not have the form"),
        (b"[", "does not have the form"),
        (b"\xff", "does not have the form"),
        (b"", "does not have the form"),
    ],
)
def test_what_is_no_change_is_an_error(tmp_path: Path, payload: Any, said: str) -> None:
    with pytest.raises(GateError, match=said):
        read(tmp_path, payload)


@pytest.mark.parametrize(("file", "said"), [(None, "not in a workflow"), ("", "not in a"), ("/no/such", "cannot read")])
def test_no_event(file: str | None, said: str) -> None:
    with pytest.raises(GateError, match=said):
        event.read(file, "")
