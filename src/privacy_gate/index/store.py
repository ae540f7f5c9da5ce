"""The store: fingerprints by blob, and the places of blobs in each work tree, in SQLite.

It is in the folder that all work trees of a repository share, next to its secret key. Only this user can read both.
Fingerprints are hashed with the key. Without it, the file reveals nothing. They do not contain the code.

The table `print` is sorted by fingerprint. New fingerprints go to the table `recent` instead, so that a commit only
changes a few pages of the file. `index build` moves them to `print`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from privacy_gate.base import random_keys
from privacy_gate.base.hashing import blake2b
from privacy_gate.index import public_filter, winnow
from privacy_gate.index.sqlite import (
    Database,
    compute_version,
    decode_path,
    encode_path,
    explain_errors,
    list_files,
    load_key,
)
from privacy_gate.index.store_rows import BlobEntry, StoredHit, TreePlace

_SCHEMA = 3
_HASH = 6  # bytes of a fingerprint with the key; among ten million, one in thirty million gets the value of another
_MOST_ROWS = 64  # places of a fingerprint; one with more is common code
_TABLES = """
    CREATE TABLE file(id INTEGER PRIMARY KEY, oid BLOB NOT NULL UNIQUE, prints INTEGER, lines INTEGER, kind INTEGER);
    CREATE TABLE tree(id INTEGER PRIMARY KEY, root BLOB NOT NULL UNIQUE, stamp BLOB, prints INTEGER, behind INTEGER);
    CREATE TABLE place(tree INTEGER, path BLOB, loose INTEGER, oid BLOB, stamp BLOB, PRIMARY KEY(tree, path, loose))
        WITHOUT ROWID;
    CREATE INDEX place_of ON place(tree, oid);
    CREATE TABLE print(hash INTEGER, file INTEGER, line INTEGER, PRIMARY KEY(hash, file, line)) WITHOUT ROWID;
    CREATE TABLE recent(hash INTEGER, file INTEGER, line INTEGER, PRIMARY KEY(hash, file, line)) WITHOUT ROWID;
