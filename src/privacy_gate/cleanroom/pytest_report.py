"""A pytest plugin that writes the results, one JSON object in each line.

It is copied beside the tests and loaded by the Python that runs them. The gate itself never imports it. A run with a
line `begun` and no line `ended` was aborted, because the code under test may end the process with any exit code. The
lines are no protection against code that forges them.
"""

from __future__ import annotations

import json
import os
from typing import Any

_FILE = os.environ.pop("PRIVACY_GATE_REPORT")
_PROCESS = os.getpid()  # a test may fork


def pytest_sessionstart() -> None:
    _write("the tests were collected", "begun")


def pytest_runtest_logstart(nodeid: str) -> None:
    _write(nodeid.rpartition("::")[2], "begun")


def pytest_sessionfinish() -> None:
    _write("", "ended")


def pytest_runtest_logreport(report: Any) -> None:
    """Write one line for each error in the setup, the test or the teardown; otherwise one line for the test."""
    if report.when == "call" or report.outcome != "passed":
        _write(report.nodeid.rpartition("::")[2], report.outcome, report.longrepr)


def pytest_collectreport(report: Any) -> None:
    """Write a file that cannot be imported as a failed test."""
    if report.failed:
        _write(report.nodeid.rpartition("/")[2], "failed", report.longrepr)


def _write(name: str, outcome: str, found: Any = None) -> None:
    if os.getpid() != _PROCESS:
        return
    frames = _frames(found) if outcome == "failed" else []
    with open(_FILE, "a", encoding="utf-8") as file:
        file.write(json.dumps({"name": name, "outcome": outcome, "frames": frames}) + "\n")


def _frames(found: Any) -> list[dict[str, Any]]:
    entries = getattr(getattr(found, "reprtraceback", None), "reprentries", None)
    if entries is None:
        return [{"file": "", "lines": str(found).splitlines()[-200:]}]
    return [
        {"file": str(getattr(getattr(entry, "reprfileloc", None), "path", "")), "lines": list(entry.lines)[-200:]}
        for entry in entries
    ]
