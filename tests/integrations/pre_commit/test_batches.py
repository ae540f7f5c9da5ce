"""A long list of files that pre-commit and prek split, and the hooks as a repository installs them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gate import Outcome
from tests.integrations.pre_commit.running import NOTE, found, program, run
from tests.repository import TOKEN_LINE, Repository, copy_of_the_checkout, environment, shows_token, start

FOLDER = f"folder/{'/'.join(['long' * 60] * 4)}"  # pre-commit splits at 128 KiB, prek at one MiB


def _long(number: int) -> str:
    return f"{FOLDER}/{number:04}_{'name' * 50}.py"


def _wide(number: int) -> str:
    return f"folder/{number:04}_{'長' * 30}.py"


def stage_many(repository: Repository, count: int, name: Callable[[int], str]) -> None:
    (repository.root / name(0)).parent.mkdir(parents=True)
    for number in range(count):
        (repository.root / name(number)).write_text(f"x = {number}\n")
    (repository.root / name(7)).write_text(TOKEN_LINE)
    (repository.root / name(count - 7)).write_text(TOKEN_LINE)
    repository.git("add", "folder")


OWN_TABLE = '[tool.privacy-gate]\nfail_on = "error"\n'


@pytest.mark.parametrize(
    ("tool", "first", "settings", "content", "count", "name"),
    [
        pytest.param("pre-commit", None, "privacy-gate.yaml", "fail_on: error\n", 250, _long, id="last name"),
        pytest.param("pre-commit", "a.bin", "privacy-gate.yaml", "fail_on: error\n", 250, _long, id="binary first"),
        pytest.param("prek", "a.bin", "privacy-gate.yaml", "fail_on: error\n", 1000, _long, id="binary first, prek"),
        pytest.param("pre-commit", None, "pyproject.toml", OWN_TABLE, 250, _long, id="table in the last file"),
        pytest.param("pre-commit", None, "privacy-gate.yaml", "fail_on: error\n", 1300, _wide, id="wide characters"),
    ],
)
def test_a_split_command_line_looks_at_the_change_once(
    *,
    tool: str,
    repository: Repository,
    first: str | None,
    settings: str,
    content: str,
    count: int,
    name: Callable[[int], str],
) -> None:
    if first:
        repository.stage(first, bytes(range(256)))
    repository.stage(settings, content)
    stage_many(repository, count, name)

    done = run(tool, repository)

    assert done.code == 1
    assert len(re.findall(r"\[gate/configuration-changed\]", done.out)) == 1
    assert sorted(Path(path).name[:5] for path in found(done)) == ["0007_", f"{count - 7:04}_"]


def test_the_hooks_that_a_repository_gets_when_it_names_this_one(tmp_path: Path) -> None:
    ours = Repository(copy_of_the_checkout(tmp_path / "privacy-gate"))
    ours.git("add", ".")
    revision = ours.commit()
    theirs = Repository(tmp_path / "theirs")
    start(["git", "init", "-q", "--bare", str(tmp_path / "remote.git")], tmp_path)
    theirs.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    theirs.stage(
        ".pre-commit-config.yaml",
        f"repos:\n- repo: {ours.root}\n  rev: {revision}\n"
        "  hooks:\n  - id: privacy-gate\n  - id: privacy-gate-message\n  - id: privacy-gate-audit\n"
        "  - id: privacy-gate-push\n",
    )
    env = environment(PRE_COMMIT_HOME=str(tmp_path / "home"))

    def git_commit(message: str) -> Outcome:
        return start(["git", "commit", "-m", message], theirs.root, env=env)

    assert start([program("pre-commit"), "validate-manifest", ".pre-commit-hooks.yaml"], ours.root).code == 0
    for stage in ("pre-commit", "commit-msg", "pre-push"):
        assert start([program("pre-commit"), "install", "-t", stage], theirs.root, env=env).code == 0
    assert start([program("pre-commit"), "install-hooks"], theirs.root, env=env, seconds=300).code == 0

    theirs.stage("a.py", TOKEN_LINE)
    token = git_commit("Add a file")
    theirs.stage("a.py", NOTE)
    message = git_commit(f"Add a file with {TOKEN_LINE}")
    clean = git_commit("Add a file")
    theirs.stage(".claudeignore", ".env\n")
    tools = git_commit("Add a file that no program reads")
    theirs.git("rm", "-q", "--cached", ".claudeignore")
    theirs.commit({"b.py": TOKEN_LINE})
    theirs.commit({"b.py": "x = 1\n"})
    push = start(["git", "push", "origin", "main"], theirs.root, env=env)

    assert (token.code, message.code, clean.code, tools.code) == (1, 1, 0, 1)
    assert push.code != 0
    assert "b.py:1:" in push.out + push.err
    assert "secret/github-token" in token.err
    assert "toolchain/claude-ignore-file" in tools.err
    assert not shows_token(token)
    assert "secret/github-token" in message.err
    assert "note[business/proprietary-marker]" in clean.err
