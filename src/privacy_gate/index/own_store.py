"""The telling names of a repository, kept by blob, so that only what changed is read again.

Beside the store of fingerprints and in its ways, but in a file of its own: prompts of one line need
names and no fingerprints. A name is kept as a keyed hash of what it is looked up by: the file
tells how many names there are and gives none back.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from privacy_gate import __version__, git, keys, vocabulary
from privacy_gate.blake import blake2b
from privacy_gate.config import Config
from privacy_gate.errors import GateError
from privacy_gate.git import listing, objects
from privacy_gate.git.listing import Loose
from privacy_gate.git.objects import TooLarge
from privacy_gate.index import files, names
from privacy_gate.index.code import folder as index_folder
from privacy_gate.index.names import NameKind, OwnName
from privacy_gate.index.outer import Outer, digest, of_repository, stamp_of
from privacy_gate.index.own import Place, in_file, looked_up_by
from privacy_gate.index.store import _explained
from privacy_gate.model import Exposure
from privacy_gate.text import plural

if TYPE_CHECKING:
    from privacy_gate.index.clones import Clone, Clones

_SCHEMA = 2
_KINDS: tuple[NameKind, ...] = get_args(NameKind)
_TABLES = """
    CREATE TABLE file(id INTEGER PRIMARY KEY, oid BLOB NOT NULL UNIQUE);
    CREATE TABLE name(hash INTEGER, file INTEGER, line INTEGER, kind INTEGER, PRIMARY KEY(hash, file)) WITHOUT ROWID;
    CREATE TABLE tree(id INTEGER PRIMARY KEY, root BLOB NOT NULL UNIQUE, stamp BLOB NOT NULL, seen BLOB);
    CREATE TABLE place(tree INTEGER, path BLOB, oid BLOB, PRIMARY KEY(tree, path)) WITHOUT ROWID;
    CREATE INDEX place_of ON place(tree, oid);
    CREATE TABLE outer(tree INTEGER, hash INTEGER, path BLOB, kind INTEGER, PRIMARY KEY(tree, hash)) WITHOUT ROWID;
