"""Tables of audit checks, for terminals and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.base.terminal import GREEN, RED, YELLOW, Paint
from privacy_gate.base.text import one_line, plural
from privacy_gate.model import AuditCheck, Audited
from privacy_gate.reporters.markup import code, prose, row, take_fitting

PASS, FAIL, UNKNOWN = "pass", "fail", "cannot verify"
_COLOURS = {PASS: GREEN, FAIL: RED, UNKNOWN: YELLOW}
_MOST, _BUDGET = 200, 100_000  # rows and bytes in Markdown


def lines(audit: Audited, *, colour: bool, verbose: bool) -> Iterator[str]:
    """Yield the lines of a table by tool. They show the checks that cannot be verified, and all checks if `verbose`."""
    paint = Paint(colour)
    for tool, checks in group_by_tool(audit):
        yield f"{tool}: {summary(checks)}"
        shown = [check for check in checks if verbose or check.outcome == UNKNOWN]
        width = max((len(check.goal) for check in shown), default=0)
        for check in shown:
            mark = paint(f"{check.outcome:<13}", _COLOURS[check.outcome])
            yield f"  {mark}  {check.goal:<{width}}  {place(check)}"
            if check.outcome == UNKNOWN:
                yield f"  {'':13}  {one_line(describe_check(check))}"
        yield ""
    if audit.unused and verbose:
        yield f"No settings found for {', '.join(audit.unused)}."
        yield ""
    yield f"{plural(len(audit.checks), 'check')}: {summary(audit.checks)}."


def markdown(audit: Audited) -> list[str]:
    """Return blocks of Markdown: a headline and a table. Return an empty list if there were no checks."""
    if not audit.checks:
        return []
    rows = [
        row([check.outcome, prose(check.tool), prose(check.goal), code(place(check)), prose(describe_check(check))])
        for check in sorted(audit.checks, key=lambda check: (FAIL, UNKNOWN, PASS).index(check.outcome))
    ]
    head = [row(["result", "tool", "what is wanted", "where", "what is there"]), row(["---"] * 5)]
    table = take_fitting(rows[:_MOST], _BUDGET)
    more = [f"and {len(rows) - len(table):,} more"] if len(table) < len(rows) else []
    return [f"### The tools: {summary(audit.checks)}", "\n".join([*head, *table]), *more]


def group_by_tool(audit: Audited) -> list[tuple[str, list[AuditCheck]]]:
    """Group the checks by tool. The order is kept."""
    found: dict[str, list[AuditCheck]] = {}
    for check in audit.checks:
        found.setdefault(check.tool, []).append(check)
    return list(found.items())


def summary(checks: Sequence[AuditCheck]) -> str:
    """Return the counts of outcomes, such as `3 passed, 1 failed, 2 cannot be verified here`."""
    # privacy-gate: ignore[secret/keyword-assignment] the word for a check that passed
    said_of = {PASS: "passed", FAIL: "failed", UNKNOWN: "cannot be verified here"}
    counted = [(sum(check.outcome == outcome for check in checks), words) for outcome, words in said_of.items()]
    return ", ".join(f"{count} {words}" for count, words in counted if count) or "nothing to check"


def place(check: AuditCheck) -> str:
    return one_line(check.path if check.line == 1 else f"{check.path}:{check.line}")


def describe_check(check: AuditCheck) -> str:
    return f"{check.message}; {check.advice}" if check.advice else check.message
