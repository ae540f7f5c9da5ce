"""Markdown for GitHub from untrusted text: everything except plain words is put into code spans.

In the finished page, GitHub creates mentions (`@name`), references (`#1`, `owner/name@sha`) and links. A backslash or
an entity does not prevent this, but a code span does. Only words and small numbers stay outside of code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from privacy_gate.base.text import one_line, plural
from privacy_gate.model import Report, Severity

_LONGEST = 400  # code points of one piece of text
_TICKS = re.compile("`+")
_QUOTED = re.compile(r"(?P<before>\(?)(?P<quote>[\"`])(?P<inside>[^\"`]+)(?P=quote)(?P<after>\)?[,.;:]?)(?=\s|$)|\S+")
_EDGES = re.compile(r"(\(?)(.+?)([,.;:]?\)?[,.;:]?)")  # punctuation around what stands as code
_WORD = re.compile(
    r"\(?[^\W\d_]{1,40}(?:['’/-][^\W\d_]{1,40}){0,5}\)?[,.;:?]?"  # noqa: RUF001  (a typographer's apostrophe)
    r"|\(?(?:\d{1,6}|\d{1,3}(?:,\d{3}){1,4})\)?[,;:]?|[–—/]"  # noqa: RUF001  (dashes)
)


def clip(text: str, limit: int = _LONGEST) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def code(text: str) -> str:
    """A code span on one line, whatever the text holds. Never empty."""
    shown = one_line(clip(text)).strip(" ") or "(empty)"
    ticks = "`" * (1 + longest_run(shown))
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fence(text: str) -> list[str]:
    """The lines of a code block that the text cannot close."""
    ticks = "`" * max(3, 1 + longest_run(text))
    return [f"{ticks}text", one_line(text.replace("\t", " ")), ticks]


def longest_run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(run) for run in _TICKS.findall(text)), default=0)


def prose(text: str, limit: int = _LONGEST) -> str:
    """A sentence on one line: its words as they are, what is quoted and what is no word as code.

    Not for the beginning of a line, where a word or number may mean something to Markdown.
    """
    return " ".join(_piece(found) for found in _QUOTED.finditer(clip(text, limit)))


def _piece(found: re.Match[str]) -> str:
    if found["inside"]:
        return found["before"] + code(found["inside"]) + found["after"]
    if _WORD.fullmatch(found[0]) and one_line(found[0]) == found[0]:
        return found[0]
    edges = _EDGES.fullmatch(found[0])
    assert edges is not None  # there is at least one character, none of it a line break
    before, inside, after = edges.groups()
    if not before and ")" in after and inside.count("(") > inside.count(")"):  # it closes what is opened inside
        inside, after = f"{inside}{after.partition(')')[0]})", after.partition(")")[2]
    return f"{before}{code(inside)}{after}"


def row(cells: Sequence[str]) -> str:
    r"""A row of a table. A bar ends a cell even inside code, and how `\|` is read differs: it is written out."""
    return f"| {' | '.join(cell.replace('|', chr(92) + 'x7c') for cell in cells)} |"


def new_ignores(report: Report) -> list[str]:
    """A line for a list of each inline ignore that came with the change."""
    return [
        f"- {code(f'{one.path}:{one.line}')} silences {', '.join(map(code, one.rules))}: {prose(one.reason)}"
        + (" (not applied)" if one.refused else "")
        for one in report.ignores
    ]


def counts(report: Report) -> str:
    """`2 errors, 1 warning and 3 notes`, or `nothing found`."""
    levels = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    parts = [plural(report.count(level), level.label) for level in levels if report.count(level)]
    if not parts:
        return "nothing found"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def take_fitting(blocks: Iterable[str], budget: int) -> list[str]:
    """The first blocks that fit into so many bytes of UTF-8; those after them are not even made."""
    kept: list[str] = []
    for block in blocks:
        budget -= len(block.encode("utf-8", "backslashreplace"))
        if budget < 0:
            break
        kept.append(block)
    return kept


def list_lines(lines: Sequence[str], most: int, budget: int) -> list[str]:
    """A list as one block, at most so many lines and bytes of it and how many more there are; none without lines."""
    kept = take_fitting(lines[:most], budget)
    more = [f"- and {len(lines) - len(kept):,} more"] if len(lines) > len(kept) else []
    return ["\n".join([*kept, *more])] if lines else []
