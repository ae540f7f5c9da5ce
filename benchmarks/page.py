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

`make bench` writes this page. It measures how long a user waits for a complete process, on one computer.
"""
_SHORT = ("hook on a prompt of 50 lines", "diff --staged", "scan, Django, warm")
_ALL = """\
## All measurements

Each tool from PyPI runs in its own environment. Columns marked *(pip)* time the command
that pip installs. The columns of the same tool without this mark time the binary in its package, run directly. The
factor after a time is the time of privacy-gate divided by this time. *min* is the best wall time of privacy-gate, *cpu*
its processor time including git, and *MB* the highest memory peak of a process. The other times are medians in
milliseconds.
"""
_NOTES = (Path(__file__).parent / "notes.md").read_text(encoding="utf-8")


def write(new: Line, measured: Sequence[Measured], remarks: Sequence[str], folder: Path = FOLDER) -> None:
    """`new` says of the run when it was, where, and of what."""
    (folder / "speed.svg").write_text(plot.drawing(measured), encoding="utf-8")
    (folder / "speed.md").write_text("\n".join(_page(new, measured, remarks)), encoding="utf-8")


def _page(new: Line, measured: Sequence[Measured], remarks: Sequence[str]) -> Iterator[str]:
    yield _HEAD
    yield "{cpu}, {cores} cores, {system}, Python {python}, load average {load} before the run.".format(
        **new["machine"]
    )
    yield f"Commit {new['commit']}, {new['date']}; {', '.join(' '.join(one) for one in new['versions'].items())}.\n"
    yield from _summary(measured)
    yield "![Wall times of privacy-gate and other tools](speed.svg)\n"
    yield _ALL
    head, *rows = (row[:-1] for row in report.cells(measured))
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'--:|' * (len(head) - 1)}"
    yield from (f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows)
    yield "\n## Goals\n"
    for line in measured:
        for goal in report.goals(line, measured):
            mark = {True: "reached", False: "**missed**", None: "not measured"}[goal.reached]
            yield f"- {line.row.what}: goal {goal.what}, measured {goal.got}: {mark}"
    if remarks:
        yield "\n## Not measured, or with fewer runs\n"
        yield from (f"- {remark}" for remark in remarks)
    yield f"\n{_NOTES.rstrip()}\n"


def _summary(measured: Sequence[Measured]) -> Iterator[str]:
    """A table of the most common commands, in milliseconds, with two other secret scanners."""
    yield "| ms | privacy-gate | gitleaks | betterleaks |"
    yield "|---|--:|--:|--:|"
    for line in measured:
        if line.row.what in _SHORT and line.gate.ok:
            peers = (line.peers.get(name) for name in ("gitleaks", "betterleaks"))
            times = [report.ms(one.median) if one is not None and one.ok else "" for one in peers]
            yield f"| {line.row.what} | {' | '.join([report.ms(line.gate.median), *times])} |"
    yield ""
