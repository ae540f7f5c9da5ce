"""What came after a trusted commit."""

from __future__ import annotations

from functools import cached_property

from privacy_gate.base.git import listing, objects
from privacy_gate.sources import changes
from privacy_gate.sources.files import Tree


class Since:
    """What the work tree has that a commit has not. git is asked when the first path is."""

    def __init__(self, tree: Tree, commit: str) -> None:
        self._tree, self._commit = tree, commit

    def lines(self, path: str) -> frozenset[int] | None:
        """The lines of a file that are new; None for all of them."""
        return self._lines.get(path)

    def had(self, path: str, text: str) -> bool:
        """Whether the commit has a text anywhere in the file of this path."""
        data = objects.read_committed(self._tree.root, self._commit, path)
        return data is not None and text.encode("utf-8", "surrogatepass") in data

    @cached_property
    def _lines(self) -> dict[str, frozenset[int] | None]:
        there: dict[str, frozenset[int] | None] = dict.fromkeys(
            (path for path, _ in listing.tree_blobs(self._tree.root, self._commit)), frozenset()
        )
        return there | changes.added_lines(self._tree, self._commit)
