"""`git checkout` and `git merge` with the hooks as they are installed: by `init`, by pre-commit and by prek."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import yaml

from tests.gate import Outcome
from tests.repository import GATE, Repository, environment, start

BIN = Path(sys.executable).parent
HOOKS = yaml.safe_load((Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
OFF = '{"disableAllHooks": true}\n'
RULE = "toolchain/claude-switched-off"
SILENT = "severity: {toolchain: off}\nexclude: ['**']\nper_path: [{paths: ['**'], ignore: [all], reason: x}]\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the hooks are shell scripts")


@pytest.fixture
def repository(repository: Repository) -> Repository:
    """A repository with a branch `other`, whose settings switch hooks off and silence the gate."""
    repository.commit({"a.py": "x = 1\n"})
    repository.git("checkout", "-q", "-b", "other")
    repository.commit({"app/.claude/settings.json": OFF, "privacy-gate.yaml": SILENT})
    repository.git("checkout", "-q", "main")
    return repository


def install(runner: str, repository: Repository) -> None:
    """The hooks as a user gets them. `husky` is a folder of scripts in the work tree that git is pointed to."""
    git_only = environment(PATH=f"{Path(GATE[0]).parent}{os.pathsep}{os.environ['PATH']}")
    if runner in ("git", "husky"):
        if runner == "husky":
            repository.write(".husky/pre-commit", "true\n")
            repository.git("config", "core.hooksPath", ".husky")
        leave = [
            word
            for name in ("settings", "prompts", "hook", "push", "ci", "audit", "scan")
            for word in ("--without", name)
        ]
        done = start([*GATE, "init", "--yes", "--without", "assistants", *leave], repository.root, env=git_only)
        assert done.code == 0, done.err
        for name in ("post-checkout", "post-merge"):
            if runner == "husky":
                hook = repository.root / ".husky" / name
                hook.write_text(f"#!/bin/sh\n{hook.read_text()}")
                hook.chmod(0o755)
        return
    ours = next(hook for hook in HOOKS if hook["id"] == "privacy-gate-checkout")
    entry = ours["entry"].replace("privacy-gate", " ".join(GATE), 1)
    config = {"repos": [{"repo": "local", "hooks": [{**ours, "entry": entry, "language": "system"}]}]}
    repository.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    repository.write(".git/info/exclude", ".pre-commit-config.yaml\n")
    done = start([BIN / runner, "install", "-t", "post-checkout", "-t", "post-merge"], repository.root)
    assert done.code == 0, done.err


def run(repository: Repository, *words: str) -> Outcome:
    """What git does and its hooks print, with the gate on the search path."""
    return start(["git", *words], repository.root, env=environment(PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}"))


@pytest.mark.parametrize("runner", ["git", "husky", "pre-commit", "prek"])
def test_a_checkout_and_a_merge_report_settings_that_switch_hooks_off(runner: str, repository: Repository) -> None:
    install(runner, repository)

    out = run(repository, "checkout", "other")
    back = run(repository, "checkout", "main")
    merged = run(repository, "merge", "--ff-only", "other")

    for done in (out, merged):
        assert RULE in done.out + done.err
        assert "app/.claude/settings.json" in done.out + done.err
        assert "disableAllHooks" in done.out + done.err
    assert out.code == 1
    assert RULE not in back.out + back.err
    assert back.code == 0


def test_a_merge_commit_and_a_file_by_itself_are_reported(repository: Repository) -> None:
    install("git", repository)
    repository.commit({"b.py": "x = 1\n"})

    file = run(repository, "checkout", "other", "--", "app/.claude/settings.json")
    repository.git("reset", "-q", "--hard")
    merged = run(repository, "merge", "--no-edit", "other")

    assert RULE in file.out + file.err
    assert RULE in merged.out + merged.err


def test_nothing_is_printed_when_there_is_nothing_to_report(repository: Repository) -> None:
    install("git", repository)

    done = run(repository, "checkout", "-q", "-b", "third")

    assert (done.code, done.out, done.err) == (0, "", "")


def test_the_settings_from_before_may_accept_them(repository: Repository) -> None:
    """What a team has accepted in its own branch is not reported again at each checkout."""
    install("git", repository)
    accepted = {"paths": [".claude/settings.json"], "ignore": [RULE], "reason": "our proxy"}
    settings = '{"env": {"HTTPS_PROXY": "http://proxy.example"}}\n'
    repository.commit(
        {".claude/settings.json": settings, "privacy-gate.yaml": yaml.safe_dump({"per_path": [accepted]})}
    )

    done = run(repository, "checkout", "-b", "third")

    assert done.code == 0
    assert RULE not in done.out + done.err


def test_a_clone_and_broken_settings_before_go_by_the_defaults(repository: Repository, tmp_path: Path) -> None:
    install("git", repository)
    template = tmp_path / "template"
    (template / "hooks").mkdir(parents=True)
    hook = template / "hooks" / "post-checkout"
    hook.write_bytes((repository.root / ".git/hooks/post-checkout").read_bytes())
    hook.chmod(0o755)
    cloned = run(repository, "clone", f"--template={template}", "-b", "other", ".", "../copy")
    repository.commit({"privacy-gate.yaml": "severity: {[\n"})

    broken = run(repository, "checkout", "other")

    assert RULE in cloned.out + cloned.err
    assert RULE in broken.out + broken.err


def test_settings_that_cannot_be_read_are_shown(repository: Repository) -> None:
    repository.write(".claude/settings.json", "x").unlink()
    (repository.root / ".claude/settings.json").mkdir()

    done = start([*GATE, "post-checkout"], repository.root)

    assert "the file cannot be read" in done.out
