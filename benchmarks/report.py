"""The table, the goals, the machine, and the figures as data."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.groups import Row
from benchmarks.measure import Series

Machine = dict[str, str | int | float | None]
LINEAR = 12.0  # times the processor time for ten times the size still counts as linear
COLUMNS = (
    "bare Python", "gitleaks", "gitleaks (pip)", "betterleaks", "betterleaks (pip)", "detect-secrets", "credsweeper",
    "copydetect", "jscpd",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """A row with the series of the gate and of its peers, by column."""

    row: Row
    gate: Series
    peers: Mapping[str, Series]


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal in words, what was measured, and whether that reaches it; None where it could not be measured."""

    what: str
    got: str
    reached: bool | None


def cells(measured: Sequence[Measured]) -> list[list[str]]:
    """The head and a line for each row: times in milliseconds, behind a peer's the gate's as a multiple of it."""
    columns = [name for name in COLUMNS if any(name in line.peers for line in measured)]
    head = ["what", "gate ms", "min", "cpu", "MB", "MB/s", *columns, "goals"]
    return [head, *(_line(line, columns, measured) for line in measured)]


def table(measured: Sequence[Measured]) -> str:
    """The same for a terminal."""
    lines = cells(measured)
    widths = [max(len(row[at]) for row in lines) for at in range(len(lines[0]))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 0 < at < len(widths) - 1 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in lines
    )


def _line(line: Measured, columns: Sequence[str], measured: Sequence[Measured]) -> list[str]:
    row, gate = line.row, line.gate
    found = [row.what]
    if gate.ok:
        speed = f"{row.size / gate.median / 1e6:.1f}" if row.size else ""
        found += [ms(gate.median), ms(gate.best), ms(gate.cpu), f"{gate.peak / 1e6:.0f}", speed]
    else:
        found += ["failed", "", "", "", ""]
    for name in columns:
        peer = line.peers.get(name)
        if peer is None:
            found.append("")
        elif not peer.ok:
            found.append("failed")
        else:
            found.append(f"{ms(peer.median)} ({gate.median / peer.median:.2f}x)" if gate.ok else ms(peer.median))
    marks = {True: "yes", False: "NO", None: "?"}
    return [*found, "; ".join(f"{goal.what}: {marks[goal.reached]}" for goal in goals(line, measured))]


def goals(line: Measured, measured: Sequence[Measured]) -> Iterator[Goal]:
    """What a row should reach."""
    row, gate = line.row, line.gate
    if row.goals.seconds is not None:
        reached = gate.median <= row.goals.seconds if gate.ok else None
        yield Goal(f"{ms(row.goals.seconds)} ms", f"{ms(gate.median)} ms" if gate.ok else "failed", reached)
    for name, most in row.goals.ratios.items():
        peer = line.peers.get(name)
        if gate.ok and peer is not None and peer.ok:
            ratio = gate.median / peer.median
            yield Goal(f"{most:g} times the run time of {name}", f"{ratio:.2f} times", ratio <= most)
        else:
            yield Goal(f"{most:g} times the run time of {name}", "not measured", None)
    if row.goals.memory is not None:
        reached = gate.peak <= row.goals.memory if gate.ok else None
        yield Goal(f"{row.goals.memory / 1e6:.0f} MB", f"{gate.peak / 1e6:.0f} MB" if gate.ok else "failed", reached)
    if row.against is not None:
        smaller = next(other.gate for other in measured if other.row.what == row.against)
        if gate.ok and smaller.ok:
            times = gate.cpu / smaller.cpu
            yield Goal("linear", f"{times:.1f} times the processor time of a tenth of the size", times <= LINEAR)
        else:
            yield Goal("linear", "not measured", None)


def ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f}"


def failures(measured: Sequence[Measured]) -> list[str]:
    """A line for each command that failed."""
    series = {f"{line.row.what}: privacy-gate": line.gate for line in measured}
    series |= {f"{line.row.what}: {name}": peer for line in measured for name, peer in line.peers.items()}
    return [f"{name}: {one.failure}" for name, one in series.items() if one.failure is not None]


def figures(measured: Sequence[Measured]) -> dict[str, Any]:
    """All runs, by row and command; seconds and bytes."""
    return {
        line.row.what: {
            "gate": _series(line.gate),
            "peers": {name: _series(peer) for name, peer in line.peers.items()},
            "bytes": line.row.size,
            "goals": [[goal.what, goal.got, goal.reached] for goal in goals(line, measured)],
        }
        for line in measured
    }


def _series(series: Series) -> dict[str, Any]:
    if not series.ok:
        return {"failure": series.failure}
    return {
        "median": round(series.median, 5),
        "min": round(series.best, 5),
        "cpu": round(series.cpu, 5),
        "peak": series.peak,
        "runs": [round(run.seconds, 5) for run in series.runs],
    }


def machine() -> Machine:
    """Processor, cores, system, Python, and how busy others keep it: runnable processes, mean of a minute."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown processor"
