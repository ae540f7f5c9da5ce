"""The gate on its own repository: its hooks, its workflow, its prompts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cleanroom.interpreter import virtual_environment
from tests.gate import gate
from tests.repository import CHECKOUT, Repository

PROMPTS = sorted(path.stem for path in (CHECKOUT / "prompts").glob("*.md"))


def _tracked_files(folder: Path) -> Path:
    """A copy of the files that git tracks, as they are now: what a user left in the checkout does not count."""
    if not (CHECKOUT / ".git").exists():
        return CHECKOUT
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=True).stdout
    for name in filter(None, os.fsdecode(listed).split("\0")):
        if (CHECKOUT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, folder / name)
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


@pytest.mark.once
def test_nothing_is_found_that_is_not_accounted_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_tracked_files(tmp_path / "checkout"))

    found = gate("scan", ".", "--format", "json", "--no-index")

    assert [f"{one['path']}:{one['start']['line']}: {one['rule']}" for one in found.data["findings"]] == []
    assert found.data["problems"] == []
    assert found.data["verdict"] == "send"
    assert {f"prompts/{name}.md" for name in PROMPTS} < {one["path"] for one in found.data["files"]}
    assert found.data["summary"]["suppressed"] > 0  # what stands in tests and examples is seen, and has a reason


def test_the_demo_still_shows_what_the_gate_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    command = re.search(r"privacy-gate (scan examples/.*)", (CHECKOUT / "Makefile").read_text())
    assert command is not None
    monkeypatch.chdir(CHECKOUT)

    found = gate(*command[1].split(), "--format", "json")

    assert found.code == 0
    assert found.data["verdict"] == "never"
    assert {"business/company-context", "secret/github-token", "internal/hostname"} <= set(found.rules)


def test_the_tools_of_this_repository_are_set_as_they_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)

    found = gate("audit", "--repository", "--format", "json")

    # whether a clone has installed its hooks is no matter of what is committed
    assert {one["rule"] for one in found.data["findings"]} <= {"toolchain/commit-hook-installed"}


def test_the_hooks_are_those_that_others_get() -> None:
    published = {hook["id"]: hook for hook in yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text())}
    own: list[dict[str, Any]] = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]

    assert {hook["id"] for hook in own} == published.keys()
    for hook in own:
        theirs = published[hook["id"]]
        assert hook["entry"] == f".venv/bin/{theirs['entry']}"
        assert set(hook.get("stages", [])) <= set(theirs["stages"])
        same = ("name", "types", "require_serial", "pass_filenames")
        assert {key: hook.get(key) for key in same} == {key: theirs.get(key) for key in same}


def test_the_workflow_runs_the_action_of_the_change_itself_and_audits() -> None:
    text = (CHECKOUT / ".github/workflows/privacy-gate.yml").read_text()
    steps = yaml.safe_load(text)["jobs"]["privacy-gate"]["steps"]

    (own,) = [step for step in steps if step.get("uses") == "./"]
    assert own["with"]["audit"] == "true"
    declared = yaml.safe_load((CHECKOUT / "action.yml").read_text())["inputs"]
    assert own["with"].keys() <= declared.keys()


@pytest.mark.parametrize("name", PROMPTS)
def test_the_tests_of_each_prompt_pass(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(CHECKOUT / "prompts", tmp_path / "r/prompts", ignore=shutil.ignore_patterns("__pycache__"))
    made = Repository(tmp_path / "r")
    monkeypatch.chdir(made.root)
    monkeypatch.delenv("CI", raising=False)
    if sys.platform != "win32":
        monkeypatch.setenv("VIRTUAL_ENV", str(virtual_environment(tmp_path / "venv")))

    done = gate("test", name)

    assert done.code == 0
    assert f"passed: prompts/{name}.md" in done.err
