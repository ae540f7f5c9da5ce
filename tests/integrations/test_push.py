"""`git push` to a bare repository, with the hooks as they are installed: git's own, pre-commit's and prek's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from tests.gate import Outcome
from tests.repository import GATE, TOKEN_LINE, Repository, shows_token, start

HOOKS = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
CLEAN = "x = 1\n"
RUNNERS = ["git", "pre-commit", "prek"]
GIT_AND_OTHERS = ["git", *(pytest.param(name, marks=pytest.mark.deep) for name in RUNNERS[1:])]
"""For what does not depend on how the runner calls the hook."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the hooks are shell scripts")


@pytest.fixture
def repository(repository: Repository, tmp_path: Path) -> Repository:
    """A repository whose main branch is on the remote, and no hook yet."""
    start(["git", "init", "-q", "--bare", "-b", "main", str(tmp_path / "remote.git")], tmp_path)
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repository.commit({"a.py": CLEAN})
    repository.git("push", "-q", "origin", "main")
    return repository


def install(runner: str, repository: Repository) -> None:
    if runner == "git":
        hook = repository.write(".git/hooks/pre-push", f'#!/bin/sh\nexec {" ".join(GATE)} pre-push "$@"\n')
        hook.chmod(0o755)
        return
    ours = next(hook for hook in HOOKS if hook["id"] == "privacy-gate-push")
    ours |= {"entry": f"{' '.join(GATE)} pre-push", "language": "system"}
    config = {"repos": [{"repo": "local", "hooks": [ours]}]}
    repository.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    repository.write(".git/info/exclude", ".pre-commit-config.yaml\n")
    done = start([Path(sys.executable).parent / runner, "install", "-t", "pre-push"], repository.root)
    assert done.code == 0, done.err


def push(repository: Repository, *arguments: str) -> Outcome:
    return start(["git", "push", *arguments], repository.root)


def on_the_remote(repository: Repository) -> list[str]:
    return [line.split("\t")[1] for line in repository.git("ls-remote", "origin").splitlines()]


@pytest.mark.parametrize("runner", RUNNERS)
def test_added_and_removed_again(runner: str, repository: Repository) -> None:
    install(runner, repository)
    bad = repository.commit({"b.py": f"{CLEAN}{TOKEN_LINE}"})
    repository.git("rm", "-q", "b.py")
    repository.commit()

    done = push(repository, "origin", "main")

    assert done.code != 0
    assert "b.py:2:" in done.out + done.err
    assert f"commit {bad[:12]}" in done.out + done.err
    assert "Revoke it" in done.out + done.err
    assert not shows_token(done)
    assert repository.git("rev-parse", "origin/main").strip() != repository.git("rev-parse", "main").strip()


@pytest.mark.parametrize("runner", GIT_AND_OTHERS)
@pytest.mark.parametrize("branch", ["main", "feature", "orphan"])
def test_a_clean_push_passes(runner: str, repository: Repository, branch: str) -> None:
    install(runner, repository)
    if branch != "main":
        repository.git("checkout", "-q", *(["--orphan"] if branch == "orphan" else ["-b"]), branch)
    repository.commit({"b.py": "y = 1\n"})
    repository.commit({"b.py": "y = 2\n"}, "Say more\n\nSigned-off-by: T <t@example.org>")

    done = push(repository, "origin", branch)

    assert done.code == 0, done.out + done.err
    assert f"refs/heads/{branch}" in on_the_remote(repository)


@pytest.mark.parametrize("runner", GIT_AND_OTHERS)
@pytest.mark.parametrize("orphan", [False, True])
def test_a_new_branch(runner: str, repository: Repository, orphan: bool) -> None:
    install(runner, repository)
    repository.git("checkout", "-q", *(["--orphan"] if orphan else ["-b"]), "feature")
    repository.commit({"b.py": TOKEN_LINE})
    repository.commit({"b.py": CLEAN})

    done = push(repository, "-u", "origin", "feature")

    assert done.code != 0
    assert "b.py:1:" in done.out + done.err
    assert "refs/heads/feature" not in on_the_remote(repository)


@pytest.mark.parametrize("runner", GIT_AND_OTHERS)
def test_a_forced_push(runner: str, repository: Repository) -> None:
    repository.commit({"b.py": CLEAN})
    repository.git("push", "-q", "origin", "main")
    install(runner, repository)
    repository.git("reset", "-q", "--hard", "HEAD~1")
    repository.commit({"c.py": TOKEN_LINE})
    repository.commit({"c.py": CLEAN})

    done = push(repository, "--force", "origin", "main")

    assert done.code != 0
    assert "c.py:1:" in done.out + done.err

    repository.git("reset", "-q", "--hard", "HEAD~2")
    repository.commit({"c.py": "z = 1\n"})

    assert push(repository, "--force", "origin", "main").code == 0


@pytest.mark.parametrize("runner", RUNNERS)
def test_removing_a_branch_sends_nothing(runner: str, repository: Repository) -> None:
    repository.git("push", "-q", "origin", "main:old")
    install(runner, repository)
    repository.commit({"b.py": TOKEN_LINE})

    done = push(repository, "origin", ":old")

    assert done.code == 0, done.out + done.err
    assert "refs/heads/old" not in on_the_remote(repository)


@pytest.mark.parametrize("runner", RUNNERS)
def test_the_message_of_a_tag_on_new_commits(runner: str, repository: Repository) -> None:
    install(runner, repository)
    repository.commit({"b.py": CLEAN})
    repository.git("tag", "-a", "v1", "-m", f"Release\n\n{TOKEN_LINE}")

    done = push(repository, "origin", "v1")

    assert done.code != 0
    assert "<tag v1>" in done.out + done.err
    assert not shows_token(done)
    assert "refs/tags/v1" not in on_the_remote(repository)


