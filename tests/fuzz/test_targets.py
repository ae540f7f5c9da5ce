"""The fuzzer's own parts: every target passes on what it begins with, and is told when something breaks."""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path

import pytest

from privacy_gate.integrations.assistants import hook_worker
from privacy_gate.integrations.assistants.hook_parent import Printed
from privacy_gate.rules.matching import ReMatcher
from privacy_gate.sources import patch
from tests.fuzz import changes, hooks, targets, texts
from tests.fuzz.board import Board
from tests.fuzz.mutation import mutated
from tests.fuzz.target import SECRET, assert_hidden, assert_inert
from tests.integrations.assistants import payloads


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", targets.NAMES)
def test_a_target_passes_on_what_it_begins_with(name: str) -> None:
    target = targets.get(name)
    for data in ("", *islice(target.seeds(), 2 if name == "matching" else 3)):
        target.check(data if isinstance(data, bytes) else b"")


def test_what_is_made_of_an_input_differs_and_stays_short() -> None:
    target = targets.get("hook-claude")
    data = payloads.prompt("claude", "a prompt", Path())

    made = [mutated(target, data, 300, seed, lambda given, _: given[::-1]) for seed in range(200)]

    assert len(set(made)) > 100
    assert max(map(len, made)) <= max(300, len(data))
    assert sum(_is_json(one) for one in made) > 60


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


def test_a_worker_that_dies_leaves_what_it_was_at(tmp_path: Path) -> None:
    board = Board(tmp_path / "board")
    for data in (b"one", b"three", b""):
        board.begin(data)
        board.spent = 1.5

    after = Board(tmp_path / "board")

    assert (after.count, after.last, after.spent) == (3, b"", 1.5)


# that a target sees what breaks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "out", [b"{}\n", b"", b"Traceback\n", b'{"decision": "approve"}\n', b'{"a": NaN}\n', b"{}\n{}\n"]
)
def test_a_hook_that_lets_rubbish_pass_is_seen(out: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_worker, "answer_event", lambda *_: Printed(out))

    with pytest.raises((AssertionError, ValueError)):
        hooks.answered("claude", b"rubbish")


def test_a_hook_that_lets_a_secret_pass_is_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in hooks.NAMES:
        sent = payloads.prompt(name, f"why {SECRET}", folder)
        monkeypatch.setattr(hook_worker, "answer_event", lambda *_: Printed(b"" if name == "windsurf" else b"{}\n"))  # noqa: B023
        with pytest.raises(AssertionError, match="a secret passes"):
            hooks.answered(name, sent)


def test_a_lost_line_of_a_patch_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patch, "find_lost_lines", lambda *_: iter(()))

    with pytest.raises(AssertionError, match="an added line is lost"):
        changes.patching(b"--- a/a\n+++ b/a\n@@ -1 +1,2 @@\n a\n+b\n+c\n")


def test_a_match_that_the_database_misses_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = texts.engines()[0].patterns
    monkeypatch.setattr(texts, "engines", lambda: (ReMatcher(patterns[:1]), ReMatcher(patterns)))

    with pytest.raises(AssertionError, match="the database misses a match"):
        texts.matching(f"token: {SECRET}".encode())


@pytest.mark.parametrize("out", ["\x1b[31m", "a\x00", "\u202e", "a\rb", "\ud800"])
def test_what_a_terminal_obeys_is_seen(out: str) -> None:
    with pytest.raises(AssertionError, match=re.escape("is printed")):
        assert_inert(out)
    with pytest.raises(AssertionError, match="a secret is shown"):
        assert_hidden(f"x {SECRET[10:18]}", f"x {SECRET}")
