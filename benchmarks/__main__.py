"""The command line of the benchmark."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import environments, history, page, plot, report
from benchmarks.environments import Installed
from benchmarks.errors import BenchError
from benchmarks.groups import GROUPS, Group, Plan
from benchmarks.measure import Series, floor, interleaved
from benchmarks.report import Machine, Measured

_BUDGET = 45.0  # seconds for a group; a slow machine gets fewer runs, not a long wait


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. 0 when everything was measured, 1 when a command failed, 2 when the gate is not there."""
    options = _options(arguments)
    scratch: Path = options.scratch
    names: list[str] = options.only or list(GROUPS)
    machine = report.machine()  # before our own runs add to the load
    try:
        _check_system()
        django = any(name in names for name in ("tree", "slow", "code"))
        installed = environments.install(scratch, _say, django=django, million="prompts" in names)
        plan = Plan(options.runs or 11, options.runs or 3, math.inf if options.runs else _BUDGET)
        measured, left_out = _measure(names, installed, plan)
    except BenchError as error:
        _wipe()
        print(f"bench: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        _wipe()
        print("bench: interrupted", file=sys.stderr)
        return 130
    failed = report.failures(measured)
    remarks = [*left_out, *failed]
    _print(installed, machine, measured, remarks)
    if options.json:
        options.json.write_text(json.dumps(_data(installed, machine, measured), indent=2) + "\n", encoding="utf-8")
    new = history.line(_date(), environments.commit(), machine, installed.versions, measured)
    old = history.before(new, history.read())
    print(*(history.slower(new, old) if old else ["no run on a machine alike to compare with"]), sep="\n")
    if options.record:
        history.append(new)
    if options.page:
        page.write(new, measured, remarks)
    return int(bool(failed))


def _date() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _check_system() -> None:
    if not hasattr(os, "wait4"):
        raise BenchError("this system has no wait4, which tells the peak of memory; use Linux or macOS")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Time the gate against its peers. Everything is installed once, into the scratch folder.",
        epilog="Example: python -m benchmarks --only staged --only stdin --runs 21",
    )
    parser.add_argument(
        "--only", action="append", choices=GROUPS, metavar="NAME", help=f"one group: {', '.join(GROUPS)}; repeatable"
    )
    parser.add_argument(
        "--runs", type=_positive, metavar="N", help="runs of each command (default: 11, of long ones 3)"
    )
    parser.add_argument(
        "--scratch",
        type=Path,
        metavar="DIR",
        default=Path(cache).expanduser() / "privacy-gate-bench",
        help="where environments and sources are kept (default: %(default)s)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures, all runs of them")
    parser.add_argument("--record", action="store_true", help="add a line to benchmarks/history.jsonl")
    parser.add_argument("--page", action="store_true", help="write docs/speed.md and its picture")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _measure(names: Sequence[str], installed: Installed, plan: Plan) -> tuple[list[Measured], list[str]]:
    """The rows of some groups, and a line for each thing that could not be measured."""
    measured: list[Measured] = []
    left_out = [f"not installed: {name}: {why}" for name, why in installed.missing.items()]
    for number, name in enumerate(names, 1):
        group = GROUPS[name](installed, plan)
        if group is None:
            left_out.append(f"not measured: {name}: there is no tree to read")
            continue
        series = _run(group, f"[{number}/{len(names)}] {name}", plan.budget)
        rounds = max(len(one.runs) for one in series.values())
        if rounds < group.rounds:
            left_out.append(
                f"{name}: {rounds} of {group.rounds} runs each, its {plan.budget:.0f} s were up (--runs N takes all)"
            )
        measured += [
            Measured(row, series[row.gate], {column: series[key] for column, key in row.peers.items()})
            for row in group.rows
        ]
    _wipe()
    return measured, left_out


def _run(group: Group, title: str, budget: float) -> dict[str, Series]:
    found: dict[str, Series] = {}
    for number, name, series in interleaved(group.commands, group.rounds, budget, warm=group.warm):
        found = series
        _say(f"{title}: {f'run {number} of {group.rounds}' if number else 'warming up'}, {name}")
    return found


def _print(installed: Installed, machine: Machine, measured: Sequence[Measured], remarks: Sequence[str]) -> None:
    print(report.table(measured))
    print()
    print(plot.bars(measured))
    print()
    print(
        "gate ms: median wall time of the whole process; cpu: its processor time in ms, with git's; MB: highest peak;"
    )
    print("(x): the gate's wall time as a multiple of the peer's")
    print("{cpu}, {cores} cores, {system}, Python {python}, load {load}".format(**machine))
    print(", ".join(f"{name} {version}" for name, version in installed.versions.items()))
    for remark in remarks:
        print(remark)


def _data(installed: Installed, machine: Machine, measured: Sequence[Measured]) -> dict[str, Any]:
    return {
        "date": _date(),
        "commit": environments.commit(),
        "machine": machine,
        "versions": installed.versions,
        "missing": installed.missing,
        "floor": floor(),
        "figures": report.figures(measured),
    }


def _say(text: str) -> None:
    """A line on standard error that the next one replaces, where somebody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text} …")
        sys.stderr.flush()


def _wipe() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
