"""The project's set-up checklist in Markdown. A passed check is ticked, an unverified one is not."""

from __future__ import annotations

from privacy_gate.model import AuditCheck, Audited
from privacy_gate.reporters.audit_table import PASS, UNKNOWN, group_by_tool
from privacy_gate.reporters.markup import prose

_LONGEST = 1000  # code points


def render(audit: Audited) -> str:
    parts = ["# Set-up of the tools around this code", ""]
    for tool, checks in group_by_tool(audit):
        parts += [f"## {prose(tool)}", "", *(_item(check) for check in checks), ""]
    if audit.unused:
        parts += [f"Not seen: {prose(', '.join(audit.unused))}.", ""]
    return "\n".join(parts)


def _item(check: AuditCheck) -> str:
    goal = check.goal[:1].upper() + check.goal[1:]
    if check.outcome == PASS:
        return f"- [x] {prose(goal)}"
    how = f"cannot be verified here: {check.advice or check.message}" if check.outcome == UNKNOWN else check.advice
    return f"- [ ] {prose(goal)} ({prose(how or check.message, _LONGEST)})"
