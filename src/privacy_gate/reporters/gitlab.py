"""A Code Quality report for GitLab: https://docs.gitlab.com/ci/testing/code_quality/"""

from __future__ import annotations

import json
from typing import Any

from privacy_gate.base.hashing import blake2b
from privacy_gate.base.text import one_line
from privacy_gate.model import Problem, Report, Severity, Shown
from privacy_gate.reporters.markup import clip
from privacy_gate.reporters.style import ReportStyle, sentences
from privacy_gate.rules import family

_LONGEST = 1_000  # code points of a description
_LEVELS = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def render(report: Report, _style: ReportStyle) -> str:
    """Return a list of issues: problems first, then the findings, the worst first."""
    issues = [*map(_problem, report.problems), *map(_finding, report.worst_first())]
    return json.dumps(issues, separators=(",", ":")) + "\n"


def _finding(found: Shown) -> dict[str, Any]:
    is_blocker = found.severity is Severity.ERROR and family(found.rule) == "secret"
    return {
        "description": _description(sentences(found)),
        "check_name": found.rule,
        "fingerprint": found.fingerprint,
        "severity": "blocker" if is_blocker else _LEVELS[found.severity],
        "location": _location(found.path, found.start.line),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    what = f"{problem.path}\0{problem.message}".encode("utf-8", "surrogateescape")
    return {
        "description": _description(f"could not be checked: {problem.message}"),
        "check_name": "gate/problem",
        "fingerprint": blake2b(what, digest_size=16).hexdigest(),
        "severity": "blocker",
        "location": _location(problem.path, 1),
    }


def _description(text: str) -> str:
    return one_line(clip(" ".join(text.split()), _LONGEST))


def _location(path: str, line: int) -> dict[str, Any]:
    return {"path": one_line(path), "lines": {"begin": line}}
