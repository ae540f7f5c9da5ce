"""The table, the machine, and the figures as data."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.groups import Row
from benchmarks.measure import Series

Machine = dict[str, str | int | float | None]
LINEAR = 12.0  # times the time for ten times the size still counts as linear
_COLUMNS = ("bare Python", "gitleaks", "gitleaks (pip)", "betterleaks", "betterleaks (pip)", "detect-secrets")


@dataclass(frozen=True, slots=True)
class Measured:
    """A row with the series of the gate and of its peers, by column."""

    row: Row
    gate: Series
    peers: Mapping[str, Series]


def table(measured: Sequence[Measured]) -> str:
    """One line a row: times in milliseconds, behind each peer's the gate's time as a multiple of it."""
    columns = [name for name in _COLUMNS if any(name in line.peers for line in measured)]
    head = ["what", "gate ms", "min", "cpu", "MB", "MB/s", *columns, "goal", "reached"]
    lines = [head, *(_line(line, columns, measured) for line in measured)]
    widths = [max(len(cells[at]) for cells in lines) for at in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        for cells in lines
    )


def _line(line: Measured, columns: Sequence[str], measured: Sequence[Measured]) -> list[str]:
    row, gate = line.row, line.gate
    cells = [row.what]
    if gate.ok:
        speed = f"{row.size / gate.median / 1e6:.1f}" if row.size else ""
        cells += [_ms(gate.median), _ms(gate.best), _ms(gate.cpu), f"{gate.peak / 1e6:.0f}", speed]
    else:
        cells += ["failed", "", "", "", ""]
    for name in columns:
        peer = line.peers.get(name)
        if peer is None:
            cells.append("")
        elif not peer.ok:
            cells.append("failed")
        else:
            cells.append(f"{_ms(peer.median)} ({gate.median / peer.median:.2f}x)" if gate.ok else _ms(peer.median))
    goal, reached = _goal(line, measured)
    return [*cells, goal, "" if reached is None else "yes" if reached else "no"]


def _goal(line: Measured, measured: Sequence[Measured]) -> tuple[str, bool | None]:
    """The goal in words, and whether the median reaches it; None where there is no goal."""
    row, gate = line.row, line.gate
    if row.goal is not None:
        return f"{_ms(row.goal)} ms", gate.ok and gate.median <= row.goal
    if row.against is not None:
        smaller = next(other.gate for other in measured if other.row.what == row.against)
        return "linear", gate.ok and smaller.ok and gate.median <= LINEAR * smaller.median
    return "", None


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f}"


def failures(measured: Sequence[Measured]) -> list[str]:
    """A line for each command that failed."""
    series = {f"{line.row.what}: privacy-gate": line.gate for line in measured}
    series |= {f"{line.row.what}: {name}": peer for line in measured for name, peer in line.peers.items()}
    return [f"{name}: {one.failure}" for name, one in series.items() if one.failure is not None]


def figures(measured: Sequence[Measured]) -> dict[str, Any]:
    """All runs, by row and command; seconds and bytes."""
    out: dict[str, Any] = {}
    for line in measured:
        goal, reached = _goal(line, measured)
        out[line.row.what] = {
            "gate": _series(line.gate),
            "peers": {name: _series(peer) for name, peer in line.peers.items()},
            "bytes": line.row.size,
            "goal": goal or None,
            "reached": reached,
        }
    return out


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


def medians(measured: Sequence[Measured]) -> dict[str, dict[str, float]]:
    """What the history keeps: median seconds by row, of the gate and of its peers."""
    return {
        line.row.what: {
            name: round(series.median, 4) for name, series in {"gate": line.gate, **line.peers}.items() if series.ok
        }
        for line in measured
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