"""
_MAPPED = 1 << 30  # bytes


class Store:
    """An open store. Its methods raise GateError if the database cannot be used."""

    def __init__(self, folder: Path | None, *, patience: float = 2.0) -> None:
        """Open the store in a folder. It is created if it is missing or of another version. With None it is in memory.

        `patience` is the number of seconds to wait for another process.
        """
        self.key = load_key(folder) if folder else random_keys.make_random()
        self.is_kept = folder is not None
        self._database = Database(
            folder / "index.db" if folder else None, _TABLES, _version(self.key), patience=patience, mapped=_MAPPED
        )
        self._connection, self._rows = self._database.connection, self._database.rows

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a transaction. All its writes are saved, or none."""
        with self._database.transaction():
            yield

    def tidy(self) -> None:
        """Compact the database file if it has much empty space, and truncate the log."""
        self._database.tidy()

    def close(self) -> None:
        self._database.close()

    # reading ------------------------------------------------------------------------------------

    def hash_prints(self, hashes: Iterable[int]) -> list[int]:
        """Return fingerprints hashed with the key."""
        key, size = self.key, _HASH
        return [
            int.from_bytes(blake2b(value.to_bytes(8, "little"), key=key, digest_size=size).digest(), "little")
            for value in hashes
        ]

    def tree(self, root: Path) -> tuple[int, bytes, int, int]:
        """Return a work tree's number, its state when it was last read, and its numbers of fingerprints and of outdated
        files.
        """
        query = "SELECT id, stamp, prints, behind FROM tree WHERE root = ?"
        row: list[tuple[int, bytes, int, int]] = self._rows(query, (os.fsencode(root),))
        return row[0] if row else (0, b"", 0, 0)

    def places(self, tree: int, *, loose: bool) -> dict[str, TreePlace]:
        rows = self._rows("SELECT path, oid, stamp FROM place WHERE tree = ? AND loose = ?", (tree, int(loose)))
        return {decode_path(path): TreePlace(decode_path(path), loose, oid, stamp) for path, oid, stamp in rows}

    def list_staged(self, tree: int) -> set[tuple[bytes, bytes]]:
        """Return the path and object id (both as bytes) of the blobs of a tree that are in git's index."""
        return set(self._rows("SELECT path, oid FROM place WHERE tree = ? AND NOT loose", (tree,)))

    def kinds(self, oids: Iterable[bytes]) -> dict[bytes, int]:
        """Return the kinds of the given blobs, as far as they are in the store."""
        found: dict[bytes, int] = {}
        for part in _parts(list(oids)):
            found.update(self._rows(f"SELECT oid, kind FROM file WHERE oid IN ({_marks(part)})", part))
        return found

    def hits(self, keyed: Iterable[int]) -> list[StoredHit]:
        """Return the locations of fingerprints. Those with too many places are left out."""
        rows: dict[int, list[StoredHit]] = {}
        with explain_errors(None):
            for part in _parts(sorted(keyed)):
                for table in ("print", "recent"):
                    query = f"SELECT hash, file, line FROM {table} WHERE hash IN ({_marks(part)})"
                    for row in self._connection.execute(query, part):
                        rows.setdefault(row[0], []).append(StoredHit(*row))
        return [hit for found in rows.values() if len(found) < _MOST_ROWS for hit in found]

    def blobs_with(self, keyed: Iterable[int]) -> Iterator[tuple[int, list[bytes]]]:
        """Yield those of the given fingerprints that are in the store, each with the object ids of some blobs."""
        query = (
            "SELECT oid FROM file WHERE id IN (SELECT file FROM print WHERE hash = ?1 UNION ALL"
            f" SELECT file FROM recent WHERE hash = ?1 LIMIT {_MOST_ROWS})"
        )
        with explain_errors(None):
            execute = self._connection.execute
            for value in keyed:
                if rows := execute(query, (value,)).fetchall():
                    yield value, [oid for (oid,) in rows]

    def has_fingerprint(self, keyed: int, trees: Sequence[int]) -> bool:
        """Whether a fingerprint is in one of the trees."""
        query = (
            "SELECT 1 FROM (SELECT file FROM print WHERE hash = ?1 UNION ALL SELECT file FROM recent WHERE hash = ?1)"
            " AS held CROSS JOIN file ON file.id = held.file CROSS JOIN place ON place.oid = file.oid"
            f" WHERE place.tree IN ({','.join(map(str, trees))}) LIMIT 1"
        )
        return bool(self._rows(query, (keyed,)))

    def find_present_files(self, trees: Sequence[int], files: Iterable[int]) -> list[tuple[int, int, TreePlace]]:
        """Return the number, kind and place of those given files that are in one of the trees."""
        found: list[tuple[int, int, TreePlace]] = []
        for part in _parts(list(files)):
            rows = self._rows(
                "SELECT file.id, file.kind, path, loose, place.oid FROM file CROSS JOIN place ON place.oid = file.oid"
                f" WHERE place.tree IN ({_marks(trees)}) AND file.id IN ({_marks(part)})",
                (*trees, *part),
            )
            found += [
                (file, kind, TreePlace(decode_path(path), bool(loose), oid)) for file, kind, path, loose, oid in rows
            ]
        return found

    def count_dense_prints(self, trees: Sequence[int]) -> int:
        """Return the number of fingerprints of those files in the trees of which all are stored, not a sample."""
        query = (
            "SELECT coalesce(sum(prints), 0) FROM file WHERE kind <> 0 AND oid IN"
            f" (SELECT oid FROM place WHERE tree IN ({_marks(trees)}))"
        )
        rows: list[tuple[int]] = self._rows(query, tuple(trees))
        return rows[0][0]

    def of_kind(self, kind: int, trees: Sequence[int]) -> list[tuple[str, int]]:
        """Return the paths of the files in the trees that have the flag `kind`, each with all its flags."""
        query = (
            "SELECT DISTINCT place.path, file.kind FROM file JOIN place ON place.oid = file.oid"
            f" WHERE file.kind & ? AND place.tree IN ({_marks(trees)}) ORDER BY place.path"
        )
        return [(decode_path(path), kinds) for path, kinds in self._rows(query, (kind, *trees))]

    def totals(self) -> tuple[int, int, int]:
        """Return the numbers of blobs, lines and fingerprints in the store."""
        blobs, lines, prints = self._rows("SELECT count(*), sum(lines), sum(prints) FROM file")[0]
        return blobs, lines or 0, prints or 0

    # writing, within a transaction ----------------------------------------------------------------

    def put(self, entries: Iterable[BlobEntry], *, sorted_in: bool) -> None:
        """Insert blobs. `sorted_in` is faster for many at once: they are inserted in order into the main table."""
        rows: list[tuple[int, int, int]] = []
        execute = self._connection.execute
        for entry in entries:
            execute("DELETE FROM file WHERE oid = ?", (entry.oid,))
            values = (entry.oid, len(entry.prints), entry.lines, entry.kind)
            number = execute("INSERT INTO file(oid, prints, lines, kind) VALUES(?, ?, ?, ?)", values).lastrowid
            rows += [(value, number or 0, line) for value, line in entry.prints]
        rows.sort()
        table = "print" if sorted_in else "recent"
        self._connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES(?, ?, ?)", rows)

    def settle(self, root: Path, stamp: bytes, gone: Iterable[TreePlace], new: Iterable[TreePlace]) -> None:
        """Record the places of blobs in a work tree."""
        execute = self._connection.execute
        name = os.fsencode(root)
        execute("INSERT OR IGNORE INTO tree(root) VALUES(?)", (name,))
        (tree,) = execute("SELECT id FROM tree WHERE root = ?", (name,)).fetchone()
        self._connection.executemany(
            "DELETE FROM place WHERE tree = ? AND path = ? AND loose = ?",
            [(tree, encode_path(place.path), int(place.loose)) for place in gone],
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO place VALUES(?, ?, ?, ?, ?)",
            [(tree, encode_path(place.path), int(place.loose), place.oid, place.stamp) for place in new],
        )
        execute(
            "UPDATE tree SET stamp = ?, (prints, behind) = (SELECT coalesce(sum(file.prints), 0),"
            " coalesce(sum(file.id IS NULL), 0)"
            " FROM (SELECT DISTINCT oid FROM place WHERE tree = ?) AS stands LEFT JOIN file ON file.oid = stands.oid)"
            " WHERE id = ?",
            (stamp, tree, tree),
        )

    def join(self) -> None:
        """Move the fingerprints of `recent` to the main table. Delete blobs without a place if they are a third."""
        execute = self._connection.execute
        for tree, root in execute("SELECT id, root FROM tree").fetchall():
            if not os.path.isdir(root.partition(b"\0")[0]):  # noqa: PTH112  (bytes; `trusted_tree` adds a number)
                execute("DELETE FROM place WHERE tree = ?", (tree,))
                execute("DELETE FROM tree WHERE id = ?", (tree,))
        dead = "SELECT id FROM file WHERE oid NOT IN (SELECT oid FROM place)"
        (lost,) = execute(f"SELECT coalesce(sum(prints), 0) FROM file WHERE id IN ({dead})").fetchone()
        (total,) = execute("SELECT coalesce(sum(prints), 0) FROM file").fetchone()
        if lost * 3 > total:
            for table in ("print", "recent"):
                execute(f"DELETE FROM {table} WHERE file IN ({dead})")
            execute(f"DELETE FROM file WHERE id IN ({dead})")
        execute("INSERT OR IGNORE INTO print SELECT hash, file, line FROM recent ORDER BY hash, file, line")
        execute("DELETE FROM recent")


def _version(key: bytes) -> int:
    """Return a version number that changes with the tables, the fingerprints, the public filter and the key."""
    shipped = public_filter.load_shipped()
    known = shipped.count if isinstance(shipped, public_filter.Filter) else 0
    return compute_version(f"{_SCHEMA} {winnow.VERSION} {known}", key)


def _parts(values: Sequence[object]) -> Iterator[Sequence[object]]:
    for start in range(0, len(values), 500):
        yield values[start : start + 500]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def forget(folder: Path) -> None:
    """Delete the store and its key."""
    with explain_errors(folder):
        for file in (*list_files(folder / "index.db"), folder / "index.key"):
            file.unlink(missing_ok=True)
