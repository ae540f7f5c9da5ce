"""The text of the comment on a pull request: the findings, with links to their lines.

GitHub rejects more than 65,536 characters. Runs on the same commit give the same text, so an unchanged comment is not
updated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from privacy_gate.base.text import in_address, plural
from privacy_gate.model import Exposure, Report, Severity, Shown, Verdict
from privacy_gate.reporters import change_summary
from privacy_gate.reporters.markup import code, counts, list_lines, new_ignores, prose, row, take_fitting
from privacy_gate.rules import family

MARKER = "<!-- privacy-gate -->"
REMINDER = "diff/novel-logic"
"""The rule about a whole change. Its finding is shown beside the figures of the change, and not in the table."""

_ROWS, _FILES, _BLOCKS = 100, 50, 5
_BUDGET = 64_000  # bytes; however GitHub counts characters, there are not more of them
_NEVER_IGNORED = ("secret", "personal")  # in an outbound text
_LISTED, _LIST_BUDGET = 20, 5_000  # lines and bytes of a list


class PullRequestPlace(Struct, frozen=True):
    """Where the findings are: GitHub's address, `owner/name`, the head commit, and the pull request."""

    server: str
    repository: str
    commit: str
    number: int


def says_something(report: Report) -> bool:
    return bool(report.findings or report.problems or report.ignores)


def text(report: Report, place: PullRequestPlace) -> str:
    """Return the whole comment, including the marker."""
    if not says_something(report):
        return f"{MARKER}\n\n### privacy-gate: no findings\n\nAll previous findings are resolved.\n"
    head = [MARKER, f"### privacy-gate: {counts(report)}", *_history(report), *_verdict(report), *_problems(report)]
    tail = [*_reminder(report, place), *_ignores(report), _footer(report, place)]
    left = _BUDGET - sum(len(block.encode("utf-8", "backslashreplace")) for block in [*head, *tail])
    return "\n\n".join([*head, *_table(report, place, left), *tail]) + "\n"


def _history(report: Report) -> list[str]:
    """Return a note about findings in single commits that later commits do not remove from the history."""
    past = [one for one in report.findings if one.origin is not None]
    if not past:
        return []
    revoke = "Revoke each secret in them: a" if any(family(one.rule) == "secret" for one in past) else "A"
    count = plural(len(past), "finding")
    return [
        f"**In the history.** {count} in single commits. {revoke} later commit does not remove it from the history."
    ]


def _verdict(report: Report) -> list[str]:
    """Return the verdict on the prompts of the change, and the prompts that may not be sent."""
    held = [judged for judged in report.judged if judged.verdict is not Verdict.SEND]
    if not held:
        return []
    lines = [f"- {code(judged.path)}: {judged.meaning} (`{judged.verdict.value}`)" for judged in held]
    head = f"Verdict on the prompts: **{report.verdict.value}**"
    return [f"{head}\n\n{block}" for block in list_lines(lines, _LISTED, _LIST_BUDGET)]


def _table(report: Report, place: PullRequestPlace, budget: int) -> list[str]:
    """Return the findings by file. The worst files come first, and in each file the worst findings."""
    rows = [row(["", "what", "instead"]), row(["---"] * 3)]
    told = 0
    for group in _by_file(report)[:_FILES]:
        of_file = take_fitting([_head(group), *(_row(found, place) for found in group[: _ROWS - told])], budget)
        if len(of_file) < 2:
            break
        budget -= sum(len(one.encode("utf-8", "backslashreplace")) for one in of_file)
        rows += of_file
        told += len(of_file) - 1
    left_out = sum(one.rule != REMINDER for one in report.findings) - told
    blocks = ["\n".join(rows)] if told else []
    return [*blocks, f"**{plural(left_out, 'more finding')}**: see the job summary."] if left_out else blocks


