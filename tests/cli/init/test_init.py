"""`privacy-gate init`: what it looks at, what it writes, what it leaves alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from privacy_gate.cli.init import planned_files
from privacy_gate.config import DEFAULT_PROMPTS
from tests.cli.init.setting_up import init, written
from tests.gate import gate
from tests.repository import GATE, TOKEN_LINE, Repository, environment, start


def test_a_bare_repository_gets_settings_prompts_and_a_hook_that_stops(repository: Repository) -> None:
    init()

    assert written(repository.root) == {
        "privacy-gate.yaml",
        "prompts/TEMPLATE.md",
        "prompts/hash-password.md",
        ".git/hooks/pre-commit",
        ".git/hooks/pre-push",
        ".git/hooks/post-checkout",
        ".git/hooks/post-merge",
    }
    assert gate("scan", "prompts")[:2] == (0, "")
    repository.stage("a.py", TOKEN_LINE)
    stopped = start(["git", "commit", "-m", "x"], repository.root)
    assert (stopped.code, "secret/github-token" in stopped.err) == (1, True)
    repository.commit()
    repository.commit({"a.py": "x = 1\n"})
    start(["git", "init", "-q", "--bare", "../remote.git"], repository.root)
    pushed = start(["git", "push", "../remote.git", "HEAD:main"], repository.root)
    assert (pushed.code, "secret/github-token" in pushed.out) == (1, True)


def test_a_second_run_has_nothing_to_do(repository: Repository) -> None:
    repository.stage(".github/workflows/ci.yml", "on: push\n")
    (Path.home() / ".claude").mkdir()
    init("--user")
    before = {path: (repository.root / path).read_bytes() for path in written(repository.root)}

    again = init("--user")

    assert before == {path: (repository.root / path).read_bytes() for path in written(repository.root)}
    assert "wrote" not in again.out
    assert again.out.count("nothing to do") == 7


def test_what_is_there_is_seen_and_kept(repository: Repository) -> None:
    repository.stage("privacy-gate.yaml", "keywords: [mine]\n")
    repository.stage("a.go", "package a\n")
    repository.stage("CLAUDE.md", "Be brief.\n")

    done = init("--without", "hook")

    assert Path("privacy-gate.yaml").read_text() == "keywords: [mine]\n"
    assert re.search(r"languages +go \(1\)", done.out)
    assert "Claude Code (CLAUDE.md)" in done.out
    assert "each user runs `privacy-gate install claude`" in done.out
    assert not (Path.home() / ".claude").exists()


def test_folders_of_prompts_and_of_others_code_go_into_the_settings(repository: Repository) -> None:
    for path in (
        "llm/system_prompts/a.j2",
        "llm/system_prompts/b.md",
        "prompts/c.md",
        "go/vendor/x/y.go",
        "docs/prompts.md",
    ):
        repository.stage(path, "x\n")

    init("--without", "scan")

    written = yaml.safe_load(Path("privacy-gate.yaml").read_text())
    assert written == {"prompts": [*DEFAULT_PROMPTS, "llm/system_prompts/**"], "exclude": ["go/vendor/**"]}
    assert gate("config").code == 0


def test_settings_in_pyproject_are_settings(repository: Repository) -> None:
    repository.stage("pyproject.toml", '[tool.privacy-gate]\nkeywords = ["a"]\n')

    assert "pyproject.toml has [tool.privacy-gate]" in init("--without", "hook").out
    assert not Path("privacy-gate.yaml").exists()


def test_a_dry_run_writes_nothing(repository: Repository) -> None:
    done = gate("init", "--dry-run")

    assert (done.code, written(repository.root)) == (0, set())
    assert "new file privacy-gate.yaml" in done.out
    assert "No file was changed" in done.out


def test_nobody_to_ask_is_an_error(repository: Repository) -> None:
    done = gate("init")

    assert (done.code, written(repository.root)) == (2, set())
    assert "Use --yes to accept all steps or --dry-run to preview them." in done.err


def test_a_broken_file_is_named_and_kept(repository: Repository) -> None:
    repository.stage(".pre-commit-config.yaml", "repos: {\n")

    done = gate("init", "--yes")

    assert done.code == 2
    assert ".pre-commit-config.yaml" in done.err
    assert Path(".pre-commit-config.yaml").read_text() == "repos: {\n"


def test_the_first_scan_shows_the_three_most_useful_findings(repository: Repository) -> None:
    prompt = f"{TOKEN_LINE}The host is rates-03.brightwater.internal.\n"
    repository.commit({"lib/keys/a.py": TOKEN_LINE, "b.py": TOKEN_LINE, "prompts/a.md": prompt})

    done = init("--without", "hook")

    assert "files: 4 errors (internal 1, secret 3), 1 note (prompt 1)\n" in done.out
    shown = re.findall(r"^  - (\S+): error\[(\S+)\]", done.out, re.MULTILINE)
    assert shown == [
        ("b.py:1", "secret/github-token"),
        ("lib/keys/a.py:1", "secret/github-token"),
        ("prompts/a.md:1", "secret/github-token"),
    ]
    assert "privacy-gate scan --deep     show all 5 findings" in done.out
    assert "privacy-gate baseline" in done.out


def test_outside_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))

    for how in ("--yes", "--dry-run"):
        done = gate("init", how)
        assert (done.code, done.out) == (2, "")
        assert "Run `git init` first." in done.err
    assert not Path("prompts").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_each_step_is_asked_for(repository: Repository) -> None:
    import pty

    main, other = pty.openpty()
    command = [*GATE, "init", "--without", "hook", "--without", "scan"]
    with subprocess.Popen(
        command, cwd=repository.root, stdin=other, stdout=subprocess.PIPE, env=environment()
    ) as process:
        os.write(main, b"n\ny\n" + b"n\n" * 9)
        out, _ = process.communicate(timeout=600)
    os.close(main)
    os.close(other)

    assert process.returncode == 0
    assert out.count(b"Do it? [Y/n]") >= 2
    assert {"prompts/TEMPLATE.md", "prompts/hash-password.md"} <= written(repository.root)
    assert "privacy-gate.yaml" not in written(repository.root)


def test_the_settings_it_writes_are_the_defaults() -> None:
    assert yaml.safe_load(planned_files.configuration([], [])) is None
