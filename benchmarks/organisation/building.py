"""What building costs: all repositories once, and some of them with one worker and with two in turn."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.environments import clean
from benchmarks.organisation import corpus
from benchmarks.organisation.corpus import Package
from privacy_gate.index.organisation import catalogue, membership, secret
from privacy_gate.index.organisation.catalogue import Catalogue
from privacy_gate.index.organisation.secret import Secret

_KEY = "organisation.key"
SOME = 700_000
"""Lines of the part that is read with one worker and with two."""


class Spent(NamedTuple):
    """Seconds of a build, and of processor time with all its processes; the peak of the largest in bytes."""

    wall: float
    cpu: float
    peak: int


def key(scratch: Path) -> Secret:
    file = scratch / _KEY
    if not file.exists():
        secret.make(file)
    return secret.load(str(file), scratch, {})


def known(scratch: Path, index: str = "index") -> Catalogue:
    return catalogue.read((scratch / index / catalogue.NAME).read_bytes(), key(scratch), index)


def build(scratch: Path, wanted: Sequence[Package], index: str, workers: int) -> Spent:
    """Build an index with the command, bringing up to date what is there."""
    key(scratch)
    manifest = scratch / f"{index}.txt"
    manifest.write_text("".join(f"{corpus.repository(scratch, one)}\n" for one in wanted), encoding="utf-8")
    command = [sys.executable, "-m", "privacy_gate", "org", "build", str(manifest), "--quiet"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [*command, "--index", str(scratch / index), "--key", str(scratch / _KEY), "--workers", str(workers)],
        check=True,
        env=clean() | {"PYTHONPATH": os.environ.get("PYTHONPATH", "")},
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Spent(wall, cpu, after.ru_maxrss * 1024)


def whole(scratch: Path, wanted: Sequence[Package]) -> dict[str, Any]:
    """The figures of an index of all repositories, which is built where it is not there, and of an unchanged one."""
    fresh = not (scratch / "index").exists()
    first = build(scratch, wanted, "index", os.cpu_count() or 1)
    again = build(scratch, wanted, "index", os.cpu_count() or 1)
    (scratch / "index" / catalogue.NAME).unlink()
    joined = build(scratch, wanted, "index", os.cpu_count() or 1)
    found = known(scratch)
    entries = found.repositories
    packs = sum(file.stat().st_size for one in entries for file in _packs(scratch, one.name))
    figures: dict[str, Any] = {
        "repositories": len(entries),
        "lines": sum(one.lines for one in entries),
        "prints": sum(one.prints for one in entries),
        "shards": sum(one.size for one in entries),
        "filter": found.size,
        "catalogue": (scratch / "index" / catalogue.NAME).stat().st_size,
        "packs": packs,
        "unchanged": again._asdict(),
        "joined": joined._asdict(),
        "part": {str(keys): _peak(keys) for keys in (membership.LARGEST_PART // 4, membership.LARGEST_PART)},
    }
    return figures | ({"first": first._asdict()} if fresh else {})


_PART = """
import resource, sys
from array import array
from random import Random
from privacy_gate.index.organisation import membership
dice = Random(3)
keys = array("Q", (dice.getrandbits(64) for _ in range(int(sys.argv[1]))))
membership.part([membership.Owned(bytes(8), keys)])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _peak(keys: int) -> int:
    """Bytes of a process that makes a part of the filter of so many fingerprints."""
    done = subprocess.run([sys.executable, "-c", _PART, str(keys)], check=True, stdout=subprocess.PIPE)
    return 1024 * int(done.stdout)


def _packs(scratch: Path, name: str) -> list[Path]:
    return list((scratch / "repositories" / f"{name}.git" / "objects" / "pack").glob("*.pack"))


def some(scratch: Path, wanted: Sequence[Package]) -> list[Package]:
    """The first of them that have so many lines together, as the whole index counts these."""
    lines = {one.name: one.lines for one in known(scratch).repositories}
    chosen, total = [], 0
    for one in wanted:
        if total >= SOME:
            break
        if one.name in lines:
            chosen.append(one)
            total += lines[one.name]
    return chosen


def by_workers(scratch: Path, wanted: Sequence[Package], rounds: int) -> dict[str, Any]:
    """Builds of a part with one worker and with two, in turn; the least of each."""
    chosen = some(scratch, wanted)
    spent: dict[int, list[Spent]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers, found in spent.items():
            shutil.rmtree(scratch / "some", ignore_errors=True)
            found.append(build(scratch, chosen, "some", workers))
    return {
        "lines": sum(one.lines for one in known(scratch, "some").repositories),
        "repositories": len(chosen),
        "load": os.getloadavg()[0],
        **{
            f"{workers}": {"wall": min(one.wall for one in found), "cpu": min(one.cpu for one in found)}
            for workers, found in spent.items()
        },
    }