"""
_PATHS = "SELECT path FROM place WHERE tree = ?"
_NAMES = ("file", "name", "tree", "place", "outer")
_WHO = (_KINDS.index("organisation"), _KINDS.index("host"))
"""Kinds of names that say who asks, even if everybody may know them."""

Progress = Callable[[int, int], None]


def is_read(path: str, config: Config) -> bool:
    """Whether names of this repository are looked for in the file at `path`."""
    name = path.rpartition("/")[2]
    if config.excludes(path) or files.is_public(path, config) or config.exposure(path) is Exposure.OUTBOUND:
        return False
    return files.is_code(path) or names.is_settings(name) or names.is_manifest(name)


class NameStore:
    """The names of one work tree. Whatever goes wrong with it is a GateError."""

    def __init__(self, repository: git.Repository, *, patience: float = 2.0, kept: bool = True) -> None:
        """`patience` is how many seconds to wait for another process; what is not `kept` stays in memory."""
        self._repository = repository
        self._tree = 0
        self._public: Callable[[], list[int]] = list
        if not kept:
            self._key = keys.random()
            self._connection = self._opened(None, patience)
            return
        folder = index_folder(repository)
        with _explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._key = keys.drawn(folder / "index.key")
            file = folder / "names.db"
            try:
                self._connection = self._opened(file, patience)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):  # no database, or a broken one
                    file.with_name(name).unlink(missing_ok=True)
                self._connection = self._opened(file, patience)

    def __del__(self) -> None:
        """From Python 3.13 on a connection that nobody closed is a warning."""
        with contextlib.suppress(sqlite3.Error, AttributeError):  # it may not have come to be
            self._connection.close()

    def _opened(self, file: Path | None, patience: float) -> sqlite3.Connection:
        if file is not None and not file.exists():
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(file or ":memory:", timeout=patience, isolation_level=None)
        try:
            known = f"{_SCHEMA} {__version__} {vocabulary.FILE.stat().st_size}".encode()
            version = int.from_bytes(blake2b(known, key=self._key, digest_size=4).digest(), "big") >> 1
            connection.execute("PRAGMA synchronous = NORMAL")
            if connection.execute("PRAGMA user_version").fetchone()[0] != version:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                if connection.execute("PRAGMA user_version").fetchone()[0] != version:  # none was quicker
                    for name in _NAMES:
                        connection.execute(f"DROP TABLE IF EXISTS {name}")
                    for statement in _TABLES.split(";"):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {version}")
                connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _transaction(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        with _explained(None):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection.execute
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def get(self, key: str, /) -> Place | None:
        """Where a name is defined in this work tree; its own form is not kept. None for what public repositories
        define too, unless it says who asks."""
        hashed = self._hash(key)
        row = self._first(hashed, range(len(_KINDS)))
        if row and row[0] not in _WHO and self._is_public(hashed):
            row = self._first(hashed, _WHO)
        return Place(key, _KINDS[row[0]], row[1].decode("utf-8", "surrogateescape"), row[2]) if row else None

    def _first(self, hashed: int, kinds: Sequence[int]) -> tuple[int, bytes, int] | None:
        # CROSS JOIN: in this order, whatever SQLite thinks; in the other it goes through all places for each name
        query = (
            "SELECT kind, path, line FROM name CROSS JOIN file ON file.id = name.file"
            " CROSS JOIN place ON place.oid = file.oid AND place.tree = ?1"
            " WHERE hash = ?2 AND kind IN (SELECT value FROM json_each(?3))"
            " UNION ALL SELECT kind, path, 0 FROM outer WHERE tree = ?1 AND hash = ?2"
            " AND kind IN (SELECT value FROM json_each(?3)) LIMIT 1"
        )
        rows: list[tuple[int, bytes, int]] = self._rows(query, (self._tree, hashed, str(list(kinds))))
        return rows[0] if rows else None

    def _is_public(self, hashed: int) -> bool:
        trees = self._public()
        query = (
            "SELECT 1 FROM name CROSS JOIN file ON file.id = name.file CROSS JOIN place ON place.oid = file.oid"
            " WHERE hash = ?1 AND tree IN (SELECT value FROM json_each(?2)) UNION ALL"
            " SELECT 1 FROM outer WHERE hash = ?1 AND tree IN (SELECT value FROM json_each(?2)) LIMIT 1"
        )
        return bool(trees) and bool(self._rows(query, (hashed, str(trees))))

    def _hash(self, name: str) -> int:
        digest = blake2b(name.encode("utf-8", "replace"), key=self._key, digest_size=8).digest()
        return int.from_bytes(digest, "little", signed=True)

    def bring_up_to_date(
        self,
        config: Config,
        seconds: float = float("inf"),
        progress: Progress | None = None,
        *,
        loose: Loose | None = None,
    ) -> int:
        """Read what changed, for so many seconds. Returns how many files are still to be read.

        `loose` is the question to git for loose files, where it was put before.
        """
        root = self._repository.root
        question = loose or Loose(root)
        question.ask()
        row = self._rows("SELECT id, stamp, seen FROM tree WHERE root = ?", (os.fsencode(root),))
        self._tree, before, seen = row[0] if row else (0, b"", b"")
        new = _loose(root, question.paths(), config)
        settings = (config.prompts, config.per_path, config.exclude, config.public_code)
        listed = stamp_of(self._repository.index_file), stamp_of(self._repository.common / "config")
        stamp = digest(settings) + digest((listed, sorted(new.items())))
        if stamp == before:
            return 0
        # under the same settings what was read is read still, and is not looked at
        known = {path for (path,) in self._rows(_PATHS, (self._tree,))} if before[:16] == stamp[:16] else set()
        staged = {
            _text(path): bytes.fromhex(oid.decode())
            for path, oid in listing.staged_lines(root)
            if path in known or is_read(_text(path), config)
        }
        places = staged | new
        left = self._read(partial(objects.contents, root), places, new, seconds, progress)
        self._settle(root, places, stamp if not left else b"", of_repository(self._repository, seen or b""))
        return left

    def subtract(self, clones: Clones, seconds: float = float("inf"), say: Callable[[str], None] | None = None) -> None:
        """Take the names of public repositories for nobody's own, from when one of ours is met."""

        @cache
        def trees() -> list[int]:
            found = []
            for clone in clones.found:
                try:
                    left = self.read_public(clone, seconds)
                    why = f"in {plural(left, 'file')} are not known yet" if left else ""
                except GateError as error:  # what was read of it before still holds
                    why = f"could not be read: {error.message}"
                if why and say:
                    say(f"names of the public repository {clone.name!r} {why}")
                found += self._rows("SELECT id FROM tree WHERE root = ?", (os.fsencode(clone.folder),))
            return [tree for (tree,) in found]

        self._public = trees

    def read_public(self, clone: Clone, seconds: float = float("inf"), progress: Progress | None = None) -> int:
        """Read what changed in the clone of a public repository. Returns how many files are still to be read."""
        row = self._rows("SELECT stamp FROM tree WHERE root = ?", (os.fsencode(clone.folder),))
        if row and row[0][0] == clone.commit.encode():
            return 0
        tree = listing.tree_blobs(clone.folder, clone.commit, elsewhere=True)
        places = {path: bytes.fromhex(oid) for path, oid in tree if is_read(path, Config(prompts=[]))}
        contents = partial(objects.contents, clone.folder, elsewhere=True)
        left = self._read(contents, places, {}, seconds, progress)
        own = self._tree
        self._settle(clone.folder, places, clone.commit.encode() if not left else b"", Outer(b"", [], whole=False))
        self._tree = own
        return left

    def _read(
        self,
        blobs: Callable[[list[str], int], Iterator[bytes | TooLarge | None]],
        places: dict[str, bytes],
        loose: dict[str, bytes],
        seconds: float,
        progress: Progress | None,
    ) -> int:
        known = {oid for (oid,) in self._rows("SELECT oid FROM file")}
        todo = {oid: path for path, oid in places.items() if oid not in known}
        paths = sorted(todo.values(), key=lambda path: (path not in loose, path))
        root, ends = self._repository.root, time.monotonic() + seconds
        contents = blobs([places[path].hex() for path in paths if path not in loose], files.LARGEST)
        entries: list[tuple[bytes, list[tuple[str, OwnName]]]] = []
        for number, path in enumerate(paths):
            if time.monotonic() > ends:
                self._write(entries)
                return len(paths) - number
            if progress:
                progress(number, len(paths))
            data = files_content(root, path) if path in loose else next(contents)
            text = files.decoded(data) if isinstance(data, bytes) else None
            entries.append((places[path], list(in_file(path, text)) if text else []))
            if len(entries) >= 2_000:
                self._write(entries)
                entries = []
        self._write(entries)
        return 0

    def _write(self, entries: Iterable[tuple[bytes, list[tuple[str, OwnName]]]]) -> None:
        with self._transaction() as execute:
            for oid, found in entries:
                execute("INSERT OR IGNORE INTO file(oid) VALUES(?)", (oid,))
                (number,) = execute("SELECT id FROM file WHERE oid = ?", (oid,)).fetchone()
                for name, one in found:
                    values = (self._hash(name), number, one.line, _KINDS.index(one.kind))
                    execute("INSERT OR IGNORE INTO name VALUES(?, ?, ?, ?)", values)

    def _settle(self, root: Path, places: dict[str, bytes], stamp: bytes, others: Outer) -> None:
        """Say what stands where; with the names that paths, remotes and authors give."""
        with self._transaction() as execute:
            execute("INSERT OR IGNORE INTO tree(root, stamp) VALUES(?, ?)", (os.fsencode(root), b""))
            (self._tree,) = execute("SELECT id FROM tree WHERE root = ?", (os.fsencode(root),)).fetchone()
            old = dict(execute("SELECT path, oid FROM place WHERE tree = ?", (self._tree,)))
            new = {_bytes(path): oid for path, oid in places.items()}
            for gone in old.keys() - new.keys():
                execute("DELETE FROM place WHERE tree = ? AND path = ?", (self._tree, gone))
            for place, oid in new.items() - old.items():
                execute("INSERT OR REPLACE INTO place VALUES(?, ?, ?)", (self._tree, place, oid))
            if others.whole:
                execute("DELETE FROM outer WHERE tree = ?", (self._tree,))
            if others.whole or old.keys() != new.keys():
                execute("DELETE FROM outer WHERE tree = ? AND path <> ?", (self._tree, b""))
                self._put_outer(execute, "IGNORE", ((path, one) for path in places for one in names.by_path(path)))
            self._put_outer(execute, "REPLACE", (("", one) for one in others.names))
            execute("UPDATE tree SET stamp = ?, seen = ? WHERE id = ?", (stamp, others.seen, self._tree))

    def _put_outer(
        self, execute: Callable[..., sqlite3.Cursor], conflict: str, found: Iterable[tuple[str, OwnName]]
    ) -> None:
        for path, one in found:
            if looked_up := looked_up_by(one):
                values = (self._tree, self._hash(looked_up), _bytes(path), _KINDS.index(one.kind))
                execute(f"INSERT OR {conflict} INTO outer VALUES(?, ?, ?, ?)", values)

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[Any]:
        with _explained(None):
            return self._connection.execute(query, values).fetchall()


def _loose(root: Path, paths: Iterable[str], config: Config) -> dict[str, bytes]:
    """Files that are not as in git's index, each with an id that changes when it does."""
    found = {}
    for path in paths:
        if is_read(path, config):
            try:
                info = (root / path).lstat()
            except OSError:  # deleted
                continue
            if stat.S_ISREG(info.st_mode):
                named = f"{info.st_size} {info.st_mtime_ns} ".encode() + _bytes(path)
                found[path] = b"loose" + blake2b(named, digest_size=16).digest()
    return found


def files_content(root: Path, path: str) -> bytes:
    """The bytes of a file; none when it is gone or too large."""
    try:
        with (root / path).open("rb") as file:
            return file.read(files.LARGEST + 1)
    except OSError:
        return b""


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
