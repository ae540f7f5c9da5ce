"""Entries that no finding matches any more, and `baseline --last`."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.baseline.accepting import ONE, OTHER, accepted, entries, summary
from tests.gate import Outcome
from tests.repository import Repository, places, shows_token, start


def test_stale_entries_are_reported_and_pruned(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE, "b.py": OTHER, "c.py": ONE})
    repository.write("a.py", "x = 1\n")
    (repository.root / "b.py").unlink()

    found, said = repository.report("scan"), repository.gate("scan", "--verbose")

    assert found.code == 0
    assert [entry["path"] for entry in found.data["stale"]] == ["a.py", "b.py"]
    assert "baseline --prune" in said.out
    assert "stale a.py: secret/github-token" in said.out
    pruned = repository.gate("baseline", "--prune")
    assert (pruned.code, len(entries(repository))) == (0, 1)
    assert summary(repository.report("scan")) == {"baselined": 1, "stale": 0}


def test_pruning_accepts_nothing(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    repository.write("b.py", OTHER)

    repository.gate("baseline", "--prune")

    assert places(repository.report("scan")) == ["b.py:1"]


@pytest.mark.parametrize(
    "arguments", [("scan", "--select", "business"), ("scan", "--ignore", "secret"), ("scan", "b.py"), ("diff",)]
)
def test_what_was_not_looked_at_is_not_stale(repository: Repository, arguments: tuple[str, ...]) -> None:
    accepted(repository, {"a.py": f"x = 1\n{ONE}", "b.py": "y = 1\n"})
    repository.stage("a.py", "x = 2\n")

    assert repository.report(*arguments).data["stale"] == []


def test_a_subfolder_says_nothing_of_others(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE, "src/b.py": OTHER})
    (repository.root / "a.py").unlink()
    repository.write("src/b.py", "x = 1\n")

    repository.gate("baseline", "--prune", ".", folder="src")

    assert [entry["path"] for entry in repository.report("scan").data["stale"]] == ["a.py"]


def test_last_accepts_exactly_what_the_last_run_showed(repository: Repository) -> None:
    repository.commit({"a.py": "x = 1\n", "b.py": OTHER})
    repository.stage("a.py", ONE)
    assert repository.gate("diff").code == 1

    done = repository.gate("baseline", "--last")

    assert (done.code, len(entries(repository))) == (0, 1)
    assert repository.gate("diff").code == 0
    assert places(repository.report("scan")) == ["b.py:1"]


def test_last_adds_to_what_is_there(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    repository.stage("b.py", OTHER)

    repository.gate("pre-commit", "b.py")
    repository.gate("baseline", "--last")

    assert summary(repository.report("scan")) == {"baselined": 2, "stale": 0}


def test_after_a_run_without_findings_there_is_nothing_to_accept(repository: Repository) -> None:
    repository.write("a.py", ONE)
    repository.write("b.py", "x = 1\n")
    repository.gate("scan")
    repository.gate("scan", "b.py")

    done = repository.gate("baseline", "--last")

    assert (done.code, done.out) == (2, "")
    assert "showed no findings" in done.err


def test_accepted_once_it_is_not_accepted_again(repository: Repository) -> None:
    repository.write("a.py", ONE)
    repository.gate("scan")

    assert [repository.gate("baseline", "--last").code for _ in range(2)] == [0, 2]
    assert len(entries(repository)) == 1


def test_what_is_accepted_as_a_whole_is_not_accepted_once_more(repository: Repository) -> None:
    repository.write("a.py", ONE)
    repository.gate("scan", ".")

    assert [repository.gate("baseline", *last).code for last in ([], ["--last"])] == [0, 2]


def test_last_needs_a_repository_and_stands_alone(tmp_path: Path, repository: Repository) -> None:
    (tmp_path / "plain").mkdir()
    variables = {"GIT_CEILING_DIRECTORIES": str(tmp_path)}

    done = repository.gate("baseline", "--last", folder="../plain", variables=variables)

    assert (done.code, "not in a git repository" in done.err) == (2, True)
    assert repository.gate("baseline", "--last", "--prune").code == 2
    assert repository.gate("baseline", "--last", "a.py").code == 2


def test_the_record_is_this_users_alone_and_holds_no_value(repository: Repository) -> None:
    repository.write("a.py", ONE)
    repository.gate("scan")

    (record,) = (repository.root / ".git/privacy-gate/last").iterdir()

    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    assert not shows_token(Outcome(0, record.read_bytes().decode("latin-1"), ""))


def test_a_clean_repository_gets_no_record(repository: Repository) -> None:
    repository.write("a.py", "x = 1\n")
    repository.gate("scan")

    assert not (repository.root / ".git/privacy-gate").exists()


def test_the_batches_of_one_hook_are_one_run(repository: Repository) -> None:
    repository.commit()
    for name, text in (("a.py", ONE), ("b.py", OTHER), ("c.py", "x = 1\n")):
        repository.stage(name, text)
    command = 'for f in a.py b.py c.py; do "$@" pre-commit $f; done'
    from tests.repository import GATE

    start(["sh", "-c", command, "sh", *GATE], repository.root)
    repository.gate("baseline", "--last")

    assert len(entries(repository)) == 2


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_repository_can_still_be_checked(repository: Repository) -> None:
    repository.write("a.py", ONE)
    (repository.root / ".git").chmod(0o500)

    assert repository.gate("scan").code == 1


def test_a_path_that_is_not_utf_8(repository: Repository) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    try:
        repository.write(name, ONE)
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")

    assert repository.gate("scan").code == 1
    assert repository.gate("baseline", "--last").code == 0
    assert summary(repository.report("scan")) == {"baselined": 1, "stale": 0}
    assert subprocess.run(["git", "status"], cwd=repository.root, check=False, capture_output=True).returncode == 0
