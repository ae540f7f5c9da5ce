"""Write Markdown for GitHub from untrusted text: everything except plain words is put into code spans.

After rendering, GitHub turns text into mentions (`@name`), references (`#1`, `owner/name@sha`) and links. A backslash
or an entity does not prevent this. A code span does. Only words and small numbers stay outside of code spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from privacy_gate.base.text import one_line, plural
from privacy_gate.model import Report, Severity

_LONGEST = 400  # code points of one text
_TICKS = re.compile("`+")
_QUOTED = re.compile(r"(?P<before>\(?)(?P<quote>[\"`])(?P<inside>[^\"`]+)(?P=quote)(?P<after>\)?[,.;:]?)(?=\s|$)|\S+")
_EDGES = re.compile(r"(\(?)(.+?)([,.;:]?\)?[,.;:]?)")  # punctuation around a code span
_WORD = re.compile(
    r"\(?[^\W\d_]{1,40}(?:['’/-][^\W\d_]{1,40}){0,5}\)?[,.;:?]?"  # noqa: RUF001  (a typographer's apostrophe)
    r"|\(?(?:\d{1,6}|\d{1,3}(?:,\d{3}){1,4})\)?[,;:]?|[–—/]"  # noqa: RUF001  (dashes)
)


def clip(text: str, limit: int = _LONGEST) -> str:
    """Return the text, cut with an ellipsis if it is too long."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def code(text: str) -> str:
    """Return a code span on one line for any text. It is never empty."""
    shown = one_line(clip(text)).strip(" ") or "(empty)"
    ticks = "`" * (1 + longest_run(shown))
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fence(text: str) -> list[str]:
    """Return the lines of a code block that the text cannot close."""
    ticks = "`" * max(3, 1 + longest_run(text))
    return [f"{ticks}text", one_line(text.replace("\t", " ")), ticks]


def longest_run(text: str) -> int:
    """Return the length of the longest run of backticks."""
    return max((len(run) for run in _TICKS.findall(text)), default=0)


def prose(text: str, limit: int = _LONGEST) -> str:
    """Return a sentence on one line. Words stay text, and quoted text and all other strings become code.

    It must not be at the beginning of a line, where a word or number may have a meaning in Markdown.
    """
    return " ".join(_piece(found) for found in _QUOTED.finditer(clip(text, limit)))


def _piece(found: re.Match[str]) -> str:
    if found["inside"]:
        return found["before"] + code(found["inside"]) + found["after"]
    if _WORD.fullmatch(found[0]) and one_line(found[0]) == found[0]:
        return found[0]
    edges = _EDGES.fullmatch(found[0])
    assert edges is not None  # there is at least one character, and no line break
    before, inside, after = edges.groups()
    if not before and ")" in after and inside.count("(") > inside.count(")"):  # it closes a bracket that is inside
        inside, after = f"{inside}{after.partition(')')[0]})", after.partition(")")[2]
    return f"{before}{code(inside)}{after}"


def row(cells: Sequence[str]) -> str:
    r"""Return a row of a table.

    A `|` ends a cell even in code, and `\|` is not portable, so it is written as `\x7c`.
    """
    return f"| {' | '.join(cell.replace('|', chr(92) + 'x7c') for cell in cells)} |"


def new_ignores(report: Report) -> list[str]:
    """Return a list item for each inline ignore that the change added."""
    return [
        f"- {code(f'{one.path}:{one.line}')} silences {', '.join(map(code, one.rules))}: {prose(one.reason)}"
        + (" (not applied)" if one.refused else "")
        for one in report.ignores
    ]


def counts(report: Report) -> str:
    """Return the counts, such as `2 errors, 1 warning and 3 notes`, or `nothing found`."""
    levels = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    parts = [plural(report.count(level), level.label) for level in levels if report.count(level)]
    if not parts:
        return "nothing found"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def take_fitting(blocks: Iterable[str], budget: int) -> list[str]:
    """Return the first blocks that fit into a number of bytes of UTF-8. Later blocks are not generated."""
    kept: list[str] = []
    for block in blocks:
        budget -= len(block.encode("utf-8", "backslashreplace"))
        if budget < 0:
            break
        kept.append(block)
    return kept


def list_lines(lines: Sequence[str], most: int, budget: int) -> list[str]:
    """Return a list as one block, limited in lines and bytes, with the number of omitted items.

    Return nothing without lines.
    """
    kept = take_fitting(lines[:most], budget)
    more = [f"- and {len(lines) - len(kept):,} more"] if len(lines) > len(kept) else []
    return ["\n".join([*kept, *more])] if lines else []
