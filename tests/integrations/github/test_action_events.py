"""The steps of action.yml on other events, and in clones that lack commits."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.integrations.github.pull_requests import COMPANY, base_of, commands
from tests.integrations.github.server import FakeGitHub
from tests.repository import TOKEN_LINE, Repository
from tests.runner import Runner

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner here is bash with POSIX paths")


def test_by_hand_and_in_a_merge_group(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    head = repository.commit({"prompts/a.md": COMPANY, "src/a.py": TOKEN_LINE})
    group = {"base_sha": base_of(repository), "head_sha": head}

    merged = runner.check("merge_group", {"merge_group": group})
    whole = runner.check("workflow_dispatch", {"ref": "refs/heads/feature", "inputs": {}})
    part = runner.check("workflow_dispatch", {"inputs": {}}, paths="src")

    assert [ran.outputs["errors"] for ran in (merged, whole, part)] == ["2", "2", "1"]
    assert fake.requests == []


def test_a_shallow_clone_is_explained(runner: Runner, repository: Repository, tmp_path: Path) -> None:
    base = base_of(repository)
    head = repository.commit({"prompts/a.md": COMPANY})
    clone = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "1", "--branch", "feature", repository.root.as_uri(), str(clone))

    ran = Runner(runner.temp, runner.checkout, clone).pull_request(base, head)

    assert ran.code == 2
    assert (
        f"commit not found: {base}%0Ahint: This clone is shallow. Fetch the full history (fetch-depth: 0)." in ran.out
    )
    assert len(commands(ran.out)) == 1
    assert ran.outputs == {}


def test_a_clone_without_the_merge_base_is_explained(runner: Runner, repository: Repository, tmp_path: Path) -> None:
    head = repository.commit({"prompts/a.md": COMPANY})
    repository.git("checkout", "-q", "main")
    base = repository.commit({"other.txt": "x\n"})
    clone = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "1", "--no-single-branch", repository.root.as_uri(), str(clone))

    ran = Runner(runner.temp, runner.checkout, clone).pull_request(base, head)

    assert ran.code == 2
    assert "have no common ancestor in this clone%0Ahint: Fetch the full history (fetch-depth: 0)." in ran.out


def test_a_push_is_checked_without_a_comment(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    head = repository.commit({"prompts/a.md": COMPANY})

    ran = runner.check("push", {"before": base_of(repository), "after": head, "ref": "refs/heads/feature"})
    removal = runner.check("push", {"before": head, "after": "0" * 40, "ref": "refs/heads/feature"})

    assert (ran.code, len(commands(ran.out))) == (1, 1)
    assert ran.out.startswith("privacy-gate: not a pull request: checking the push ")
    assert (removal.code, removal.out.count("\n")) == (0, 1)
    assert fake.requests == []


def test_a_new_branch_is_compared_with_the_default_branch(
    runner: Runner, repository: Repository, tmp_path: Path
) -> None:
    head = repository.commit({"prompts/a.md": COMPANY})
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--branch", "feature", repository.root.as_uri(), str(clone))
    payload = {"before": "0" * 40, "after": head, "ref": "refs/heads/feature", "repository": {"default_branch": "main"}}

    ran = Runner(runner.temp, runner.checkout, clone).check("push", payload)

    assert (ran.code, ran.outputs["errors"]) == (1, "1")


def test_another_event_is_an_error(runner: Runner) -> None:
    ran = runner.check("issues", {"action": "opened"})

    assert ran.code == 2
    assert ran.out.startswith("::error title=privacy-gate::the event `issues` does not refer to a change%0Ahint: ")


def test_outside_a_repository(runner: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()

    ran = Runner(runner.temp, runner.checkout, folder).pull_request("a" * 40, "b" * 40)

    assert ran.code == 2
    assert "not in a git repository" in ran.out
