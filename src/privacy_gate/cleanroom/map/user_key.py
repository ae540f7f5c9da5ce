"""The key of a user, which signs the records of all maps and makes their tokens.

It lies in the user's cache folder and in no repository, so that an unpacked `.git` folder cannot plant a record.
Without the key the records of all maps are discarded.
"""

from __future__ import annotations

from pathlib import Path

from privacy_gate.base import cache, random_keys
from privacy_gate.base.errors import GateError, cannot

NAME = "map.key"


def load_user_key() -> bytes:
    """The key, drawn at random where there is none. Raises GateError when there is no place for it."""
    folder = user_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return random_keys.load_or_create(folder / NAME)
    except OSError as error:
        raise cannot("write", folder / NAME, error) from None


def find_user_key() -> bytes | None:
    """The key, or None where there is none. Nothing is created."""
    folder = cache.folder()
    try:
        return random_keys.read(folder / NAME) if folder is not None else None
    except OSError:
        return None


def user_folder() -> Path:
    """The user's folder. Raises GateError without a home."""
    folder = cache.folder()
    if folder is None:
        raise GateError("no directory for the map: no home directory", "Set PRIVACY_GATE_CACHE.")
    return folder
