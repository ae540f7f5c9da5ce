"""A database of the private index: SQLite, readable only by this user, in the folder that all work trees share.

SQLite protects it: two processes take turns, and an unfinished write is rolled back after a crash or if the disk is
full.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from privacy_gate.base import atomic_write, random_keys
from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b

_NAME = re.compile(r"CREATE TABLE (\w{1,60})\(")


class Database:
    """An open database. Its methods raise GateError for every error of SQLite."""

    def __init__(self, file: Path | None, tables: str, version: int, *, patience: float = 2.0, mapped: int = 0) -> None:
        """Open a database file. It is created if it is missing, damaged or of another version. With None it is in
        memory.

        `tables` are the statements that create the tables. `patience` is the number of seconds to wait for another
        process. `mapped` is the number of bytes that SQLite may map into memory.
        """
        self._tables, self._version, self._patience, self._mapped = tables, version, patience, mapped
        with explain_errors(file.parent if file else None):
            try:
                self.connection = self._connect(file)
            except sqlite3.DatabaseError as error:
                if file is None or isinstance(error, sqlite3.OperationalError):
                    raise
                for name in list_files(file):  # not a database, or a damaged one
                    name.unlink(missing_ok=True)
                self.connection = self._connect(file)

    def _connect(self, file: Path | None) -> sqlite3.Connection:
        if file is not None:
            for name in list_files(file):
                if os.path.lexists(name) and not stat.S_ISREG(name.lstat().st_mode):
                    name.unlink()  # SQLite would follow a link
            os.close(atomic_write.open_own(file, os.O_RDWR | os.O_CREAT))
        # one thread uses it, but the garbage collector may close it in another
        connection = sqlite3.connect(
            file or ":memory:", timeout=self._patience, isolation_level=None, check_same_thread=False
        )
        try:
            if self._mapped:
                connection.execute(f"PRAGMA mmap_size = {self._mapped}")
            connection.execute("PRAGMA synchronous = NORMAL")
            if connection.execute("PRAGMA user_version").fetchone()[0] != self._version:
                connection.execute("PRAGMA journal_mode = WAL")
                with _run_transaction(connection):
                    self._make(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _make(self, connection: sqlite3.Connection) -> None:
        """Create the tables, unless another process has done it in the meantime."""
        if connection.execute("PRAGMA user_version").fetchone()[0] == self._version:
            return
        for name in _NAME.findall(self._tables):
            connection.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in self._tables.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {self._version}")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """Run a transaction, and yield the function that executes statements. All its writes are saved, or none."""
        with explain_errors(None), _run_transaction(self.connection):
            yield self.connection.execute

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with explain_errors(None):
            return self.connection.execute(query, values).fetchall()

    def tidy(self) -> None:
        """Compact the database file if it has much empty space, and truncate the log."""
        free, pages = (self.rows(f"PRAGMA {name}")[0][0] for name in ("freelist_count", "page_count"))
        with explain_errors(None):
            if free * 4 > pages:
                self.connection.execute("VACUUM")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error, AttributeError):  # opening may have failed
            self.connection.close()

    def __del__(self) -> None:
        """Close the connection. From Python 3.13 on, an open connection would cause a warning."""
        self.close()


@contextlib.contextmanager
def _run_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # SQLite itself rolls back when the disk is full
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def explain_errors(folder: Path | None) -> Iterator[None]:
    """Convert errors of SQLite and of files to GateErrors with a hint."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        text = str(error)
        hint = "The index is unchanged"
        if "full" in text or "No space" in text or "File too large" in text or "disk I/O" in text:
            raise GateError("the private index cannot be written: the disk may be full", hint) from None
        if "locked" in text:
            raise GateError("another process is writing the private index", "Try again.") from None
        if "readonly" in text or "unable to open" in text or isinstance(error, PermissionError):
            place = f" in {folder}" if folder else ""
            raise GateError(
                f"the private index{place} cannot be written", "Check the permissions of .git/privacy-gate."
            ) from None
        raise GateError(f"the private index cannot be used: {text}", "Run `privacy-gate index build --anew`.") from None


def load_key(folder: Path) -> bytes:
    """Return the key of the databases in a folder. A missing folder or key is created."""
    with explain_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        return random_keys.load_or_create(folder / "index.key")


def compute_version(known: str, key: bytes) -> int:
    """Return the version number of a database.

    It depends on `known`, a description of what its content depends on, and the key.
    """
    return int.from_bytes(blake2b(known.encode(), key=key, digest_size=4).digest(), "big") >> 1


def list_files(file: Path) -> list[Path]:
    """Return the files of a database: the file itself, and those that SQLite puts beside it."""
    return [file, *(file.with_name(f"{file.name}-{part}") for part in ("wal", "shm"))]


def decode_path(path: object) -> str:
    """Decode a path from a database. It may not be UTF-8."""
    assert isinstance(path, bytes)
    return path.decode("utf-8", "surrogateescape")


def encode_path(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
