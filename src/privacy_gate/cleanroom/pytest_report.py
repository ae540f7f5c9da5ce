"""A plugin of pytest that writes what happened, a JSON object a line. It is copied beside the tests' run and
loaded there, by the Python that runs them; the gate itself never imports it.

A run that has a line `begun` and none `ended` was broken off: the code under test may end the process with any
exit code. The lines are no proof against code that means to forge them.
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
    """A test has one line for what went wrong in its setup, itself or its teardown, else one for itself."""
    if report.when == "call" or report.outcome != "passed":
        _write(report.nodeid.rpartition("::")[2], report.outcome, report.longrepr)


def pytest_collectreport(report: Any) -> None:
    """A file that cannot be imported counts as a test that fails."""
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