def _by_file(report: Report) -> list[list[Shown]]:
    groups: dict[str, list[Shown]] = {}
    for found in sorted(report.findings, key=lambda found: -found.severity):  # otherwise by line
        if found.rule != REMINDER:
            groups.setdefault(found.path, []).append(found)
    return list(groups.values())  # in the order of their worst findings


def _head(group: Sequence[Shown]) -> str:
    levels = Counter(found.severity for found in group)
    said = ", ".join(plural(levels[level], level.label) for level in sorted(levels, reverse=True))
    return row(["", code(group[0].path), said])


def _row(found: Shown, place: PullRequestPlace) -> str:
    level = f"**{found.severity.label}**" if found.severity is Severity.ERROR else found.severity.label
    asides = "".join(f"; also {code(one.rule)}, {one.place}: {prose(one.message)}" for one in found.asides)
    what = f"{prose(found.message)} ({code(found.rule)}){asides}"
    return row([f"{level} {_link(found, place)}", what, prose(found.suggestion or found.remedy)])


def _link(found: Shown, place: PullRequestPlace) -> str:
    line = found.start.line
    if found.origin is not None:
        return _link_to_commit(found, found.origin.commit, place)
    return _link_to_line(found.path, line, place)


def _link_to_line(path: str, line: int, place: PullRequestPlace) -> str:
    return f"[line {line}]({_address(place)}/blob/{place.commit}/{in_address(path)}?plain=1#L{line})"


def _link_to_commit(found: Shown, commit: str, place: PullRequestPlace) -> str:
    line = found.start.line
    if not commit:
        return f"line {line}"
    if found.path.startswith("<"):
        return f"[line {line}]({_address(place)}/commit/{commit})"
    return f"[line {line}]({_address(place)}/blob/{commit}/{in_address(found.path)}?plain=1#L{line})"


def _address(place: PullRequestPlace) -> str:
    return f"{place.server.rstrip('/')}/{place.repository}"


def _problems(report: Report) -> list[str]:
    lines = [f"- {code(one.path)} could not be checked: {prose(one.message)}" for one in report.problems]
    return list_lines(lines, _LISTED, _LIST_BUDGET)


def _reminder(report: Report, place: PullRequestPlace) -> list[str]:
    """Return the reminder about the change as a whole, a bar for each of its files, and the places of its largest
    blocks.
    """
    if report.change is None or not change_summary.has_reminder(report):
        return []
    found = [one for one in report.findings if one.rule == REMINDER]
    blocks = [
        f"- {code(part.path)}, {_link_to_line(part.path, part.start.line, place)}: {prose(part.message)}"
        for one in found
        for part in one.related
    ]
    return [
        *take_fitting([f"**Remember.** {prose(one.message)}" for one in found[:1]], _LIST_BUDGET),
        *change_summary.table(report.change, _LIST_BUDGET),
        *list_lines(blocks, _BLOCKS, _LIST_BUDGET),
    ]


def _ignores(report: Report) -> list[str]:
    return [f"New ignores:\n\n{block}" for block in list_lines(new_ignores(report), _LISTED, _LIST_BUDGET)]


def _footer(report: Report, place: PullRequestPlace) -> str:
    silenced = f" {report.suppressed:,} suppressed." if report.suppressed else ""
    return (
        f"[Lines and reasons]({_address(place)}/pull/{place.number}/checks) are in the job summary.{silenced}"
        f"{_ways_out(report)}"
    )


def _ways_out(report: Report) -> str:
    """Return what to do about a false positive. Some findings in a prompt cannot be ignored."""
    said = ""
    if any(one.exposure is Exposure.INTERNAL or family(one.rule) not in _NEVER_IGNORED for one in report.findings):
        said += (
            " To suppress a false positive, add the comment `privacy-gate: ignore[RULE] the reason` "
            "to its line or the line before."
        )
    if any(one.exposure is Exposure.OUTBOUND for one in report.findings):
        said += (
            " In a prompt, ignores do not apply to secrets, personal data, never-send code, or errors set by a "
            "policy. `privacy-gate allow` allows a text once."
        )
    return said
