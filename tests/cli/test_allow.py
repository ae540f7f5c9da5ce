"""The way out of a false alarm in a prompt that was checked by hand: once, at a terminal, recorded."""

from __future__ import annotations

import json
import os

import pytest

from tests.cli.test_install import allow
from tests.repository import GATE, TOKEN_LINE, Repository, start

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="terminals of POSIX"),
    pytest.mark.repository({"README.md": "A project.\n"}, files={"prompts/a.md": TOKEN_LINE}),
]


def events(repository: Repository) -> list[tuple[str, str, str]]:
    found = json.loads(repository.gate("ledger", "list", "--format", "json").out)["events"]
    return [(one["kind"], one["verdict"], one["reason"]) for one in found]


def test_a_scanned_prompt_is_let_through_once_and_recorded(repository: Repository) -> None:
    assert repository.gate("scan", "prompts/a.md").code == 1
    assert start([*GATE, "allow", "--last", "no"], repository.root).code == 2  # no terminal
    assert "passes one check" in allow(repository, "made up for the tests")

    passed = repository.gate("scan", "prompts/a.md", "--format", "json", "--record")

    assert (passed.code, passed.data["verdict"]) == (0, "send")
    assert [one["released"] for one in passed.data["files"]] == [True]
    assert "secret/github-token" in passed.rules
    assert "allowed once (made up for the tests)" in passed.err
    assert repository.report("scan", "prompts/a.md").data["verdict"] == "never"
    assert events(repository) == [("checked", "never", ""), ("allowed", "never", "made up for the tests")]


def test_standard_input_is_let_through_too(repository: Repository) -> None:
    text = TOKEN_LINE.encode()
    assert repository.gate("scan", "-", stdin=text).code == 1
    allow(repository, "made up")

    assert repository.gate("scan", "-", stdin=text).code == 0
    assert repository.gate("scan", "-", stdin=text).code == 1


def test_another_text_is_not(repository: Repository) -> None:
    repository.gate("scan", "prompts/a.md")
    allow(repository, "made up")
    repository.write("prompts/a.md", f"# another\n{TOKEN_LINE}")

    assert repository.gate("scan", "prompts/a.md").code == 1


def test_a_commit_of_it_is_let_through(repository: Repository) -> None:
    repository.git("add", ".")
    assert repository.gate("pre-commit", "prompts/a.md").code == 1
    allow(repository, "made up")

    assert repository.gate("pre-commit", "prompts/a.md").code == 0


def test_of_two_texts_none_is(repository: Repository) -> None:
    repository.write("prompts/b.md", f"# b\n{TOKEN_LINE}")
    repository.gate("scan", "prompts/a.md")
    allow(repository, "made up")

    assert repository.gate("scan", "prompts").code == 1
    assert repository.gate("scan", "prompts/a.md").code == 0


def test_an_internal_finding_beside_it_still_counts(repository: Repository) -> None:
    repository.write("a.py", TOKEN_LINE)
    repository.gate("scan", "prompts/a.md")
    allow(repository, "made up")

    assert repository.gate("scan").code == 1
