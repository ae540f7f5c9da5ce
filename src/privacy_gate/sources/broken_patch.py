"""A patch that cannot be read as it should: its counts are wrong, a header is missing, lines stand outside any hunk.

What is in it is judged all the same, line by line and without believing the counts; that it was broken is a
Problem all the same (`patch`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from privacy_gate.model import Blob
from privacy_gate.sources.files import Tree

_HUNK = re.compile(r"@@@?@? -[^+\n]{0,80}\+([0-9]{1,9})")
_MOST_BLANK = 100_000  # lines in all; the number in a header need not be true


class _Side:
    """The new side of a file, as far as it is shown."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.added: set[int] = set()

    def put(self, line: str, *, added: bool) -> None:
        self.lines.append(line)
        if added:
            self.added.add(len(self.lines))


def blobs(text: str, name: str, tree: Tree, unquoted: Callable[[str], str]) -> Iterator[Blob]:
    """Every added line, in the file that the last header before it names; before any in one called as the patch is.

    `unquoted` makes a path of what a header says. Line numbers follow the hunks as far as they go forward.
    """
    sides: dict[str, _Side] = {}
    path, side, blank = name, sides.setdefault(name, _Side()), _MOST_BLANK
    for before, line in pairwise(["", *text.split("\n")]):
        if line.startswith("+++ ") and before.startswith("--- "):
            path = unquoted(line[4:].partition("\t")[0].rstrip("\r"))
            side = sides.setdefault(path, _Side())
        elif found := _HUNK.match(line):
            gap = min(int(found[1]) - 1 - len(side.lines), blank)
            if gap > 0:
                blank -= gap
                side.lines += [""] * gap
        elif line.startswith("+"):
            side.put(line[1:], added=True)
        elif line.startswith(" "):
            side.put(line[1:], added=False)
    for path, side in sides.items():
        if side.added:
            data = "\n".join([*side.lines, ""]).encode("utf-8", "surrogateescape")
            yield Blob(path, data, tree.exposure(path), frozenset(side.added))
