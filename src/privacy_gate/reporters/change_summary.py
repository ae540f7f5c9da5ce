"""The figures of a change for people: a sentence, and for each file a bar of new, moved, edited and other lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.base.terminal import BLUE, CYAN, YELLOW, Paint
from privacy_gate.base.text import one_line, plural
from privacy_gate.model import ChangeFigures, Compared, FileFigures, Report
from privacy_gate.reporters.markup import code, prose, row, take_fitting

MOST = 10  # files
_PATH, _BAR = 44, 36  # columns
_BLOCKS, _PLAIN = "█▓▒░", "#=~."
_COLOURS = (f"1;{CYAN}", BLUE, YELLOW, "2")  # new, moved, edited, other

_COMPARED = {
    Compared.NOTHING: "",
    Compared.BASE: "",
    Compared.CHANGED: "code from unchanged files may count as new, because some files could not be read",
    Compared.REMOVED: "compared only with the removed lines",
}


def has_reminder(report: Report) -> bool:
    """Whether the report has a finding about the change as a whole."""
    return any(found.rule.startswith("diff/") for found in report.findings)


def sentence(change: ChangeFigures) -> str:
    """Return a sentence such as `212 of 480 added lines are new logic; 31 moved, 12 edited, 225 other`."""
    total = sum(file.added for file in change.files)
    if change.compared is Compared.NOTHING:
        return f"{plural(total, 'added line')}: too few lines of code for a score"
    verb = "is" if change.novel == 1 else "are"
    return (
        f"{change.novel:,} of {plural(total, 'added line')} {verb} new logic;"
        f" {change.moved:,} moved, {change.edited:,} edited, {change.other:,} other"
    )


def describe_gaps(change: ChangeFigures) -> str:
    """Describe which code the figures could not be compared with.

    Return an empty string if nothing is missing or there is no new logic.
    """
    return _COMPARED[change.compared] if change.novel else ""


def sort_by_change(change: ChangeFigures) -> list[FileFigures]:
    """Return the files in order: those with the most new logic first, then those with the most added lines."""
    return sorted(change.files, key=lambda file: (-file.novel, -file.added, file.path))[:MOST]


def parts(file: FileFigures) -> tuple[int, int, int, int]:
    return file.novel, file.moved, file.edited, file.other


def widths(counts: Sequence[int], longest: int, columns: int = _BAR) -> list[int]:
    """Return the number of columns of each part of a bar: none for an empty part, otherwise at least one."""
    return [max(1, round(count * columns / max(1, longest))) if count else 0 for count in counts]


def lines(change: ChangeFigures, *, colour: bool, blocks: bool) -> Iterator[str]:
    """Yield the sentence, a bar for each file, and a legend. `blocks` uses block characters instead of ASCII."""
    marks = _BLOCKS if blocks else _PLAIN
    paint = Paint(colour)
    if change.compared is Compared.NOTHING:
        yield sentence(change)
        return
    yield f"{sentence(change)}:"
    shown = sort_by_change(change)
    longest = max((file.added for file in shown), default=0)
    names = [_shorten(one_line(file.path), "…" if blocks else "...") for file in shown]
    room = max(map(len, names), default=0)
    digits = len(f"{max((file.novel for file in shown), default=0):,}")
    for name, file in zip(names, shown, strict=True):
        bar = "".join(
            paint(mark * width, code)
            for mark, code, width in zip(marks, _COLOURS, widths(parts(file), longest), strict=True)
        )
        reason = f" {file.left_out}" if file.left_out else ""
        yield f"  {name:<{room}}  {file.novel:>{digits},}  {bar}{reason}"
    if left := len(change.files) - len(shown):
        yield f"  and {plural(left, 'more file')}"
    meaning = zip(marks, _COLOURS, ("new logic", "moved", "edited", "other added lines"), strict=True)
    yield "  " + "  ".join(f"{paint(mark, code)} {name}" for mark, code, name in meaning)
    if said := describe_gaps(change):
        yield f"  ({said})"


def table(change: ChangeFigures, budget: int = 40_000) -> list[str]:
    """Return blocks of Markdown: the sentence, and a table with a bar for each file, limited to `budget` bytes."""
    shown = sort_by_change(change)
    longest = max((file.added for file in shown), default=0)
    heads = [row(["file", "new logic", "moved", "edited", "other", ""]), row(["---", *["--:"] * 4, "---"])]
    rows = []
    for file in shown:
        novel, *others = widths(parts(file), longest, _BAR // 2)
        bar = _BLOCKS[0] * novel + _BLOCKS[-1] * sum(others)
        rows.append(row([code(file.path), *(f"{count:,}" for count in parts(file)), bar]))
    rows = take_fitting(rows, budget)
    left = len(change.files) - len(rows)
    asides = [f"{plural(left, 'more file')} not shown"] if left else []
    asides += [describe_gaps(change)] if describe_gaps(change) else []
    return [
        f"{prose(sentence(change))}.",
        "\n".join([*heads, *rows]),
        *([f"({prose('; '.join(asides))})"] if asides else []),
    ]


def _shorten(path: str, dots: str) -> str:
    return path if len(path) <= _PATH else dots + path[len(dots) - _PATH :]
