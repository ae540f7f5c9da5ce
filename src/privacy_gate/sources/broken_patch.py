"""Read a broken patch: its counts are wrong, a header is missing, or lines are outside of hunks.

Its content is still checked, line by line and regardless of the counts. `patch` also reports a Problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from privacy_gate.model import Blob
from privacy_gate.sources.files import Tree

_HUNK = re.compile(r"@@@?@? -[^+\n]{0,80}\+([0-9]{1,9})")
_MOST_BLANK = 100_000  # lines in total, because the number in a header may be wrong


class _Side:
    """The new side of a file, as far as the patch shows it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.added: set[int] = set()

    def put(self, line: str, *, added: bool) -> None:
        self.lines.append(line)
        if added:
            self.added.add(len(self.lines))


def blobs(text: str, name: str, tree: Tree, unquoted: Callable[[str], str]) -> Iterator[Blob]:
    """Yield all added lines. They belong to the file of the last header before them.

    Lines before any header belong to a file with the name of the patch. `unquoted` converts a name in a header to a
    path. Line numbers are those of the hunks, as long as these increase.
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
