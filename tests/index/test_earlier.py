"""A change does not free what never leaves: what was there before it counts until it is committed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.gate import Outcome
from tests.index.code import COLLECT, DUNNING, MARK, NEXT_STEP
from tests.repository import GATE, Repository, start

PROMPT = f"TASK: Make this faster.\n\n```python\n{NEXT_STEP}```\n"
GLOBS = "never_send: [vault/**]\n"


@pytest.fixture(params=["glob", "mark"])
def ours(tmp_path: Path, request: pytest.FixtureRequest) -> Repository:
    made = Repository(tmp_path / "repository")
    if request.param == "glob":
        made.commit({"privacy-gate.yaml": GLOBS, "vault/dunning.py": DUNNING, "prompts/a.md": "TASK: Add.\n"})
    else:
        made.commit({"vault/dunning.py": MARK + DUNNING, "prompts/a.md": "TASK: Add.\n"})
    return made


def move(ours: Repository) -> None:
    ours.git("mv", "vault/dunning.py", "prompts/dunning.py")


def move_and_drop_the_mark(ours: Repository) -> None:
    ours.git("rm", "-q", "vault/dunning.py")
    ours.stage("prompts/dunning.py", DUNNING)


def quote_and_delete(ours: Repository) -> None:
    ours.git("rm", "-q", "vault/dunning.py")
    ours.stage("prompts/faster.md", PROMPT)


def quote_and_empty(ours: Repository) -> None:
    ours.stage("vault/dunning.py", "X = 1\n")
    ours.stage("prompts/faster.md", PROMPT)


def quote_and_let_out(ours: Repository) -> None:
    ours.stage("vault/dunning.py", DUNNING)
    ours.stage("privacy-gate.yaml", "never_send: []\n")
    ours.stage("prompts/faster.md", PROMPT)


def quote_and_call_public(ours: Repository) -> None:
    ours.stage("vault/dunning.py", DUNNING)
    ours.stage("privacy-gate.yaml", "public_code: [vault/**]\n")
    ours.stage("prompts/faster.md", PROMPT)


def quote_and_rename_the_folder(ours: Repository) -> None:
    ours.git("mv", "vault", "open")
    ours.stage("open/dunning.py", DUNNING)
    ours.stage("prompts/faster.md", PROMPT)


CHANGES = (
    move,
    move_and_drop_the_mark,
    quote_and_delete,
    quote_and_empty,
    quote_and_let_out,
    quote_and_call_public,
    quote_and_rename_the_folder,
)


def rules(done: Outcome) -> set[str]:
    assert done.code < 2, done
    return {found["rule"] for found in done.data["findings"] if found["rule"].startswith("code/")}


def prompts(ours: Repository) -> list[str]:
    return ours.git("diff", "--cached", "--name-only", "--diff-filter=d").split()


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_staged_change_frees_counts_until_it_is_committed(ours: Repository, change: object) -> None:
    assert callable(change)
    change(ours)

    for done in (
        ours.gate("diff", "--format", "json"),
        ours.gate("pre-commit", "--format", "json", *prompts(ours)),
        ours.gate("scan", "prompts/", "--format", "json"),
        ours.gate("scan", "prompts/", "--format", "json", "--trust", "HEAD"),
    ):
        assert rules(done) == {"code/never-send"}
        assert done.code == 1


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_range_frees_counts_in_it(ours: Repository, change: object) -> None:
    assert callable(change)
    change(ours)
    ours.commit()
    ours.git("checkout", "-q", "--detach", "HEAD")
    ours.stage("more.py", COLLECT)
    ours.commit()

    for words in (("main~1..HEAD",), ("main~1...HEAD",), ("main~1...HEAD", "--trust", "main~1")):
        done = ours.gate("diff", "--format", "json", *words)
        assert rules(done) == {"code/never-send"}, words
        assert done.code == 1


@pytest.mark.parametrize("change", CHANGES)
def test_a_push_and_the_hook_of_an_assistant_know_it(ours: Repository, change: object) -> None:
    assert callable(change)
    change(ours)
    sent = {"hook_event_name": "UserPromptSubmit", "prompt": PROMPT, "cwd": str(ours.root)}

    hooked = start([*GATE, "hook", "claude"], ours.root, json.dumps(sent).encode())
    assert "code/never-send" in hooked.out, hooked
    assert '"block"' in hooked.out

    ours.commit()
    pushed = start(
        [*GATE, "pre-push", "--format", "json"],
        ours.root,
        f"refs/heads/main {ours.git('rev-parse', 'HEAD').strip()} refs/heads/main"
        f" {ours.git('rev-parse', 'HEAD~1').strip()}\n".encode(),
    )
    assert pushed.code == 1
    assert "code/never-send" in {found["rule"] for found in pushed.data["findings"]}


@pytest.mark.parametrize("change", CHANGES)
def test_letting_it_out_is_a_finding(ours: Repository, change: object) -> None:
    assert callable(change)
    marked = MARK in (ours.root / "vault/dunning.py").read_text()
    change(ours)
    kept = change is move if marked else change is quote_and_empty  # with its mark, and in its place

    done = ours.gate("diff", "--format", "json")

    found = [one for one in done.data["findings"] if one["rule"] == "gate/never-send-loosened"]
    assert bool(found) is not kept
    assert {one["severity"] for one in found} <= {"warning"}


def test_an_ordinary_change_says_nothing(ours: Repository) -> None:
    content = (ours.root / "vault/dunning.py").read_text()
    ours.stage("vault/dunning.py", content.replace("grace_days", "days_of_grace"))
    ours.stage("src/more.py", COLLECT)

    assert ours.gate("diff", "--format", "json", "--fail-on", "note", "--select", "gate,code").data["findings"] == []


def test_after_the_change_the_code_is_what_it_is_now(ours: Repository) -> None:
    ours.git("rm", "-q", "vault/dunning.py")
    ours.commit()
    ours.stage("prompts/faster.md", PROMPT)

    assert rules(ours.gate("diff", "--format", "json")) == set()


def test_a_folder_that_git_ignores_is_guarded(ours: Repository) -> None:
    ours.commit({".gitignore": "/private/\n", "privacy-gate.yaml": "never_send: [private/**, '*.secret.py']\n"})
    ours.write("private/deep/a.py", NEXT_STEP)
    ours.git("rm", "-q", "vault/dunning.py")
    ours.commit()
    ours.write("prompts/faster.md", PROMPT)

    assert rules(ours.gate("scan", "prompts/", "--format", "json")) == {"code/never-send"}


def test_private_code_that_the_change_deletes_counts(tmp_path: Path) -> None:
    ours = Repository(tmp_path / "repository")
    ours.commit({"src/dunning.py": DUNNING})
    ours.git("rm", "-q", "src/dunning.py")
    ours.stage("prompts/faster.md", PROMPT)

    assert rules(ours.gate("diff", "--format", "json")) == {"code/private"}


@pytest.mark.parametrize("how", ["committed", "loose", "by the settings"])
def test_a_mark_counts_among_the_prompts(tmp_path: Path, how: str) -> None:
    ours = Repository(tmp_path / "repository")
    ours.commit({"vault/dunning.py": MARK + DUNNING, "prompts/a.md": "TASK: Add.\n"})
    ours.gate("scan", "prompts/")
    if how == "by the settings":
        ours.commit({"privacy-gate.yaml": "prompts: [prompts/**, vault/**]\n"})
    else:
        ours.git("mv", "vault/dunning.py", "prompts/dunning.py")
        ours.commit()
        if how == "loose":
            ours.git("rm", "-q", "--cached", "prompts/dunning.py")
            ours.commit()
    ours.commit({"prompts/faster.md": PROMPT})

    for _ in range(2):
        done = ours.gate("scan", "prompts/faster.md", "--format", "json")
        assert rules(done) == {"code/never-send"}
    if how == "committed":
        ours.commit({"prompts/dunning.py": DUNNING})
        assert rules(ours.gate("scan", "prompts/faster.md", "--format", "json")) == set()


def test_what_one_commit_of_a_range_adds_and_another_frees_counts(tmp_path: Path) -> None:
    ours = Repository(tmp_path / "repository")
    start = ours.commit({"prompts/a.md": "TASK: Add.\n"})
    ours.commit({"dunning.py": MARK + DUNNING})
    ours.git("rm", "-q", "dunning.py")
    end = ours.commit({"prompts/faster.md": PROMPT})
    pushed = f"refs/heads/main {end} refs/heads/main {start}\n".encode()

    for done in (
        ours.gate("diff", "--each-commit", f"{start}..HEAD", "--format", "json"),
        ours.gate("pre-push", "--format", "json", stdin=pushed),
    ):
        assert rules(done) == {"code/never-send"}
        assert done.code == 1


def commit_globs(ours: Repository) -> None:
    ours.commit({"privacy-gate.yaml": GLOBS, "vault/dunning.py": DUNNING})
    ours.commit({"privacy-gate.yaml": "fail_on: error\n"})
    ours.commit({"prompts/faster.md": PROMPT})
    ours.git("rm", "-q", "vault/dunning.py")
    ours.commit({"privacy-gate.yaml": GLOBS})


def commit_marks(ours: Repository) -> None:
    ours.commit({"vault/dunning.py": MARK + DUNNING})
    ours.commit({"vault/dunning.py": DUNNING})
    ours.commit({"prompts/faster.md": PROMPT})
    ours.git("rm", "-q", "vault/dunning.py")
    ours.commit()


def commit_folders(ours: Repository) -> None:
    ours.commit({"privacy-gate.yaml": GLOBS, "vault/dunning.py": DUNNING})
    ours.git("mv", "vault", "open")
    ours.commit()
    ours.commit({"prompts/faster.md": PROMPT})
    ours.git("rm", "-q", "open/dunning.py")
    ours.commit()


@pytest.mark.parametrize("commit", [commit_globs, commit_marks, commit_folders])
def test_what_one_commit_of_a_range_lets_out_and_the_next_uses_is_found(tmp_path: Path, commit: object) -> None:
    assert callable(commit)
    ours = Repository(tmp_path / "repository")
    start = ours.commit({"prompts/a.md": "TASK: Add.\n", "README.md": "x\n"})
    commit(ours)
    pushed = f"refs/heads/main {ours.git('rev-parse', 'HEAD').strip()} refs/heads/main {start}\n".encode()

    for done in (
        ours.gate("diff", "--each-commit", f"{start}..HEAD", "--format", "json"),
        ours.gate("diff", f"{start}..HEAD", "--format", "json"),
        ours.gate("pre-push", "--format", "json", stdin=pushed),
    ):
        assert rules(done) == {"code/never-send"}
        loosened = [one for one in done.data["findings"] if one["rule"] == "gate/never-send-loosened"]
        assert loosened
        assert all("; in commit " in one["message"] for one in loosened)
        assert len({(one["path"], one["message"]) for one in loosened}) == len(loosened)


def test_the_settings_of_many_commits_are_read_in_as_few_calls_of_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Repository(tmp_path / "repository")
    base = ours.commit({"privacy-gate.yaml": GLOBS, "vault/dunning.py": DUNNING})
    started: list[bool] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, *given: Any, **named: Any) -> None:
            started.append("cat-file" in given[0])
            super().__init__(*given, **named)

    counts: list[int] = []
    for count in (2, 12):
        for number in range(count):
            ours.commit({f"prompts/{count}-{number}.md": "TASK: Add.\n"})
        with monkeypatch.context() as patched:
            patched.setattr(subprocess, "Popen", Counted)
            ours.gate("diff", "--each-commit", f"{base}..HEAD", "--format", "json")
        counts.append(sum(started))
        started.clear()

    assert 0 < counts[1] <= counts[0]  # the first run builds the index
