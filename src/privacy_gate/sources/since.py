"""Find the content that was added after a trusted commit."""

from __future__ import annotations

from functools import cached_property

from privacy_gate.base.git import listing, objects
from privacy_gate.sources import changes
from privacy_gate.sources.files import Tree


class Since:
    """The content of the work tree that a commit does not have. git is called for the first path."""

    def __init__(self, tree: Tree, commit: str) -> None:
        self._tree, self._commit = tree, commit

    def lines(self, path: str) -> frozenset[int] | None:
        """Return the new lines of a file, or None if all are new."""
        return self._lines.get(path)

    def had(self, path: str, text: str) -> bool:
        """Whether the file at this path contains a text anywhere, in the version of the commit."""
        data = objects.read_committed(self._tree.root, self._commit, path)
        return data is not None and text.encode("utf-8", "surrogatepass") in data

    @cached_property
    def _lines(self) -> dict[str, frozenset[int] | None]:
        there: dict[str, frozenset[int] | None] = dict.fromkeys(
            (path for path, _ in listing.tree_blobs(self._tree.root, self._commit)), frozenset()
        )
        return there | changes.added_lines(self._tree, self._commit)
