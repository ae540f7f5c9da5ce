"""What `privacy-gate history` keeps between two runs."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.base.git import stream as git_stream
from privacy_gate.history import history_store, workers
from privacy_gate.history.history_store import Frame, HistoryStore, Writer
from tests.gate import GITHUB_TOKEN
from tests.history.repositories import FILLER, LEAK, OTHER_TOKEN, at, found, history
from tests.repository import Repository, start


def watched(monkeypatch: pytest.MonkeyPatch, most: int | None = None) -> list[str]:
    """The objects that are read from now on. After `most` of them the user gives up."""
    asked: list[str] = []

    def stream(root: Path, oids: list[str], limit: int) -> Any:
        if most is not None and len(asked) >= most:
            raise KeyboardInterrupt
        asked.extend(oids)
        return git_stream.stream(root, oids, limit)

    monkeypatch.setattr(workers, "stream", stream)
    return asked


def _two_branches(repo: Repository) -> tuple[str, str]:
    """A secret that came on one branch, and a day later in another version of the file on another branch."""
    at(repo, "2020-01-01", {"app.py": FILLER})
    repo.git("checkout", "-q", "-b", "earlier")
    earlier = at(repo, "2020-01-02", {"app.py": FILLER + LEAK})
    repo.git("checkout", "-q", "-b", "later", "main")
    later = at(repo, "2020-01-03", {"app.py": f"{FILLER}{LEAK}y = 1\n"})
    at(repo, "2020-01-04", {"app.py": f"{FILLER}y = 1\n"})
    repo.git("checkout", "-q", "main")
    return earlier, later


def test_what_a_vanished_branch_had_first_is_found_where_else_it_is(repo: Repository) -> None:
    earlier, later = _two_branches(repo)

    assert [one["commit"]["id"] for one in found()] == [earlier]
    assert [one["commit"]["id"] for one in found("later")] == [later]
    assert [one["commit"]["id"] for one in found()] == [earlier]
    assert found("earlier..later")[0]["commit"]["id"] == later
    repo.git("branch", "-q", "-D", "earlier")
    assert [one["commit"]["id"] for one in found()] == [later]
    assert [one["commit"]["id"] for one in found("--fresh")] == [later]


def test_what_came_before_on_a_branch_that_is_new_here_is_first(repo: Repository) -> None:
    _two_branches(repo)
    found()
    repo.git("checkout", "-q", "--orphan", "oldest")
    oldest = at(repo, "2019-01-01", {"app.py": f"{FILLER}{LEAK}y = 1\n"})

    assert [one["commit"]["id"] for one in found()] == [oldest]


def test_what_is_known_already_is_not_read_again_for_other_refs(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    _two_branches(repo)
    found()
    found("later")
    asked = watched(monkeypatch)

    found("later")

    assert asked == []


def test_the_second_run_reads_what_is_new(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"app.py": LEAK, "b.py": "b = 1\n"})
    before = history()
    asked = watched(monkeypatch)

    assert history().out == before.out
    assert asked == []
    new = repo.commit({"b.py": f"t = '{OTHER_TOKEN}'\n"})
    assert len(found()) == 2
    assert asked == [repo.git("rev-parse", "HEAD:b.py").strip(), new]
    assert len(found("--fresh")) == 2
    assert len(asked) > 4


def test_a_run_that_was_stopped_goes_on(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        repo.commit({f"{number}.py": f"n = {number}\n" + (LEAK if number == 1 else "")})
    monkeypatch.setattr(workers, "PIECE", 2)
    with monkeypatch.context() as patched:
        asked = watched(patched, most=4)
        assert history("--jobs", "1").code == 130
    more = watched(monkeypatch)

    assert len(found("--jobs", "1")) == 1
    assert (len(asked), len(more), len({*asked, *more})) == (4, 8, 12)


KILLED = """
import os, signal
from privacy_gate.__main__ import main
from privacy_gate.history import history_store as state, workers as work
from privacy_gate.history.history_store import Writer
work.PIECE = 2
write, written = Writer.write, []
def torn(self, frame):
    before = self.file.stat().st_size if written else 0
    write(self, frame)
    written.append(self)
    if len(written) == 3:
        os.truncate(self.file, (before + self.file.stat().st_size) // 2)
        os.kill(os.getpid(), signal.SIGKILL)
Writer.write = torn
main()
"""


@pytest.mark.once
@pytest.mark.skipif(os.name != "posix", reason="nothing is killed like that on Windows")
def test_a_run_that_was_killed_in_the_middle_of_writing_goes_on(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        repo.commit({f"{number}.py": f"n = {number}\n" + (LEAK if number in {1, 5} else "")})
    killed = start([sys.executable, "-c", KILLED, "history", "--jobs", "1"], repo.root)
    assert killed.code == -signal.SIGKILL, killed.err
    asked = watched(monkeypatch)
    resumed = history("--jobs", "1")

    assert len(asked) == 16 - 4  # two writes of two came through, the third was torn
    assert (resumed.code, resumed.out) == (1, history("--fresh", "--jobs", "1").out)
    assert [one["path"] for one in resumed.data["findings"]] == ["1.py"]


def test_other_settings_read_all_again(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    assert history().code == 1
    repo.write("privacy-gate.yaml", "severity: {secret: warning}\n")
    assert history().code == 0
    repo.write("privacy-gate.yaml", "exclude: ['*.py']\n")
    assert found() == []


def test_what_is_remembered_holds_no_value_and_is_for_this_user(repo: Repository) -> None:
    repo.commit({"app.py": LEAK, "prompts/a.md": f"Explain {GITHUB_TOKEN}\n"})
    history()
    files = [path for path in (repo.root / ".git" / "privacy-gate" / "history").rglob("*") if path.is_file()]

    assert files
    for file in files:
        assert GITHUB_TOKEN.encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0


def test_a_damaged_memory_is_read_anew(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    before = history().out
    for file in (repo.root / ".git" / "privacy-gate" / "history").rglob("*"):
        if file.is_file() and file.name != "salt":
            file.write_bytes(file.read_bytes()[:-7])

    assert history().out == before


def test_a_memory_that_nests_without_end_is_read_anew(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    before = history().out
    payload = b"\x81\xa1x" + b"\x91" * 100_000  # a field of another version: lists in lists
    data = history_store.seal_frame(payload)
    for file in (repo.root / ".git" / "privacy-gate" / "history").rglob("*"):
        if file.is_file() and file.name != "salt":
            file.write_bytes(data)

    assert history().out == before


@pytest.mark.skipif(os.name != "posix", reason="no folder is held on Windows")
def test_another_process_takes_nothing_away_that_this_one_found(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads less, ends while this one reads, and makes one file of what was written until then."""
    for number in range(6):
        repo.commit({f"app{number}.py": f"{LEAK[:-1]}  # {number}\n"})
    expected = history("--fresh").out
    writes, close = Writer.write, HistoryStore.close
    times: list[Writer] = []

    def write(self: Writer, frame: Frame) -> None:
        times.append(self)
        if len(times) != 2:
            writes(self, frame)
            return

        def late(state: HistoryStore, every: Frame) -> None:
            writes(self, frame)
            close(state, every)

        with monkeypatch.context() as within:
            within.setattr(Writer, "write", writes)
            within.setattr(HistoryStore, "close", late)
            assert history("HEAD~1..HEAD").code == 1

    monkeypatch.setattr(workers, "PIECE", 2)
    monkeypatch.setattr(Writer, "write", write)
    here = history("--fresh")

    assert (here.code, here.out) == (1, expected)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_repository_that_cannot_be_written_to(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    (repo.root / ".git").chmod(0o555)
    try:
        assert history().code == 1
    finally:
        (repo.root / ".git").chmod(0o755)


def test_head_moves_and_what_it_holds_is_known(repo: Repository) -> None:
    repo.commit({"app.py": f"{LEAK}{FILLER}"})
    for number in range(4):
        repo.commit({"app.py": f"{LEAK}{FILLER}more = {number}\n"})
    repo.commit({"app.py": "pass\n"})
    assert found()[0]["commit"]["now"] == []

    repo.git("checkout", "-q", "HEAD~2")

    assert [place["path"] for place in found()[0]["commit"]["now"]] == ["app.py"]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_several_processes_find_the_same(repo: Repository, jobs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PIECE", 2)
    for number in range(9):
        repo.commit(
            {f"{number % 3}.py": f"{FILLER[: number * 300]}n = {number}\n" + LEAK * (number == 4)}, f"m {number}"
        )

    (one,) = found("--jobs", jobs)

    assert one["path"] == "1.py"
