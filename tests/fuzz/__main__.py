"""`make fuzz`: python -m tests.fuzz [--minutes M] [--workers N] [--folder F] [TARGET…]

Each target runs in a process of its own, for its share of the minutes of processor time. A worker that dies is started
again, and the input that it died of is kept. Inputs that reach something new stay in the folder, for the next time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from privacy_gate.config import Config, Settings
from privacy_gate.scan.gate import assemble
from tests.fuzz.board import Board
from tests.fuzz.targets import NAMES

_HANGS = 120  # seconds by the clock; processor time is judged more strictly in the worker
_MEGABYTES = 3000
_MOST_DEATHS = 20  # of one target in one share


class Ran(NamedTuple):
    """How a target's share went; seconds are of processor time."""

    name: str
    seconds: float
    inputs: int
    deaths: int
    found: int


def share(name: str, seconds: float, folder: Path) -> Ran:
    """Fuzz one target for some seconds of processor time."""
    board_file = folder / "work" / f"{name}.board"
    (folder / "work" / name).mkdir(parents=True, exist_ok=True)
    board_file.unlink(missing_ok=True)
    board = Board(board_file)
    spent, deaths = 0.0, 0
    while spent < seconds and deaths < _MOST_DEATHS:
        board.spent = 0.0
        options = [str(seconds - spent), f"-timeout={_HANGS}", f"-rss_limit_mb={_MEGABYTES}", "-verbosity=0"]
        command = [sys.executable, "-m", "tests.fuzz.worker", name, str(folder), *options]
        with (folder / "work" / f"{name}.log").open("ab") as log:
            done = subprocess.run(command, stdout=log, stderr=log, env=_environment(folder), check=False)
        spent += board.spent
        if done.returncode == 0:
            break
        deaths += 1
        kept = folder / "found" / name / f"death-{done.returncode}-{board.count}"
        kept.mkdir(parents=True, exist_ok=True)
        (kept / "input").write_bytes(board.last)
    return Ran(name, spent, board.count, deaths, sum(1 for _ in (folder / "found" / name).glob("*")))


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PRIVACY_GATE_CACHE": str(folder / "cache")}


def rounds(names: list[str], minutes: float, workers: int, folder: Path) -> Iterator[Ran]:
    each = minutes * 60 / len(names)
    os.environ["PRIVACY_GATE_CACHE"] = str(folder / "cache")
    assemble(Settings(Config(), None, Path()))  # so that no worker compiles the rules
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda name: share(name, each, folder), names)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--folder", type=Path, default=Path(".fuzz"))
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"any of {', '.join(NAMES)}; all without")
    given = parser.parse_args()
    unknown = [name for name in given.targets if name not in NAMES]
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}")
    folder = given.folder.absolute()
    shutil.rmtree(folder / "work", ignore_errors=True)
    ran = []
    for one in rounds(given.targets or list(NAMES), given.minutes, given.workers, folder):
        ran.append(one)
        done = f"{one.seconds / 60:6.1f} min {one.inputs:>9,} inputs {one.deaths:>3} deaths {one.found:>3} kinds found"
        print(f"{one.name:<18}{done}", flush=True)
    found = sorted(folder.glob("found/*/*"))
    print(f"{sum(one.inputs for one in ran):,} inputs, {len(found)} kinds of mistakes")
    for one in found:
        print(f"  {one}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
