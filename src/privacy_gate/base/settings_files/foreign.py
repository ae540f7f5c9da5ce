"""Read settings of other programs as those programs do: JSON, TOML, YAML, lists of variables, SQLite.

Nothing is guessed. An unreadable file raises a GateError, which quotes nothing of the file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import MAX_BYTES
from privacy_gate.base.settings_files.parsed import Foreign, Format, Key

_MOST_ITEMS, _MAX_DEPTH = 200_000, 200


def read(file: Path, form: Format, source: str) -> Foreign:
    """Read a file. `source` is its name in messages. Raises GateError, and FileNotFoundError if it is missing."""
    return _sqlite(file, source) if form == "sqlite" else parse_foreign(read_text(file, source), form, source)


def parse_foreign(text: str, form: Format, source: str) -> Foreign:
    """Parse a settings text. Raises GateError for an invalid text, and for a format that is not text."""
    from privacy_gate.base.settings_files.forms import READERS

    if form not in READERS:
        raise GateError(f"{source}: not a text file")
    return READERS[form](text, source)


def read_text(file: Path, source: str) -> str:
    """Return the text of a regular file. A link is followed, as the program that owns the file would."""
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise GateError(f"{source}: cannot be read: not a regular file")
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise GateError(f"{source}: cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise GateError(f"{source}: larger than {MAX_BYTES:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GateError(f"{source}: not UTF-8") from None


def get_value(data: Any, key: Sequence[str], absent: Any = None) -> Any:
    """Return the value at a key, or `absent` if the key is missing."""
    for step in key:
        if not isinstance(data, dict) or step not in data:
            return absent
        data = data[step]
    return data


def _sqlite(file: Path, source: str) -> Foreign:
    """Read the table ItemTable, without writing to the database. Values are JSON or text."""
    import sqlite3

    if not file.exists():
        raise FileNotFoundError(file)
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=2)
    except sqlite3.Error:
        raise GateError(f"{source}: cannot be opened") from None
    try:
        rows = connection.execute("SELECT key, value FROM ItemTable WHERE length(value) < 10000 LIMIT 100000")
        data = {
            str(key): value.decode("utf-8", "replace") if isinstance(value, bytes) else value for key, value in rows
        }
    except (sqlite3.Error, UnicodeDecodeError, MemoryError):  # the last two are raised for a damaged database
        raise GateError(f"{source}: unexpected database format") from None
    finally:
        connection.close()
    return Foreign(data, lambda _: 1)


def texts(data: Any) -> list[tuple[Key, str]]:
    """Return all texts in settings, each with its key. Items of a list have their number as a step."""
    found: list[tuple[Key, str]] = []
    left: list[tuple[Key, Any]] = [((), data)]
    for _ in range(_MOST_ITEMS):  # repeated anchors may have practically no end
        if not left:
            return found
        key, value = left.pop()
        if len(key) > _MAX_DEPTH:
            break
        if isinstance(value, str):
            found.append((key, value))
        elif isinstance(value, dict):
            left += [((*key, str(name)), inner) for name, inner in reversed(value.items())]
        elif isinstance(value, list):
            left += [((*key, str(number)), inner) for number, inner in reversed(list(enumerate(value)))]
    raise GateError("too many settings to check")
