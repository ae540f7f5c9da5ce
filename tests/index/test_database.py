"""A database of the private index that nobody closes."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Thread

import pytest

from privacy_gate.index.sqlite import Database


def test_what_nobody_closed_is_closed_in_whatever_thread_collects_it(tmp_path: Path) -> None:
    held = [Database(tmp_path / "a.db", "CREATE TABLE a(b)", 1)]
    connection = held[0].connection

    collecting = Thread(target=held.clear)
    collecting.start()
    collecting.join()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
