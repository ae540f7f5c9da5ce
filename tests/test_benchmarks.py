"""What the benchmark says of its figures; the measuring itself is `make bench`."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import history, page, plot, report
from benchmarks.groups import Goals, Row
from benchmarks.measure import Command, Run, Series, interleaved
from benchmarks.report import Machine, Measured

MACHINE: Machine = {"cpu": "x", "cores": 2, "system": "Linux", "python": "3.11", "load": 0.1}


def series(*seconds: float, peak: int = 50_000_000) -> Series:
    return Series([Run(one, one, peak) for one in seconds])


def measured(seconds: float = 0.2, peak: int = 50_000_000) -> list[Measured]:
    goals = Goals(0.3, {"gitleaks": 0.4, "nobody": 1.0}, 40e6)
    small = Measured(Row("small", "gate", {}), series(0.02), {})
    large = Row("large", "gate", {}, goals, 1_000_000, "small")
    return [small, Measured(large, series(seconds, peak=peak), {"gitleaks": series(0.4), "jscpd": Series([], "died")})]


def line(seconds: float, peak: int = 50_000_000) -> history.Line:
    return history.line("2026-01-01", "abc", MACHINE, {"privacy-gate": "1"}, measured(seconds, peak))


def test_each_goal_is_told_reached_missed_or_not_measured() -> None:
    rows = measured()
    found = {goal.what: goal.reached for goal in report.goals(rows[1], rows)}

    assert found == {
        "300 ms": True,
        "0.4 times the run time of gitleaks": False,
        "1 times the run time of nobody": None,
        "40 MB": False,
        "linear": True,
    }
    assert "400 (0.50x)" in report.table(rows)
    assert "failed" in report.table(rows)
    assert report.failures(rows) == ["large: jscpd: died"]


@pytest.mark.parametrize(
    ("seconds", "peak", "said"),
    [(0.21, 50_000_000, 0), (0.25, 50_000_000, 1), (0.2, 60_000_000, 1), (0.1, 10_000_000, 0)],
)
def test_a_regression_shows(seconds: float, peak: int, said: int) -> None:
    assert len(list(history.slower(line(seconds, peak), line(0.2)))) == said


def test_only_machines_alike_are_compared(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    history.append(line(0.2), file)
    other = line(0.1)
    other["machine"] = {**MACHINE, "cpu": "y"}
    history.append(other, file)

    found = history.before(line(0.3), history.read(file))
    assert found is not None
    assert found["rows"]["large"]["cpu"] == 0.2


def test_the_page_has_all_rows_and_what_is_missed(tmp_path: Path) -> None:
    page.write(line(0.2), measured(), ["slow: 1 of 3 runs each"], tmp_path)

    text = (tmp_path / "speed.md").read_text()
    assert "large: goal 0.4 times the run time of gitleaks, measured 0.50 times: **missed**" in text
    assert "slow: 1 of 3 runs each" in text
    drawn = ElementTree.fromstring((tmp_path / "speed.svg").read_text())  # noqa: S314  (it is our own)
    assert drawn.tag.endswith("svg")
    assert plot.bars(measured()).count("\n") == 4


def test_commands_run_in_turn_and_a_failure_is_told(tmp_path: Path) -> None:
    commands = {
        "good": Command((sys.executable, "-c", "pass"), tmp_path, {}),
        "bad": Command((sys.executable, "-c", "raise SystemExit('no good')"), tmp_path, {}),
    }
    steps = list(interleaved(commands, 1, 60, warm=False))

    assert [name for _, name, _ in steps] == ["bad", "good"]
    found = steps[-1][2]
    assert found["good"].ok
    assert found["bad"].failure == "exit code 1: no good"
