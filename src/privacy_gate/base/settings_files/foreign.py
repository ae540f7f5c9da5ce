"""Settings of other programs, read as those programs read them: JSON, TOML, YAML, lists of variables, SQLite.

Nothing is guessed: what cannot be read raises a GateError, which quotes nothing of the file.
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
    """Read a file; `source` is how messages name it. Raises GateError, and FileNotFoundError when it is not there."""
    return _sqlite(file, source) if form == "sqlite" else parse_foreign(read_text(file, source), form, source)


def parse_foreign(text: str, form: Format, source: str) -> Foreign:
    """What a text says. Raises GateError for a broken one, and for a format that is no text."""
    from privacy_gate.base.settings_files.forms import READERS

    if form not in READERS:
        raise GateError(f"{source}: not a text")
    return READERS[form](text, source)


def read_text(file: Path, source: str) -> str:
    """The text of a regular file; a link is followed, as the program whose file it is would."""
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
    """What stands at a key; `absent` where nothing does."""
    for step in key:
        if not isinstance(data, dict) or step not in data:
            return absent
        data = data[step]
    return data


def _sqlite(file: Path, source: str) -> Foreign:
    """The table ItemTable, opened so that nothing is written; values that are JSON or text."""
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
    except (sqlite3.Error, UnicodeDecodeError, MemoryError):  # the last two of a damaged one
        raise GateError(f"{source}: unexpected database format") from None
    finally:
        connection.close()
    return Foreign(data, lambda _: 1)


def texts(data: Any) -> list[tuple[Key, str]]:
    """All texts in some settings, each with its key; a list's items have their number as a step."""
    found: list[tuple[Key, str]] = []
    left: list[tuple[Key, Any]] = [((), data)]
    for _ in range(_MOST_ITEMS):  # what anchors repeat may have no end to speak of
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