def test_the_message_of_a_tag_on_what_was_pushed(repository: Repository) -> None:
    install("git", repository)
    repository.git("tag", "-a", "inner", "-m", TOKEN_LINE)
    repository.git("tag", "-a", "outer", "-m", "Release", "inner")

    done = push(repository, "origin", "outer")

    assert done.code != 0
    assert "<tag outer>" in done.out
    assert not shows_token(done)
    assert push(repository, "origin", "main:same").code == 0


def test_several_refs_at_once(repository: Repository) -> None:
    install("git", repository)
    repository.git("checkout", "-q", "-b", "good")
    repository.commit({"b.py": CLEAN})
    repository.git("checkout", "-q", "-b", "bad", "main")
    repository.commit({"c.py": TOKEN_LINE})
    repository.commit({"c.py": CLEAN}, f"Take it out: {TOKEN_LINE}")
    repository.git("push", "--no-verify", "-q", "origin", "main:gone")

    done = push(repository, "origin", "good", ":gone", "bad")

    assert done.code != 0
    assert "c.py:1:" in done.out
    assert "refs/heads/good" not in on_the_remote(repository)
    assert push(repository, "origin", "good", ":gone").code == 0


@pytest.mark.parametrize("runner", ["pre-commit", "prek"])
def test_a_hook_of_git_goes_on_below_a_runner(runner: str, repository: Repository) -> None:
    """Runners name one ref of a push. The hook that was there before they were installed still gets all of them."""
    install("git", repository)
    install(runner, repository)
    repository.git("checkout", "-q", "-b", "good")
    repository.commit({"b.py": CLEAN})
    repository.git("checkout", "-q", "-b", "bad", "main")
    repository.commit({"c.py": TOKEN_LINE})

    done = push(repository, "origin", "good", "bad")

    assert done.code != 0
    assert "c.py:1:" in done.out + done.err


def test_what_the_remote_has_is_not_told_again(repository: Repository) -> None:
    """Also by another branch, or with a token that was there before."""
    repository.git("checkout", "-q", "-b", "old")
    repository.commit({"old.py": TOKEN_LINE})
    repository.git("push", "-q", "origin", "old")
    install("git", repository)
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge", "old")
    repository.git("mv", "old.py", "moved.py")
    repository.commit({"moved.py": f"# moved\n{TOKEN_LINE}# end\n"})
    repository.git("rm", "-q", "moved.py")
    repository.commit()

    done = push(repository, "origin", "main")

    assert done.code == 0, done.out


def test_what_the_last_state_still_has_is_told_once(repository: Repository) -> None:
    install("git", repository)
    repository.commit({"b.py": TOKEN_LINE})
    repository.commit({"b.py": f"{CLEAN}{TOKEN_LINE}"})
    repository.git("mv", "b.py", "c.py")
    repository.commit({"c.py": f"\n\n{CLEAN}{TOKEN_LINE}"})

    done = push(repository, "origin", "main")

    assert done.code != 0
    assert done.out.count("secret/github-token") == 1
    assert "c.py:4:" in done.out


def test_by_address_and_with_objects_that_are_not_here(repository: Repository, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other")
    other.git("pull", "-q", str(tmp_path / "remote.git"), "main")
    other.commit({"z.py": CLEAN})
    other.git("push", "-q", str(tmp_path / "remote.git"), "HEAD:main")
    install("git", repository)
    repository.commit({"b.py": TOKEN_LINE})
    repository.commit({"b.py": CLEAN})

    done = push(repository, "--force", str(tmp_path / "remote.git"), "main")

    assert done.code != 0
    assert "b.py:1:" in done.out


def test_a_tag_of_no_commit_is_not_passed_over(repository: Repository) -> None:
    install("git", repository)
    blob = repository.git("hash-object", "-w", "--stdin", stdin=TOKEN_LINE.encode()).strip()
    repository.git("tag", "blob", blob)

    done = push(repository, "origin", "blob")

    assert done.code != 0
    assert "names a blob" in done.err


def test_more_commits_than_are_read(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    from privacy_gate.sources import commits
    from tests.gate import gate

    monkeypatch.setattr(commits, "MOST_COMMITS", 2)
    monkeypatch.chdir(repository.root)
    for number in range(3):
        repository.commit({"b.py": f"x = {number}\n"})

    done = gate("diff", "--each-commit", "origin/main..HEAD")

    assert done.code == 2
    assert "3 commits: the oldest 1 were not read" in done.err


def test_a_shallow_clone_says_what_is_missing(repository: Repository, tmp_path: Path) -> None:
    for number in range(4):
        repository.commit({"b.py": f"x = {number}\n"})
    start(["git", "clone", "-q", "--depth", "2", f"file://{repository.root}", "shallow"], tmp_path)
    shallow = Repository(tmp_path / "shallow")
    shallow.git("remote", "set-url", "origin", str(tmp_path / "remote.git"))
    shallow.git("update-ref", "-d", "refs/remotes/origin/main")
    install("git", shallow)

    done = push(shallow, "origin", "HEAD:refs/heads/new")

    assert done.code != 0
    assert "fetch-depth: 0" in done.err


@pytest.mark.parametrize("sent", ["x", "a b c d\n", "refs/heads/main zz refs/heads/main zz\n"])
def test_other_input_is_refused(repository: Repository, sent: str) -> None:
    done = repository.gate("pre-push", "origin", stdin=sent.encode())

    assert (done.code, done.out) == (2, "")
