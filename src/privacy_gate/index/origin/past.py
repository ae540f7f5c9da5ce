"""Read old versions of a repository's source from git, within limits. Exceeding a limit raises an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from privacy_gate.base import git
from privacy_gate.base.git import listing, log, objects
from privacy_gate.base.git.log import Touch
from privacy_gate.config import Config
from privacy_gate.index import file_kinds
from privacy_gate.model import Exposure

MOST_BYTES = 32_000_000
_VERSIONS = 20_000
"""The maximum number of versions of all prompts, or of one source file."""

Versions = list[tuple[str, Touch]]
"""Versions of files, each with its commit. A parent commit comes before its children."""


class UnknownOriginError(Exception):
    """The order of events cannot be determined from the history. This error never ends a run."""


class Past:
    """Old versions of files. All reading has one common budget in bytes."""

    def __init__(self, root: Path, config: Config, tips: Sequence[str]) -> None:
        self.root, self.tips = root, tips
        self._config = config
        self._left = MOST_BYTES
        self._texts: dict[str, str | None] = {}
        self.versions_of = cache(self._versions_of)
        self._descendants = cache(self._find_descendants)
        self.paths_in = cache(self._paths_in)

    def read(self, oids: Sequence[str]) -> list[str | None]:
        """Return the texts of blobs; None for a blob that is not text.

        Raises UnknownOriginError if a blob is not in this clone.
        """
        missing = [oid for oid in dict.fromkeys(oids) if oid not in self._texts]
        for oid, data in zip(missing, objects.read_contents(self.root, missing, file_kinds.LARGEST), strict=True):
            if data is None:
                raise UnknownOriginError("a version of a file is not in this clone")
            self.charge(len(data) if isinstance(data, bytes) else 0)
            self._texts[oid] = file_kinds.decode_file(data) if isinstance(data, bytes) else None
        return [self._texts[oid] for oid in oids]

    def charge(self, size: int) -> None:
        """Subtract bytes from the budget. Raises UnknownOriginError if it is used up."""
        self._left -= size
        if self._left < 0:
            raise UnknownOriginError("the history of the prompts is too long to read")

    def versions_beside(self, delivery: Delivery, paths: Sequence[str]) -> list[tuple[str, str]]:
        """Return the path and text of each version of the given source files that does not come after a delivery."""
        later = self._descendants(delivery.commit) if delivery.commit else frozenset[str]()
        found: list[tuple[str, str]] = []
        for path in paths:
            versions = self.versions_of((f":(top,literal){path}",), tuple(self.tips))
            oids = [touch.oid for commit, touch in versions if commit not in later and not delivery.allows(commit)]
            found += self._source([(path, oid) for oid in dict.fromkeys(oids)])
        return found

    def matching(self, delivery: Delivery, expression: str) -> list[tuple[str, str]]:
        """Return the path and text of the source files that existed before a delivery and match an expression."""
        found: list[tuple[str, str]] = []
        for tree in delivery.trees(self):
            there = self.paths_in(tree)
            paths = [path for path in listing.list_mentioning_in(self.root, expression, tree) if path in there]
            found += self._source([(path, there[path]) for path in paths])
        return found

    def paths_before(self, delivery: Delivery) -> Iterator[str]:
        """Yield the paths of the source files that existed before a delivery."""
        for tree in delivery.trees(self):
            yield from self.paths_in(tree)

    def _source(self, places: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        texts = self.read([oid for _, oid in places])
        return [(path, text) for (path, _), text in zip(places, texts, strict=True) if text is not None]

    def _versions_of(self, specs: tuple[str, ...], tips: tuple[str, ...]) -> Versions:
        if not tips or not specs:
            return []
        commits = log.list_touching(self.root, tips, specs)
        found = [(commit.oid, touch) for commit in commits for touch in commit.touched if touch.mode.startswith("100")]
        if len(found) > _VERSIONS:
            raise UnknownOriginError("the history of the prompts is too long to read")
        return found

    def _find_descendants(self, commit: str) -> frozenset[str]:
        return log.descendants(self.root, commit, self.tips)

    def _paths_in(self, tree: str) -> dict[str, str]:
        """Return the files of a commit that are neither prompts nor public, by path with their object ids."""
        config = self._config
        listed = listing.tree_blobs(self.root, tree)
        if not listed:
            git.run(["ls-tree", tree], self.root)  # raises if the tree is not in this clone
        return {
            path: oid
            for path, oid in listed
            if config.exposure(path) is not Exposure.OUTBOUND and not file_kinds.is_public(path, config)
        }


def is_whole(root: Path) -> bool:
    """Whether a clone has all commits and all files."""
    promised = git.attempt(["config", "--get-regexp", r"^remote\..*\.(promisor|partialclonefilter)$"], root)
    return not log.shallow_ends(root) and not promised.stdout


def read_parents(root: Path, commit: str) -> list[str]:
    return git.run(["rev-parse", f"{commit}^@"], root).decode().split()


class Delivery(Struct, frozen=True):
    """Prompts, or `answers`, that one commit added. `commit` is empty for answers in the work tree.

    `blobs` are paths and object ids. `loose` are paths and texts of files in the work tree.
    """

    commit: str
    answers: bool
    blobs: tuple[tuple[str, str], ...] = ()
    loose: tuple[tuple[str, str], ...] = ()

    def texts(self, past: Past) -> list[tuple[str, str]]:
        """Return the paths and texts of the prompts or answers."""
        read = past.read([oid for _, oid in self.blobs])
        texts = [(path, text) for (path, _), text in zip(self.blobs, read, strict=True) if text is not None]
        return [*self.loose, *texts]

    def allows(self, commit: str) -> bool:
        """Whether source code in a commit may come from this delivery.

        Code may come from an answer in the same commit.
        """
        return self.answers and commit == self.commit

    def trees(self, past: Past) -> list[str]:
        """Return the commits whose source existed before this delivery."""
        if not self.commit:
            return list(past.tips)
        return read_parents(past.root, self.commit) if self.answers else [self.commit]
