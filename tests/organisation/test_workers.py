"""Workers that die, and workers on other machines."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from privacy_gate.index.organisation import shard
from privacy_gate.index.organisation.membership import Membership
from privacy_gate.organisation import cluster, jobs
from tests.organisation.repositories import Organisation, files, organisation
from tests.repository import GATE, environment


def test_a_process_that_dies_is_started_again(indexed: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    """git, the first time that it is asked for contents, kills who asked."""
    real = shutil.which("git")
    tools = indexed.folder / "tools"
    tools.mkdir()
    script = f"case \"$*\" in *cat-file*--batch) mkdir '{tools}/once' 2>/dev/null && kill -9 $PPID;; esac"
    (tools / "git").write_text(f'#!/bin/sh\n{script}\nexec {real} "$@"\n')
    (tools / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")

    built = indexed.built(indexed.folder / "disturbed")

    assert (tools / "once").is_dir()
    assert (built.read, built.failed) == (3, {})
    assert files(indexed.folder / "disturbed") == files(indexed.folder / "index")


def test_a_job_that_always_dies_is_a_failure() -> None:
    with cluster.local_workers(1) as those:
        ((number, result),) = those.each(_dies, [7])

    assert number == 0
    assert isinstance(result, jobs.Failed)
    assert "ended with 9" in result


def _dies(_job: int) -> None:
    raise RuntimeError("the worker process ended with 9")


def test_workers_here_listen_for_nobody() -> None:
    before = set(psutil.Process().net_connections())
    with cluster.local_workers(2) as those:
        assert list(those.each(_listening, [before])) == [(0, [])]


def _listening(before: object) -> list[object]:
    assert isinstance(before, set)
    return [one for one in psutil.Process().net_connections() if one not in before and one.status == "LISTEN"]


@contextmanager
def _cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and its workers, each a process, on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    loopback = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    dask = [sys.executable, "-m", "distributed.cli."]
    commands = [[*dask[:2], f"{dask[2]}dask_scheduler", *loopback, "--port", str(port)]]
    commands += [[*dask[:2], f"{dask[2]}dask_worker", address, *loopback, "--no-nanny", "--nthreads", "1"]] * workers
    plain = environment(DASK_TEMPORARY_DIRECTORY=str(folder))
    nowhere = subprocess.DEVNULL
    started = [subprocess.Popen(one, stdout=nowhere, stderr=nowhere, cwd=folder, env=plain) for one in commands]
    try:
        yield address, started[1:]
    finally:
        for process in started[::-1]:
            process.kill()
            process.wait()


@pytest.mark.once
def test_a_worker_that_is_killed_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    ours = organisation(tmp_path, [f"team-{number}" for number in range(4)])
    ours.built(tmp_path / "undisturbed")
    with _cluster(tmp_path, 2) as (address, workers):
        command = [*GATE, "org", "build", str(ours.manifest), "--index", "index", "--key", str(ours.key)]
        building = subprocess.Popen(
            [*command, "--scheduler", address], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE
        )
        ends = time.monotonic() + 300
        while not list((tmp_path / "index").glob("shards/*")) and time.monotonic() < ends:
            time.sleep(0.01)
        workers[0].kill()
        out, _ = building.communicate(timeout=600)

    assert building.returncode == 0, out
    assert b"the index has 4 repositories" in out
    # a later build removes what the killed worker did not finish
    whole = {name: data for name, data in files(tmp_path / "index").items() if not name.endswith(".partial")}
    assert whole == files(tmp_path / "undisturbed")


@pytest.mark.once
def test_parts_of_a_filter_are_of_all_shards(indexed: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many parts as a large organisation needs hold what one holds."""
    whole = indexed.catalogue()
    monkeypatch.setattr("privacy_gate.index.organisation.membership.LARGEST_PART", 300)
    parted = indexed.built(indexed.folder / "parted").catalogue

    one, many = (
        Membership(memoryview((indexed.folder / name / found.membership).read_bytes()), indexed.secret, "it")
        for name, found in (("index", whole), ("parted", parted))
    )
    assert one.count == many.count > 500
    for entry in whole.repositories:
        data = (indexed.folder / "index" / entry.shard).read_bytes()
        head = shard.head(data[: shard.HEAD], indexed.secret, entry.shard)
        for number in range(4):
            part = head.part(number, 2)
            for key in array("Q", data[part.start : part.end]):
                assert key >> 62 == number
                assert one.owner(key) == many.owner(key) is not None
