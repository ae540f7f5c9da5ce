"""Merges, pushes and commit messages, as pre-commit and prek pass them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import Outcome
from tests.integrations.pre_commit.running import found, program, run
from tests.repository import TOKEN_LINE, Repository, environment, places, shows_token, start


def commit(repository: Repository, *arguments: str, **more: str) -> Outcome:
    """A commit by git itself, with the hooks that are installed."""
    return start(["git", "commit", *arguments], repository.root, env=environment(**more))


def install(tool: str, repository: Repository) -> None:
    for stage in ("pre-commit", "commit-msg"):
        done = start([program(tool), "install", "-t", stage], repository.root)
        assert done.code == 0, done.err


def diverge(repository: Repository) -> None:
    """A merge that stops at shared.py. Both sides hold findings that are already committed."""
    repository.commit({"shared.py": "first\nmiddle\nlast\n"})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"shared.py": f"first\nside\nlast\nside_{TOKEN_LINE}", "side.py": TOKEN_LINE})
    repository.git("checkout", "-q", "main")
    repository.commit({"shared.py": f"main_{TOKEN_LINE}first\nmain\nlast\n", "main.py": TOKEN_LINE})
    repository.git("merge", "side", code=1)


RESOLVED = f"main_{TOKEN_LINE}first\nboth\nlast\nside_{TOKEN_LINE}"


def test_a_merge_is_judged_by_what_its_resolution_adds(tool: str, repository: Repository) -> None:
    diverge(repository)
    repository.stage("shared.py", RESOLVED)
    clean, clean_diff = run(tool, repository), repository.report("diff")
    repository.stage("shared.py", RESOLVED.replace("both\n", f"both_{TOKEN_LINE}"))
    dirty, dirty_diff = run(tool, repository), repository.report("diff")

    assert (clean.code, found(clean)) == (0, [])
    assert (clean_diff.code, places(clean_diff)) == (0, [])
    assert (dirty.code, found(dirty)) == (1, ["shared.py:3"])
    assert (dirty_diff.code, places(dirty_diff)) == (1, ["shared.py:3"])


def test_what_somebody_adds_while_merging_is_seen(repository: Repository) -> None:
    diverge(repository)
    repository.stage("shared.py", RESOLVED)
    repository.stage("side.py", f"{TOKEN_LINE}more_{TOKEN_LINE}")
    repository.stage("new.py", TOKEN_LINE)

    given = repository.report("pre-commit", "shared.py", "side.py", "main.py", "new.py")

    assert sorted(places(repository.report("diff"))) == ["new.py:1", "side.py:2"]
    assert {"new.py:1", "side.py:2"} <= set(places(given))  # main.py is not staged, so all are read whole


def test_a_merge_that_is_not_resolved_yet(repository: Repository) -> None:
    diverge(repository)
    repository.stage("new.py", TOKEN_LINE)

    assert places(repository.report("diff")) == ["new.py:1"]


def test_a_merge_in_a_linked_worktree(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.py": "a\n"})
    repository.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked")
    linked.commit({"a.py": f"side\n{TOKEN_LINE}"})
    repository.commit({"a.py": f"main_{TOKEN_LINE}", "b.py": TOKEN_LINE})
    linked.git("merge", "main", code=1)
    linked.stage("a.py", f"main_{TOKEN_LINE}both\n{TOKEN_LINE}")

    assert linked.report("pre-commit", "a.py", "b.py").code == 0
    linked.stage("a.py", f"main_{TOKEN_LINE}both_{TOKEN_LINE}{TOKEN_LINE}")
    assert places(linked.report("pre-commit", "a.py", "b.py")) == ["a.py:2"]


def test_a_push_is_judged_by_what_it_adds(tool: str, repository: Repository) -> None:
    start_ = repository.commit({"a.py": f"a\n{TOKEN_LINE}", "old.py": TOKEN_LINE})
    clean = repository.commit({"a.py": f"a\nb\n{TOKEN_LINE}"})
    end = repository.commit({"a.py": f"a\nb\n{TOKEN_LINE}more_{TOKEN_LINE}"})
    repository.stage("staged.py", TOKEN_LINE)

    def push(first: str, last: str) -> Outcome:
        return run(tool, repository, "--hook-stage", "pre-push", "--from-ref", first, "--to-ref", last)

    assert (push(start_, clean).code, found(push(start_, clean))) == (0, [])
    assert (push(start_, end).code, found(push(start_, end))) == (1, ["a.py:4"])


def test_a_push_does_not_answer_for_what_came_from_the_other_side(tool: str, repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"a.py": TOKEN_LINE})
    repository.git("checkout", "-q", "main")
    repository.commit({"b.py": "x = 1\n"})

    done = run(tool, repository, "--from-ref", "side", "--to-ref", "main")

    assert (done.code, found(done)) == (0, [])


def test_a_push_from_a_commit_that_is_not_here(repository: Repository) -> None:
    repository.commit({"a.py": "x = 1\n"})

    done = repository.gate(
        "pre-commit", "a.py", variables={"PRE_COMMIT_FROM_REF": "f" * 40, "PRE_COMMIT_TO_REF": "HEAD"}
    )

    assert done.code == 2
    assert "commit not found" in done.err


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Add a parser\n\nIt reads numbers.\n", 0),
        (f"Add a parser\n\n{TOKEN_LINE}", 1),
        # `git commit -m` and -F keep such a line (--cleanup=whitespace)
        (f"Add a parser\n\n# {TOKEN_LINE}", 1),
        # and all that follows such a line
        (f"Add a parser\n\n# ------------------------ >8 ------------------------\n{TOKEN_LINE}", 1),
    ],
    ids=["clean", "token", "token after #", "token after scissors"],
)
def test_a_commit_message(tool: str, repository: Repository, message: str, code: int) -> None:
    install(tool, repository)
    repository.stage("a.py", "x = 1\n")

    done = commit(repository, "-m", message)

    assert done.code == code
    assert not shows_token(done)
    assert ("token" in repository.git("log", "-1", "--format=%B")) is False


def test_what_git_cuts_off_a_message_is_not_judged(tool: str, repository: Repository) -> None:
    repository.commit({"a.py": TOKEN_LINE})
    install(tool, repository)
    repository.stage("a.py", "x = 1\n")
    repository.write("editor", "#!/bin/sh\nsed -i '1s/^/Remove the token/' \"$1\"\n").chmod(0o755)

    done = commit(repository, "--verbose", GIT_EDITOR=str(repository.root / "editor"))

    assert done.code == 0, done.out + done.err
    assert repository.git("log", "-1", "--format=%s") == "Remove the token\n"


def test_a_message_that_is_not_there(repository: Repository) -> None:
    done = repository.gate("pre-commit", "--message", "gone")

    assert done.code == 2
    assert "cannot read the commit message" in done.err


def test_a_commit_of_some_paths_is_judged_by_these(tool: str, repository: Repository) -> None:
    """Git then works with an index of its own, which it names in the environment."""
    repository.commit({"a.py": "a\n", "b.py": "b\n", "c.py": "c\n"})
    install(tool, repository)
    repository.stage("b.py", TOKEN_LINE)
    repository.write("a.py", "a\na\n")
    clean = commit(repository, "-m", "a", "a.py")
    repository.write("c.py", f"c\n{TOKEN_LINE}")
    dirty = commit(repository, "-m", "c", "c.py")

    assert clean.code == 0, clean.out + clean.err
    assert dirty.code == 1
    assert "c.py:2:" in dirty.out + dirty.err
    assert "b.py" not in dirty.out + dirty.err


def test_a_merge_by_git_itself(tool: str, repository: Repository) -> None:
    diverge(repository)
    install(tool, repository)
    repository.stage("shared.py", RESOLVED.replace("both\n", f"both_{TOKEN_LINE}"))
    dirty = commit(repository, "--no-edit")
    repository.stage("shared.py", RESOLVED)
    clean = commit(repository, "--no-edit")

    assert dirty.code == 1
    assert "shared.py:3:" in dirty.out + dirty.err
    assert clean.code == 0, clean.out + clean.err
