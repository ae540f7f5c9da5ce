"""Markdown for the job summary of GitHub: all findings with their lines, the worst files first, then the reasons of
rules.

GitHub rejects a summary of more than 1 MiB, so the report is cut, and shows the number of omitted findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.base.text import describe_held_back, plural
from privacy_gate.model import Report, Shown, Verdict
from privacy_gate.reporters import audit_table, change_summary, statistics
from privacy_gate.reporters.markup import code, counts, fence, list_lines, new_ignores, prose, row, take_fitting
from privacy_gate.reporters.style import ReportStyle

_BUDGET = 760_000  # bytes for the findings
_LISTED, _LIST_BUDGET = 100, 40_000  # lines and bytes for problems, prompts, reasons, skipped files
_ASIDES = 10  # merged and related places of one finding


def render(report: Report, style: ReportStyle) -> str:
    """Return the report, which always has a headline."""
    blocks = [f"## privacy-gate: {counts(report)}", _describe_checked(report)]
    if not style.quiet:
        found = take_fitting(_findings(report), _BUDGET)
        blocks += _problems(report)
        blocks += _verdicts(report)
        blocks += found
        if left_out := len(report.findings) - len(found):
            blocks.append(f"**{plural(left_out, 'more finding')}** not shown.")
        blocks += _change(report)
        blocks += _section("### New ignores", new_ignores(report))
        blocks += audit_table.markdown(report.audit) if report.audit else []
        blocks += _reasons(report)
        blocks += _describe_skipped(report) if style.verbose else []
    blocks += _statistics(report) if style.statistics else []
    return "\n\n".join(blocks) + "\n"


def _describe_checked(report: Report) -> str:
    aside = describe_held_back(report.suppressed, report.baselined, report.baselined_by_detect_secrets)
    aside += [f"{len(report.stale):,} stale in the baseline"] if report.stale else []
    aside += [f"{plural(len(report.skipped), 'file')} skipped"] if report.skipped else []
    return f"{plural(report.files, 'file')} checked{''.join(f', {text}' for text in aside)}."


def _problems(report: Report) -> list[str]:
    lines = [f"- {code(problem.path)}: {prose(problem.message)}" for problem in report.problems]
    return _section("### Could not be checked", lines)


def _verdicts(report: Report) -> list[str]:
    held = [judged for judged in report.judged if judged.verdict is not Verdict.SEND]
    lines = [f"- {code(one.path)}: {one.meaning} (`{one.verdict.value}`)" for one in held]
    return _section("### Prompts", lines)


def _findings(report: Report) -> Iterator[str]:
    """Yield a block for each finding. The first block of a file begins with the file name."""
    by_path: dict[str, list[Shown]] = {}
    for found in report.findings:
        by_path.setdefault(found.path, []).append(found)
    worst_first = sorted(by_path.items(), key=lambda item: (-max(one.severity for one in item[1]), item[0]))
    for path, findings in worst_first:
        head = [f"### {code(path)}", ""]
        for found in findings:
            yield "\n".join([*head, *_finding(found)])
            head = []


def _finding(found: Shown) -> list[str]:
    place = f"line {found.start.line:,}, column {found.start.column:,}"
    lines = [f"**{found.severity.label}** {code(found.rule)}, {place}: {prose(found.message)}", ""]
    if found.excerpt.text.strip():
        lines += [*fence(found.excerpt.text), ""]
    lines += [f"Also {code(other.rule)}, {other.place}: {prose(other.message)}\n" for other in found.asides]
    lines += [
        f"See {code(f'{place.path}:{place.start.line}')}: {prose(place.message)}\n" for place in found.related[:_ASIDES]
    ]
    return [*lines, f"Help: {prose(found.suggestion or found.remedy)}"]


def _change(report: Report) -> list[str]:
    change = report.change
    return ["### The change", *change_summary.table(change)] if change and change_summary.has_reminder(report) else []


def _reasons(report: Report) -> list[str]:
    by_rule = {found.rule: found for found in report.findings}
    lines = [f"- {code(rule)}: {prose(found.why, 1000)} {prose(found.remedy, 1000)}" for rule, found in by_rule.items()]
    return _section("### Why", lines)


def _describe_skipped(report: Report) -> list[str]:
    return _section("### Skipped", [f"- {code(one.path)}: {prose(one.reason)}" for one in report.skipped])


def _statistics(report: Report) -> list[str]:
    if not report.findings:
        return []
    rules = [row([code(rule), label, f"{count:,}"]) for rule, label, count in statistics.count_rules(report.findings)]
    places = [row([code(name), f"{count:,}"]) for name, count in statistics.count_directories(report.findings)]
    return [
        "\n".join([row(["rule", "severity", "findings"]), row(["---", "---", "--:"]), *rules[:_LISTED]]),
        "\n".join([row(["directory", "findings"]), row(["---", "--:"]), *places[:_LISTED]]),
    ]


def _section(head: str, lines: Sequence[str]) -> list[str]:
    return [f"{head}\n\n{block}" for block in list_lines(lines, _LISTED, _LIST_BUDGET)]
