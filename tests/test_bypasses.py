"""The ways past the gate that docs/threat-model.md tells of: each is tried, and comes to what stands there."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from documentation.bypasses import Attempt, parts
from documentation.pages import ROOT
from tests import bypasses
from tests.bypasses import Came
from tests.gate import GITHUB_TOKEN

_TESTS = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_BESIDE = ("diff/", "gate/", "prompt/")
"""Families that say nothing of what a text gives away."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bypasses") / "work"
    bypasses.prepared(root)
    return root


@pytest.mark.once
@pytest.mark.skipif(sys.platform == "win32", reason="the attempts are made with a shell")
@pytest.mark.parametrize("one", [one for part in parts() for one in part.attempts], ids=lambda one: one.what[:60])
def test_an_attempt_comes_to_what_the_page_says(
    one: Attempt, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "work"
    shutil.copytree(prepared, root, symlinks=True)
    monkeypatch.chdir(root)

    results = list(bypasses.came_of(one, root))

    assert results
    for number, came in enumerate(results):
        assert _is_as_told(one, came), f"try {number}: {came}"
        assert not _shows_a_secret(came.said), f"try {number} shows what it found"


def _is_as_told(one: Attempt, came: Came) -> bool:
    if one.found:
        return came.code == 1 and one.found in came.rules
    if one.seen:
        return came.code == 0 and one.seen in came.rules
    if one.stopped:
        return came.stopped
    if one.refused:
        return came.code == 2
    if one.listed:
        return came.code == 0 and one.listed in came.said
    return came.code == 0 and not came.stopped and all(rule.startswith(_BESIDE) for rule in came.rules)


def _shows_a_secret(said: str) -> bool:
    token = GITHUB_TOKEN.removeprefix("ghp_")
    shown = (form for form in (token, token[::-1], token.encode().hex()))
    return bypasses.PASSWORD in said or any(form[at : at + 10] in said for form in shown for at in range(len(form) - 9))


def test_the_tests_that_prove_a_promise_are_there() -> None:
    named = _TESTS.findall((ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8"))

    assert len(named) > 10
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{name}"


@pytest.mark.parametrize(("found", "beyond", "how"), [("", "", "scan"), ("a/b", "why", "scan"), ("a/b", "", "magic")])
def test_an_attempt_has_one_end(found: str, beyond: str, how: str) -> None:
    with pytest.raises(ValueError, match="one end"):
        Attempt(what="x", found=found, beyond=beyond, how=how)
