"""What was measured before, a JSON object a line, and what has become slower since.

Only runs on a machine alike are compared, and processor time, which others on the machine disturb less than
wall time. A row counts as slower when it takes more than the noise of both runs longer, and at least a tenth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.report import Machine, Measured

FILE = Path(__file__).parent / "history.jsonl"
_LEAST = 0.10
_MORE_MEMORY = 0.10
_ALIKE = ("cpu", "cores", "system", "python")

Line = dict[str, Any]


def line(date: str, commit: str, machine: Machine, versions: Mapping[str, str], measured: Sequence[Measured]) -> Line:
    """What is kept of a run: of the gate wall and processor time, spread and peak; of peers the wall time."""
    rows = {
        one.row.what: {
            "wall": round(one.gate.median, 4),
            "cpu": round(one.gate.cpu, 4),
            "spread": round(one.gate.spread, 3),
            "peak": one.gate.peak,
            "peers": {name: round(peer.median, 4) for name, peer in one.peers.items() if peer.ok},
        }
        for one in measured
        if one.gate.ok
    }
    return {"date": date, "commit": commit, "machine": machine, "versions": dict(versions), "rows": rows}


def read(file: Path = FILE) -> list[Line]:
    """All runs, the oldest first. Raises ValueError for a line that is no JSON."""
    if not file.is_file():
        return []
    return [json.loads(text) for text in file.read_text(encoding="utf-8").splitlines() if text.strip()]


def append(new: Line, file: Path = FILE) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(new) + "\n")


def before(new: Line, lines: Sequence[Line]) -> Line | None:
    """The last run on a machine alike."""
    alike = [one for one in lines if all(one["machine"].get(key) == new["machine"].get(key) for key in _ALIKE)]
    return alike[-1] if alike else None


def slower(new: Line, old: Line) -> Iterator[str]:
    """A line for each row that takes more than before, beyond the noise."""
    for what, row in new["rows"].items():
        past = old["rows"].get(what)
        if past is None:
            continue
        noise = max(_LEAST, row["spread"], past["spread"])
        if row["cpu"] > past["cpu"] * (1 + noise):
            more = row["cpu"] / past["cpu"] - 1
            yield (
                f"slower than at {old['commit']}: {what}: {past['cpu'] * 1000:,.0f} ms of processor time, now"
                f" {row['cpu'] * 1000:,.0f} (+{more:.0%}, noise {noise:.0%})"
            )
        if row["peak"] > past["peak"] * (1 + _MORE_MEMORY):
            yield (
                f"more memory than at {old['commit']}: {what}: {past['peak'] / 1e6:.0f} MB, now {row['peak'] / 1e6:.0f}"
            )
