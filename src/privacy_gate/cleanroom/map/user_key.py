"""Load the key of a user. It signs the records of all maps, and the tokens are derived from it.

It is stored in the user's cache directory and in no repository. An unpacked `.git` directory therefore cannot contain
valid records. Without the key, the records of all maps are discarded.
"""

from __future__ import annotations

from pathlib import Path

from privacy_gate.base import cache, random_keys
from privacy_gate.base.errors import GateError, cannot

NAME = "map.key"


def load_user_key() -> bytes:
    """Load the key, or create a random one. Raises GateError if there is no directory for it, or it is not writable."""
    folder = user_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return random_keys.load_or_create(folder / NAME)
    except OSError as error:
        raise cannot("write", folder / NAME, error) from None


def find_user_key() -> bytes | None:
    """Return the key, or None if there is none. Nothing is created."""
    folder = cache.folder()
    try:
        return random_keys.read(folder / NAME) if folder is not None else None
    except OSError:
        return None


def user_folder() -> Path:
    """Return the user's cache directory. Raises GateError if there is none."""
    folder = cache.folder()
    if folder is None:
        raise GateError("no directory for the map: no home directory", "Set PRIVACY_GATE_CACHE.")
    return folder
