"""A database of the private index: SQLite, for this user alone, in the folder that all work trees share.

SQLite makes it safe: of two processes one waits, what a killed process or a full disk left half done is rolled back.
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
    """An open database. Whatever goes wrong with it is a GateError."""

    def __init__(self, file: Path | None, tables: str, version: int, *, patience: float = 2.0, mapped: int = 0) -> None:
        """Open it, and make it where it is missing, broken or of another version; None keeps it in memory.

        `tables` are the statements that make it. `patience` is how many seconds to wait for another process, `mapped`
        how many bytes of it SQLite may read where they lie.
        """
        self._tables, self._version, self._patience, self._mapped = tables, version, patience, mapped
        with explain_errors(file.parent if file else None):
            try:
                self.connection = self._connected(file)
            except sqlite3.DatabaseError as error:
                if file is None or isinstance(error, sqlite3.OperationalError):
                    raise
                for name in list_files(file):  # no database, or a broken one
                    name.unlink(missing_ok=True)
                self.connection = self._connected(file)

    def _connected(self, file: Path | None) -> sqlite3.Connection:
        if file is not None:
            for name in list_files(file):
                if os.path.lexists(name) and not stat.S_ISREG(name.lstat().st_mode):
                    name.unlink()  # a link would be followed
            os.close(atomic_write.open_own(file, os.O_RDWR | os.O_CREAT))
        # one thread uses it, but any may be the one that collects what nobody closed
        connection = sqlite3.connect(
            file or ":memory:", timeout=self._patience, isolation_level=None, check_same_thread=False
        )
        try:
            if self._mapped:
                connection.execute(f"PRAGMA mmap_size = {self._mapped}")
            connection.execute("PRAGMA synchronous = NORMAL")
            if connection.execute("PRAGMA user_version").fetchone()[0] != self._version:
                connection.execute("PRAGMA journal_mode = WAL")
                with _whole(connection):
                    self._make(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _make(self, connection: sqlite3.Connection) -> None:
        """Make the tables anew. Another process may have been quicker."""
        if connection.execute("PRAGMA user_version").fetchone()[0] == self._version:
            return
        for name in _NAME.findall(self._tables):
            connection.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in self._tables.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {self._version}")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """What is written within is written whole or not at all."""
        with explain_errors(None), _whole(self.connection):
            yield self.connection.execute

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with explain_errors(None):
            return self.connection.execute(query, values).fetchall()

    def tidy(self) -> None:
        """Put everything into the one file without much empty space, and make the log short again."""
        free, pages = (self.rows(f"PRAGMA {name}")[0][0] for name in ("freelist_count", "page_count"))
        with explain_errors(None):
            if free * 4 > pages:
                self.connection.execute("VACUUM")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error, AttributeError):  # it may not have come to be
            self.connection.close()

    def __del__(self) -> None:
        """From Python 3.13 on a connection that nobody closed is a warning."""
        self.close()


@contextlib.contextmanager
def _whole(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # of a full disk SQLite has rolled back itself
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def explain_errors(folder: Path | None) -> Iterator[None]:
    """Errors of SQLite and of files as one a user can act on."""
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
    """The key of the databases in a folder, which is made where it is missing, and the key with it."""
    with explain_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        return random_keys.load_or_create(folder / "index.key")


def compute_version(known: str, key: bytes) -> int:
    """The version of a database that was made with a key, by what is known of all that it was made from."""
    return int.from_bytes(blake2b(known.encode(), key=key, digest_size=4).digest(), "big") >> 1


def list_files(file: Path) -> list[Path]:
    """The files that a database consists of."""
    return [file, *(file.with_name(f"{file.name}-{part}") for part in ("wal", "shm"))]


def text(path: object) -> str:
    """A path as a database holds it, which may be no UTF-8."""
    assert isinstance(path, bytes)
    return path.decode("utf-8", "surrogateescape")


def as_bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
