"""The format of Reviewdog: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf"""

from __future__ import annotations

import json
from typing import Any

from privacy_gate.base.text import one_line
from privacy_gate.model import Report, Severity, Shown
from privacy_gate.reporters.style import ReportStyle, sentences

_LEVELS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(report: Report, _style: ReportStyle) -> str:
    diagnostics = [_finding(found) for found in report.findings]
    diagnostics += [
        {"message": f"could not be checked: {one_line(one.message)}", "location": {"path": one_line(one.path)},
         "severity": "ERROR", "code": {"value": "gate/problem"}}
        for one in report.problems
    ]  # fmt: skip
    return json.dumps({"source": {"name": "privacy-gate"}, "diagnostics": diagnostics}, separators=(",", ":")) + "\n"


def _finding(found: Shown) -> dict[str, Any]:
    return {
        "message": one_line(sentences(found).replace("\n", " ")),
        "location": {"path": one_line(found.path), "range": _range(found)},
        "severity": _LEVELS[found.severity],
        "code": {"value": found.rule},
    }


def _range(found: Shown) -> dict[str, Any]:
    """Return the range of a finding.

    Columns are bytes in this format. They are omitted if they could differ from code points in the masked line.
    """
    excerpt = found.excerpt
    is_same = excerpt.text[: excerpt.end].isascii() and excerpt.start == found.start.column
    if not is_same or found.start.line != found.end.line or excerpt.end != found.end.column:
        return {"start": {"line": found.start.line}, "end": {"line": found.end.line}}
    return {
        "start": {"line": found.start.line, "column": found.start.column},
        "end": {"line": found.end.line, "column": found.end.column},
    }
