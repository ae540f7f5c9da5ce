"""The page of the documentation with the figures: docs/speed.md and its picture, written by `make bench`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import plot, report
from benchmarks.history import Line
from benchmarks.report import Measured

FOLDER = Path(__file__).parents[1] / "docs"
_HEAD = """\
# Speed

`make bench` wrote this page: whole processes from start to end, as a user waits for them, the gate and its peers in
turn on one machine. Peers come from PyPI, each in an environment of its own; *(pip)* is the command that pip puts on
the path, without it the binary inside. Behind a peer's time stands the gate's as a multiple of it. *min* and *cpu* are
the gate's best wall time and its processor time with git's, *MB* the highest peak of a process.
"""
_NOTES = (Path(__file__).parent / "notes.md").read_text(encoding="utf-8")


def write(new: Line, measured: Sequence[Measured], remarks: Sequence[str], folder: Path = FOLDER) -> None:
    """`new` says of the run when it was, where, and of what."""
    (folder / "speed.svg").write_text(plot.drawing(measured), encoding="utf-8")
    (folder / "speed.md").write_text("\n".join(_page(new, measured, remarks)), encoding="utf-8")


def _page(new: Line, measured: Sequence[Measured], remarks: Sequence[str]) -> Iterator[str]:
    yield _HEAD
    yield "{cpu}, {cores} cores, {system}, Python {python}, load {load} before.".format(**new["machine"])
    yield f"Commit {new['commit']}, {new['date']}; {', '.join(' '.join(one) for one in new['versions'].items())}.\n"
    yield "![Wall times of the gate and of its peers](speed.svg)\n"
    head, *rows = report.cells(measured)
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'--:|' * (len(head) - 2)}---|"
    yield from (f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows)
    yield "\n## Goals\n"
    for line in measured:
        for goal in report.goals(line, measured):
            mark = {True: "reached", False: "**missed**", None: "not measured"}[goal.reached]
            yield f"- {line.row.what}: {goal.what}; {goal.got}: {mark}"
    if remarks:
        yield "\n## Not measured, or with fewer runs\n"
        yield from (f"- {remark}" for remark in remarks)
    yield f"\n{_NOTES.rstrip()}\n"
