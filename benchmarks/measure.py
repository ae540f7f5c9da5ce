"""Running commands in turn, and what each run took.

A run is a whole process: from before it is started until the system has taken it back. The time of
pip's wrappers, of Python's own start and of reading caches is in it, as a user waits for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LIMIT = 240.0  # seconds; what takes longer is killed, and reported as failed
_UNIT = 1 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes on macOS, else kibibytes


@dataclass(frozen=True, slots=True)
class Command:
    """One command line to be timed. `prepare` runs before each start, outside the measurement."""

    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]
    stdin: Path | None = None
    codes: frozenset[int] = frozenset({0})
    prepare: Callable[[], None] | None = None
    limit: float = _LIMIT


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of wall time, seconds of processor time (children such as git included, other
    processes on a busy machine not), and the peak of resident memory in bytes.

    Linux counts what the parent held at the fork: no peak is lower than this process's own.
    """

    seconds: float
    cpu: float
    peak: int


@dataclass(slots=True)
class Series:
    """The runs of one command; `failure` says why there are none (any more)."""

    runs: list[Run] = field(default_factory=list)
    failure: str | None = None

    @property
    def best(self) -> float:
        return min(run.seconds for run in self.runs)

    @property
    def median(self) -> float:
        return median([run.seconds for run in self.runs])

    @property
    def cpu(self) -> float:
        return median([run.cpu for run in self.runs])

    @property
    def spread(self) -> float:
        """How far processor times lie apart: the median above the least, as a part of it."""
        least = min(run.cpu for run in self.runs)
        return self.cpu / least - 1 if least else 0.0

    @property
    def peak(self) -> int:
        return max(run.peak for run in self.runs)

    @property
    def ok(self) -> bool:
        return bool(self.runs) and self.failure is None


def median(values: Sequence[float]) -> float:
    """The middle value. (`statistics` would add 3 MB to this process, the floor of all peaks.)"""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def interleaved(
    commands: Mapping[str, Command], rounds: int, budget: float, *, warm: bool = True
) -> Iterator[tuple[int, str, dict[str, Series]]]:
    """Run all commands once to warm up and then `rounds` times in turn, so that drift hits all alike.
    Where a run takes long, nothing is gained by warming up.

    Each round starts with another command; after `budget` seconds none begins, but for the first.
    Yields (round, name, series so far) before each start; round 0 is the warm-up. The series are
    complete when the iterator ends.
    """
    series = {name: Series() for name in commands}
    names = list(commands)
    ends = time.monotonic() + budget
    for number in range(0 if warm else 1, rounds + 1):
        if number > 1 and time.monotonic() > ends:
            break
        first = number % len(names)
        for name in names[first:] + names[:first]:
            if series[name].failure is not None:
                continue
            yield number, name, series
            outcome = once(commands[name])
            if isinstance(outcome, str):
                series[name].failure = outcome
            elif number > 0:
                series[name].runs.append(outcome)


def once(command: Command) -> Run | str:
    """Run a command and return what it took, or why it does not count."""
    if command.prepare is not None:
        command.prepare()
    with tempfile.TemporaryFile() as complaints, open(command.stdin or os.devnull, "rb") as stdin:
        started = time.perf_counter()
        process = subprocess.Popen(
            command.argv,
            cwd=command.cwd,
            env=dict(command.env),
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        timer = threading.Timer(command.limit, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        timer.cancel()
        process.returncode = code = os.waitstatus_to_exitcode(status)
        if code in command.codes:
            return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _UNIT)
        complaints.seek(0)
        lines = complaints.read(4000).decode("utf-8", "replace").strip().splitlines()
    what = f"took longer than {command.limit:.0f} s" if seconds > command.limit else f"exit code {code}"
    return f"{what}: {' / '.join(lines[-3:]) or 'no message'}"


def floor() -> int:
    """The peak of this process in bytes, below which no child's peak can be seen."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
