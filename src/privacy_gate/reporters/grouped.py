"""A long report for people, which groups findings by rule, with their files and lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.base.terminal import BLUE, BOLD, Paint
from privacy_gate.base.text import line_first, one_line, plural
from privacy_gate.model import Shown
from privacy_gate.reporters.links import rule_url
from privacy_gate.reporters.style import SEVERITY_COLOURS

MOST_ONE_BY_ONE = 50
"""The maximum number of findings that a report shows one by one."""
WIDTH = 100
_FILES = 20  # for each rule
_LINES = 12  # for each file


def lines(findings: Sequence[Shown], paint: Paint) -> Iterator[str]:
    """Yield a block for each rule, the worst and most frequent first, with a line for each file."""
    by_rule: dict[tuple[int, str], list[Shown]] = {}
    for found in findings:
        by_rule.setdefault((-found.severity, found.rule), []).append(found)
    for _, alike in sorted(by_rule.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1])):
        yield from _block(alike, paint)
    yield f"More than {MOST_ONE_BY_ONE} findings are grouped by rule and file. --verbose shows each finding."
    yield ""


def _block(alike: Sequence[Shown], paint: Paint) -> Iterator[str]:
    first = alike[0]
    by_path: dict[str, list[Shown]] = {}
    for found in alike:
        by_path.setdefault(found.path, []).append(found)
    rule = paint.link(first.rule, rule_url(first.rule))
    head = paint(f"{first.severity.label}[{rule}]", f"{BOLD};{SEVERITY_COLOURS[first.severity]}")
    where = "1 file" if len(by_path) == 1 else plural(len(by_path), "file")
    yield f"{head}: {paint(one_line(first.title), BOLD)} ({plural(len(alike), 'finding')} in {where})"
    most_first = sorted(by_path.items(), key=lambda item: (-len(item[1]), item[0]))
    for path, here in most_first[:_FILES]:
        said = "line" if len({found.start.line for found in here}) == 1 else "lines"
        yield f"  {paint('-->', BLUE)} {one_line(path)}: {said} {list_lines(here)}"
    if left := len(most_first) - _FILES:
        yield from [f"  {paint('-->', BLUE)} {plural(left, 'more file')}"] if left > 0 else []
    yield from wrap_note(" ", "why", first.why, paint)
    yield from wrap_note(" ", "help", first.remedy, paint)
    yield ""


def list_lines(alike: Sequence[Shown]) -> str:
    """Return the line numbers of some findings of a file."""
    numbers = list(dict.fromkeys(str(found.start.line) for found in alike))
    return ", ".join(numbers[:_LINES]) + (" …" if len(numbers) > _LINES else "")


def wrap_note(gutter: str, name: str, text: str, paint: Paint) -> list[str]:
    """Return a wrapped note below a finding, for example why it matters."""
    indent = " " * (len(gutter) + len(name) + 5)
    import textwrap  # for findings, of which most runs have none

    wrapped = textwrap.wrap(one_line(" ".join(text.split())), WIDTH - len(indent), break_on_hyphens=False) or [""]
    first = f"{gutter} {paint('=', BLUE)} {paint(name, BOLD)}: {wrapped[0]}"
    return [first, *(indent + line_first(line) for line in wrapped[1:])]
