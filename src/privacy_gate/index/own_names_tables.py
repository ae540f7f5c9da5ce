"""The database tables with the names of a repository.

A name is stored as a keyed hash of its lookup key. Without the key, the file reveals only how many names there are.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from privacy_gate import __version__
from privacy_gate.base import random_keys
from privacy_gate.base.hashing import blake2b
from privacy_gate.index import names, vocabulary
from privacy_gate.index.git_names import Outer
from privacy_gate.index.names import NameKind, OwnName
from privacy_gate.index.own_names import Definition, lookup_key
from privacy_gate.index.sqlite import Database, compute_version, decode_path, encode_path, load_key

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
_WHO = (_KINDS.index("organisation"), _KINDS.index("host"))
"""The kinds of names that identify the user. They are always reported, even if the name is public."""


class NameTree(NamedTuple):
    """A work tree: its number, its state when it was last read, and the point up to which its history was read."""

    number: int = 0
    stamp: bytes = b""
    seen: bytes | None = b""


class Tables:
    """The names in the folder of an index. Its methods raise GateError if the database cannot be used."""

    def __init__(self, folder: Path | None, *, patience: float) -> None:
        """Open the tables. Without a folder they are in memory.

        `patience` is the number of seconds to wait for another process.
        """
        self._key = load_key(folder) if folder else random_keys.make_random()
        version = compute_version(f"{_SCHEMA} {__version__} {vocabulary.FILE.stat().st_size}", self._key)
        self._database = Database(folder / "names.db" if folder else None, _TABLES, version, patience=patience)
        self._rows = self._database.rows

    def close(self) -> None:
        self._database.close()

    # reading ------------------------------------------------------------------------------------

    def tree(self, root: Path) -> NameTree:
        rows = self._rows("SELECT id, stamp, seen FROM tree WHERE root = ?", (os.fsencode(root),))
        return NameTree(*rows[0]) if rows else NameTree()

    def paths(self, tree: int) -> set[bytes]:
        """Return the paths that were read in a work tree."""
        return {path for (path,) in self._rows("SELECT path FROM place WHERE tree = ?", (tree,))}

    def oids(self) -> set[bytes]:
        """Return the blobs that were read in any tree."""
        return {oid for (oid,) in self._rows("SELECT oid FROM file")}

    def get(
        self, key: str, tree: int, public: Callable[[], list[int]], is_brought: Callable[[list[str]], bool]
    ) -> Definition | None:
        """Return the definition of a name in a work tree. It contains the lookup key as the name, because the spelling
        is not stored.

        Return None for a name that a tree of `public` defines, too, or that came from prompts. `is_brought` receives
        the paths of the files that define the name. Kinds in `_WHO` are always returned.
        """
        hashed = self._hash(key)
        row = self._first(hashed, tree, range(len(_KINDS)))
        open_here = row and row[0] not in _WHO
        if open_here and (self._stands(hashed, public()) or is_brought(self._paths_of(hashed, tree))):
            row = self._first(hashed, tree, _WHO)
        return Definition(key, _KINDS[row[0]], decode_path(row[1]), row[2]) if row else None

    def _first(self, hashed: int, tree: int, kinds: Sequence[int]) -> tuple[int, bytes, int] | None:
        # CROSS JOIN fixes the order of the tables. In another order, SQLite would read all places for each name.
        query = (
            "SELECT kind, path, line FROM name CROSS JOIN file ON file.id = name.file"
            " CROSS JOIN place ON place.oid = file.oid AND place.tree = ?1"
            " WHERE hash = ?2 AND kind IN (SELECT value FROM json_each(?3))"
            " UNION ALL SELECT kind, path, 0 FROM outer WHERE tree = ?1 AND hash = ?2"
            " AND kind IN (SELECT value FROM json_each(?3)) LIMIT 1"
        )
        rows: list[tuple[int, bytes, int]] = self._rows(query, (tree, hashed, str(list(kinds))))
        return rows[0] if rows else None

    def _paths_of(self, hashed: int, tree: int) -> list[str]:
        query = (
            "SELECT path FROM name CROSS JOIN file ON file.id = name.file"
            " CROSS JOIN place ON place.oid = file.oid AND place.tree = ?1 WHERE hash = ?2"
            " UNION SELECT path FROM outer WHERE tree = ?1 AND hash = ?2"
        )
        return [decode_path(path) for (path,) in self._rows(query, (tree, hashed))]

    def _stands(self, hashed: int, trees: list[int]) -> bool:
        query = (
            "SELECT 1 FROM name CROSS JOIN file ON file.id = name.file CROSS JOIN place ON place.oid = file.oid"
            " WHERE hash = ?1 AND tree IN (SELECT value FROM json_each(?2)) UNION ALL"
            " SELECT 1 FROM outer WHERE hash = ?1 AND tree IN (SELECT value FROM json_each(?2)) LIMIT 1"
        )
        return bool(trees) and bool(self._rows(query, (hashed, str(trees))))

    def _hash(self, name: str) -> int:
        digest = blake2b(name.encode("utf-8", "replace"), key=self._key, digest_size=8).digest()
        return int.from_bytes(digest, "little", signed=True)

    # writing ------------------------------------------------------------------------------------

    def put(self, entries: Iterable[tuple[bytes, list[tuple[str, OwnName]]]]) -> None:
        """Insert blobs with their names. Each name has its lookup key."""
        with self._database.transaction() as execute:
            for oid, found in entries:
                execute("INSERT OR IGNORE INTO file(oid) VALUES(?)", (oid,))
                (number,) = execute("SELECT id FROM file WHERE oid = ?", (oid,)).fetchone()
                for name, one in found:
                    values = (self._hash(name), number, one.line, _KINDS.index(one.kind))
                    execute("INSERT OR IGNORE INTO name VALUES(?, ?, ?, ?)", values)

    def settle(self, root: Path, places: dict[str, bytes], stamp: bytes, others: Outer) -> int:
        """Record the places of blobs in a work tree, and its names in paths, remotes and addresses of authors.

        Return the number of the tree.
        """
        with self._database.transaction() as execute:
            execute("INSERT OR IGNORE INTO tree(root, stamp) VALUES(?, ?)", (os.fsencode(root), b""))
            tree: int = execute("SELECT id FROM tree WHERE root = ?", (os.fsencode(root),)).fetchone()[0]
            old = dict(execute("SELECT path, oid FROM place WHERE tree = ?", (tree,)))
            new = {encode_path(path): oid for path, oid in places.items()}
            for gone in old.keys() - new.keys():
                execute("DELETE FROM place WHERE tree = ? AND path = ?", (tree, gone))
            for place, oid in new.items() - old.items():
                execute("INSERT OR REPLACE INTO place VALUES(?, ?, ?)", (tree, place, oid))
            if others.whole:
                execute("DELETE FROM outer WHERE tree = ?", (tree,))
            if others.whole or old.keys() != new.keys():
                execute("DELETE FROM outer WHERE tree = ? AND path <> ?", (tree, b""))
                by_paths = ((path, one) for path in places for one in names.names_by_path(path))
                self._put_outer(execute, tree, "IGNORE", by_paths)
            self._put_outer(execute, tree, "REPLACE", (("", one) for one in others.names))
            execute("UPDATE tree SET stamp = ?, seen = ? WHERE id = ?", (stamp, others.seen, tree))
        return tree

    def _put_outer(
        self, execute: Callable[..., sqlite3.Cursor], tree: int, conflict: str, found: Iterable[tuple[str, OwnName]]
    ) -> None:
        for path, one in found:
            if looked_up := lookup_key(one):
                values = (tree, self._hash(looked_up), encode_path(path), _KINDS.index(one.kind))
                execute(f"INSERT OR {conflict} INTO outer VALUES(?, ?, ?, ?)", values)
