"""Workflow commands, which GitHub shows as annotations on the changed lines.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
GitHub shows ten annotations of each level for a step, and drops the others silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from privacy_gate.base.text import one_line, plural
from privacy_gate.model import Exposure, Problem, Report, Severity, Shown
from privacy_gate.reporters.style import ReportStyle

_SHOWN = 9  # for each level; the tenth shows the number of further ones
_LONGEST = 4096  # characters; the runner cuts longer messages
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, _style: ReportStyle) -> str:
    """Return one command for each finding, the worst first. Return an empty string without findings."""
    return commands(report, "see the job summary")


def commands(report: Report, rest: str) -> str:
    """Do the same as `render`. `rest` says where the findings are that GitHub would not show."""
    lines: list[str] = []
    for severity, level in _LEVELS.items():
        found = [one for one in report.findings if one.severity is severity]
        found.sort(key=lambda one: one.exposure is not Exposure.OUTBOUND)
        unchecked = report.problems if severity is Severity.ERROR else ()
        every = [*(_problem(one) for one in unchecked), *(_finding(one, level) for one in found)]
        lines += _limit(every, level, rest)
    return "".join(f"{line}\n" for line in lines)


def _limit(lines: Sequence[str], level: str, rest: str) -> list[str]:
    shown, more = lines[:_SHOWN], lines[_SHOWN:]
    if not more:
        return list(shown)
    return [*shown, command(level, f"{plural(len(more), level)} more, {one_line(rest)}", title="privacy-gate")]


def _finding(found: Shown, level: str) -> str:
    if found.origin is not None and not found.origin.now:  # no current file contains it, so GitHub cannot show it
        return _command_of(found, level, f"{one_line(found.path)}, line {found.start.line}: ", {})
    place = {"file": one_line(found.path), "line": str(found.start.line), "endLine": str(found.end.line)}
    if found.start.line == found.end.line:  # GitHub rejects columns across lines
        place |= {"col": str(found.start.column), "endColumn": str(found.end.column)}
    return _command_of(found, level, "", place)


def _command_of(found: Shown, level: str, where: str, place: Mapping[str, str]) -> str:
    asides = [f"Also {other.rule}, {other.place}: {other.message}" for other in found.asides]
    lines = [f"{where}{found.message}", *asides, f"Help: {found.suggestion or found.remedy}", found.why]
    return command(level, "\n".join(one_line(" ".join(line.split())) for line in lines), **place, title=found.rule)


def _problem(problem: Problem) -> str:
    message = f"could not be checked: {one_line(problem.message)}"
    return command("error", message, file=one_line(problem.path), title="privacy-gate")


def command(level: str, message: str, **properties: str) -> str:
    """Return a workflow command with escaped text. It also disables commands in the old form (`##[`)."""
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {given}::{_data(_cut(message))}".replace("##[", "## [")


def _cut(message: str) -> str:
    return message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
