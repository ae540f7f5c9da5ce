"""Work shared out among processes: nothing lost, nothing twice, and a process that dies is no clean file."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from privacy_gate.base import parallel
from privacy_gate.base.errors import GateError
from tests.gate import GITHUB_TOKEN, gate
from tests.work import FOREVER

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),  # pytest-xdist's own thread
]


def _sum(_process: int, numbers: Iterator[int]) -> bytes:
    return b" ".join(b"%d" % number for number in numbers)


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("pieces", [0, 1, 7, parallel.MOST_PIECES])
def test_each_piece_goes_to_one_process(pieces: int, count: int) -> None:
    answers = parallel.share_out(pieces, count, _sum)
    assert len(answers) == count
    assert sorted(int(number) for answer in answers for number in answer.split()) == list(range(pieces))


def test_an_answer_may_be_larger_than_a_pipe() -> None:
    answers = parallel.share_out(3, 3, lambda process, numbers: bytes([process]) * 3_000_000)
    assert [len(answer) for answer in answers] == [3_000_000] * 3


def test_a_process_that_is_killed_is_told() -> None:
    def work(process: int, numbers: Iterator[int]) -> bytes:
        if process == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return b""

    with pytest.raises(GateError, match="signal 9"):
        parallel.share_out(10, 3, work)


def test_a_process_that_fails_is_told() -> None:
    def work(process: int, numbers: Iterator[int]) -> bytes:
        if process == 1:
            raise KeyError("secret text")
        return b""

    with pytest.raises(GateError, match="failed") as told:
        parallel.share_out(10, 2, work)
    assert "secret" not in f"{told.value.message}{told.value.hint}"


def test_when_this_process_fails_no_child_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    fork, children = os.fork, []

    def remember() -> int:
        children.append(fork())
        return children[-1]

    monkeypatch.setattr(os, "fork", remember)

    def work(process: int, numbers: Iterator[int]) -> bytes:
        if process == 0:
            raise GateError("stopped here")
        time.sleep(FOREVER)
        return b""

    with pytest.raises(GateError, match="stopped here"):
        parallel.share_out(10, 2, work)
    assert children
    for child in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_many_processes_say_what_one_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        folder = tmp_path / f"d{number % 7}"
        folder.mkdir(exist_ok=True)
        text = f"x = 1\nkey = '{GITHUB_TOKEN[:-2]}{number:02}'\n" if number % 3 == 0 else "fine\n"
        (folder / f"f{number}.py").write_text(text)
    (tmp_path / "b.png").write_bytes(bytes(range(256)) * 8)
    if sys.platform == "linux":
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt")).write_text(f"token: {GITHUB_TOKEN}\n")
    monkeypatch.chdir(tmp_path)
    outcomes = [gate("scan", ".", "--format", "json", "--jobs", jobs) for jobs in ("1", "2", "3")]
    assert [outcome.code for outcome in outcomes] == [1, 1, 1]
    assert len(outcomes[0].data["findings"]) >= 14
    assert outcomes[0].data == outcomes[1].data == outcomes[2].data
