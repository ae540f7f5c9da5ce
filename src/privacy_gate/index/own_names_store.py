"""The revealing names of a repository, stored by blob, so that only changed files are read again.

This is a separate file from the store of fingerprints, because many prompts need names and no fingerprints.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import listing, objects
from privacy_gate.base.git.listing import Loose
from privacy_gate.base.git.objects import TooLarge
from privacy_gate.base.hashing import blake2b
from privacy_gate.base.text import plural
from privacy_gate.config import Config
from privacy_gate.index import file_kinds, names
from privacy_gate.index.budget import Budget, Progress
from privacy_gate.index.git_names import Outer, compute_stamp, digest, names_of_repository
from privacy_gate.index.location import folder as index_folder
from privacy_gate.index.names import OwnName
from privacy_gate.index.own_names import Definition, names_in_file
from privacy_gate.index.own_names_tables import Tables
from privacy_gate.index.sqlite import decode_path, encode_path
from privacy_gate.model import Exposure

if TYPE_CHECKING:
    from privacy_gate.index.clones import Clone, Clones


def is_read(path: str, config: Config) -> bool:
    """Whether the file at `path` is read for names of this repository."""
    name = path.rpartition("/")[2]
    if config.excludes(path) or file_kinds.is_public(path, config) or config.exposure(path) is Exposure.OUTBOUND:
        return False
    return file_kinds.is_code(path) or names.is_settings(name) or names.is_manifest(name)


class NameStore:
    """The names of one work tree. Its methods raise GateError if the store cannot be used."""

    def __init__(self, repository: git.Repository, *, patience: float = 2.0, kept: bool = True) -> None:
        """Open the store.

        `patience` is the number of seconds to wait for another process. With `kept=False` the store is in memory.
        """
        self._repository = repository
        self.is_kept = kept
        self._tree = 0
        self._public: Callable[[], list[int]] = list
        self._is_brought: Callable[[str, list[str]], bool] = lambda _name, _paths: False
        self._tables = Tables(index_folder(repository) if kept else None, patience=patience)

    def get(self, key: str, /) -> Definition | None:
        """Return the definition of a name in this work tree. It contains the lookup key as the name, because the
        spelling is not stored.

        Return None for a name that public repositories define, too, or that came from prompts. Names of organisations
        and hosts are always returned.
        """
        return self._tables.get(key, self._tree, self._public, lambda paths: self._is_brought(key, paths))

    def close(self) -> None:
        self._tables.close()

    def bring_up_to_date(
        self,
        config: Config,
        budget: Budget = Budget(),  # noqa: B008
        progress: Progress | None = None,
        *,
        loose: Loose | None = None,
    ) -> int:
        """Read the changed files, as far as the budget permits. Return the number of files still to be read.

        `loose` is the query for uncommitted files, if the caller has started one.
        """
        root = self._repository.root
        question = loose or Loose(root)
        question.ask()
        self._tree, before, seen = self._tables.tree(root)
        new = _loose(root, question.paths(), config)
        settings = (config.prompts, config.per_path, config.exclude, config.public_code)
        listed = compute_stamp(self._repository.index_file), compute_stamp(self._repository.common / "config")
        stamp = digest(settings) + digest((listed, sorted(new.items())))
        if stamp == before:
            return 0
        # if the settings did not change, known paths are not checked again
        known = self._tables.paths(self._tree) if before[:16] == stamp[:16] else set()
        staged = {
            decode_path(path): bytes.fromhex(oid.decode())
            for path, oid in listing.staged_lines(root)
            if path in known or is_read(decode_path(path), config)
        }
        places = staged | new
        left = self._read(partial(objects.read_contents, root), places, new, budget, progress)
        others = names_of_repository(self._repository, seen or b"")
        self._tree = self._tables.settle(root, places, stamp if not left else b"", others)
        return left

    def subtract_brought(self, is_brought: Callable[[str, list[str]], bool]) -> None:
        """Exclude names that came from prompts.

        `is_brought` receives a lookup key and the paths of the files that define it.
        """
        self._is_brought = is_brought

    def subtract(
        self,
        clones: Clones,
        budget: Budget = Budget(),  # noqa: B008
        say: Callable[[str], None] | None = None,
    ) -> None:
        """Exclude the names of public repositories. Those are read when the first name of this repository is found."""

        @cache
        def trees() -> list[int]:
            found = []
            for clone in clones.found:
                try:
                    left = self.read_public(clone, budget)
                    why = f"in {plural(left, 'file')} are not indexed yet" if left else ""
                except GateError as error:  # the names that were read earlier remain valid
                    why = f"could not be read: {error.message}"
                if why and say:
                    say(f"names of the public repository {clone.name!r} {why}")
                found.append(self._tables.tree(clone.folder).number)
            return [number for number in found if number]

        self._public = trees

    def read_public(
        self,
        clone: Clone,
        budget: Budget = Budget(),  # noqa: B008
        progress: Progress | None = None,
    ) -> int:
        """Read the changed files in the clone of a public repository. Return the number of files still to be read."""
        if self._tables.tree(clone.folder).stamp == clone.commit.encode():
            return 0
        tree = listing.tree_blobs(clone.folder, clone.commit, elsewhere=True)
        places = {path: bytes.fromhex(oid) for path, oid in tree if is_read(path, Config(prompts=[]))}
        contents = partial(objects.read_contents, clone.folder, elsewhere=True)
        left = self._read(contents, places, {}, budget, progress)
        stamp = clone.commit.encode() if not left else b""
        self._tables.settle(clone.folder, places, stamp, Outer(b"", [], whole=False))
        return left

    def _read(
        self,
        blobs: Callable[[list[str], int], Iterator[bytes | TooLarge | None]],
        places: dict[str, bytes],
        loose: dict[str, bytes],
        budget: Budget,
        progress: Progress | None,
    ) -> int:
        known = self._tables.oids()
        todo = {oid: path for path, oid in places.items() if oid not in known}
        paths = sorted(todo.values(), key=lambda path: (path not in loose, path))
        root, spent = self._repository.root, 0
        contents = blobs([places[path].hex() for path in paths if path not in loose], file_kinds.LARGEST)
        entries: list[tuple[bytes, list[tuple[str, OwnName]]]] = []
        for number, path in enumerate(paths):
            if spent >= budget.bytes:
                self._tables.put(entries)
                return len(paths) - number
            if progress:
                progress(number, len(paths))
            data = files_content(root, path) if path in loose else next(contents)
            spent += len(data) if isinstance(data, bytes) else 0
            content = file_kinds.decode_file(data) if isinstance(data, bytes) else None
            entries.append((places[path], list(names_in_file(path, content)) if content else []))
            if len(entries) >= 2_000:
                self._tables.put(entries)
                entries = []
        self._tables.put(entries)
        return 0


def _loose(root: Path, paths: Iterable[str], config: Config) -> dict[str, bytes]:
    """Return the files that differ from git's index. Each has an id that changes with the size or time of the file."""
    found = {}
    for path in paths:
        if is_read(path, config):
            try:
                info = (root / path).lstat()
            except OSError:  # deleted
                continue
            if stat.S_ISREG(info.st_mode):
                named = f"{info.st_size} {info.st_mtime_ns} ".encode() + encode_path(path)
                found[path] = b"loose" + blake2b(named, digest_size=16).digest()
    return found


def files_content(root: Path, path: str) -> bytes:
    """Return the bytes of a file; empty if it does not exist. At most one byte more than the limit is read."""
    try:
        with (root / path).open("rb") as file:
            return file.read(file_kinds.LARGEST + 1)
    except OSError:
        return b""
