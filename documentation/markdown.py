"""Pieces of Markdown that GitHub and the site show alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from privacy_gate.reporters.markup import longest_run

_CODE = re.compile("(`[^`]*`)")


def made(source: str) -> str:
    """The note at the head of a page that is written by the generator."""
    return f"<!-- `make pages` writes this page from {source}: change it there. -->\n"


def words(text: str) -> str:
    """A text of ours on one line, with what would be HTML shown as it is."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(part if part.startswith("`") else _escaped(part) for part in parts)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("*", r"\*").replace("_", r"\_")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table; cells are Markdown on one line."""
    return [_row(head), _row(["---"] * len(head)), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def fence(text: str, language: str = "text") -> list[str]:
    """A block of code that its text cannot close."""
    ticks = "`" * max(3, 1 + longest_run(text))
    return [f"{ticks}{language}", text.rstrip("\n"), ticks]


def page(*blocks: str | Sequence[str]) -> str:
    """Blocks (texts, or lists of lines) with an empty line between them."""
    return "\n\n".join(block if isinstance(block, str) else "\n".join(block) for block in blocks) + "\n"
