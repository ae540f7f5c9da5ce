"""One line a finding, for editors and grep."""

from __future__ import annotations

from privacy_gate.model import Report
from privacy_gate.reporters import Style
from privacy_gate.text import one_line, path_first


def render(report: Report, _style: Style) -> str:
    """`path:line:column: severity[rule] message`, and nothing when there is nothing."""
    lines = [
        f"{path_first(found.path)}:{found.start.line}:{found.start.column}: "
        f"{found.severity.label}[{found.rule}] {one_line(found.message.replace(chr(10), ' '))}"
        for found in report.findings
    ]
    return "".join(f"{line}\n" for line in lines)
