"""The text of the comment on a pull request: what was found, with links to the lines.

GitHub refuses more than 65,536 characters. Nothing in the text changes from run to run of the same
commit, so that a comment that says the same is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from privacy_gate import figures
from privacy_gate.markup import code, counts, fitting, listed, prose, row
from privacy_gate.model import Report, Severity, Shown, Verdict
from privacy_gate.text import in_address, plural

MARKER = "<!-- privacy-gate -->"
_ROWS = 100
_BUDGET = 52_000  # bytes for the table: fewer characters than that, however GitHub counts them
_LISTED, _LIST_BUDGET = 20, 5_000  # lines and bytes for problems, and for prompts


class Place(Struct, frozen=True):
    """Where the findings are to be seen: GitHub's address, `owner/name`, the head commit, the pull request."""

    server: str
    repository: str
    commit: str
    number: int


def says_something(report: Report) -> bool:
    return bool(report.findings or report.problems)


def text(report: Report, place: Place) -> str:
    """The whole comment, marker included."""
    if not says_something(report):
        return f"{MARKER}\n\n### privacy-gate: nothing left\n\nThe findings that stood here are gone.\n"
    rows = fitting(_rows(report, place), _BUDGET)
    blocks = [MARKER, f"### privacy-gate: {counts(report)}", *_problems(report), *_prompts(report)]
    if rows:
        blocks.append("\n".join([row(["", "where", "what", "instead"]), row(["---"] * 4), *rows]))
    if left_out := len(report.findings) - len(rows):
        blocks.append(f"**{plural(left_out, 'more finding')}**: see the job summary.")
    if report.change and figures.reminds(report):
        blocks += figures.table(report.change)
    blocks.append(_footer(report, place))
    return "\n\n".join(blocks) + "\n"


def _rows(report: Report, place: Place) -> Iterator[str]:
    ranked = sorted(report.findings, key=lambda found: -found.severity)  # else as reported: by path and line
    for found in ranked[:_ROWS]:
        level = f"**{found.severity.label}**" if found.severity is Severity.ERROR else found.severity.label
        what = f"{prose(found.message)} ({code(found.rule)})"
        yield row([level, _link(found, place), what, prose(found.suggestion or found.remedy)])


def _link(found: Shown, place: Place) -> str:
    path = in_address(found.path)
    line = found.start.line
    return f"[{code(f'{found.path}:{line}')}]({_address(place)}/blob/{place.commit}/{path}?plain=1#L{line})"


def _address(place: Place) -> str:
    return f"{place.server.rstrip('/')}/{place.repository}"


def _problems(report: Report) -> list[str]:
    lines = [f"- {code(one.path)} could not be checked: {prose(one.message)}" for one in report.problems]
    return listed(lines, _LISTED, _LIST_BUDGET)


def _prompts(report: Report) -> list[str]:
    held = (judged for judged in report.judged if judged.verdict is not Verdict.SEND)
    return listed([f"- {code(judged.path)} {judged.verdict.meaning}" for judged in held], _LISTED, _LIST_BUDGET)


def _footer(report: Report, place: Place) -> str:
    silenced = f" {report.suppressed:,} suppressed." if report.suppressed else ""
    return (
        f"[Lines and reasons]({_address(place)}/pull/{place.number}/checks) are in the job summary.{silenced} "
        "A finding that is wrong: write `privacy-gate: ignore[RULE] the reason` "
        "into a comment on its line or the line before."
    )
