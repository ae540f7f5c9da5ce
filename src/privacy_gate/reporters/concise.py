"""A report with one line for each finding, for editors and grep."""

from __future__ import annotations

from privacy_gate.base.text import one_line, path_first
from privacy_gate.model import Merged, Problem, Report
from privacy_gate.reporters.style import ReportStyle


def render(report: Report, _style: ReportStyle) -> str:
    """Return lines in the form `path:line:column: severity[rule] message`, or an empty string.

    A problem has the same form, as an error on the first line.
    """
    lines = [f"{path_first(one.path)}:1:1: {_problem(one)}" for one in report.problems]
    lines += [
        f"{path_first(found.path)}:{found.start.line}:{found.start.column}: "
        f"{found.severity.label}[{found.rule}] {one_line(found.message.replace(chr(10), ' '))}"
        f"{''.join(map(_aside, found.asides))}"
        for found in report.findings
    ]
    return "".join(f"{line}\n" for line in lines)


def _aside(other: Merged) -> str:
    span = f"{other.start.line}:{other.start.column}-{other.end.line}:{other.end.column}"
    return f" (also {span} {other.rule}: {one_line(other.message.replace(chr(10), ' '))})"


def _problem(problem: Problem) -> str:
    return f"error[gate/problem] could not be checked: {one_line(problem.message.replace(chr(10), ' '))}"
