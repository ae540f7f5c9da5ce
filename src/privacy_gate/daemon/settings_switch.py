"""Whether the settings of a repository allow the daemon (`daemon: false` does not)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import nearest_root
from privacy_gate.config import FILE_NAME
from privacy_gate.config.extends import load

_WORDS = (b"daemon", b"extends")
"""A settings file without these words allows the daemon. It is not parsed twice then."""


def allows(arguments: Sequence[str]) -> bool:
    """Whether the settings for a command line in the working directory allow the daemon. Unreadable ones do not."""
    try:
        here = Path.cwd()
        root = nearest_root(here) or here
        named = _named_settings(arguments)
        files = [named] if named else [root / FILE_NAME, root / "pyproject.toml"]
        if not any(word in file.read_bytes() for file in files if file.is_file() for word in _WORDS):
            return True
        return load(root, named).config.daemon
    except (OSError, GateError):
        return False


def _named_settings(arguments: Sequence[str]) -> Path | None:
    named = None
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == "--config":
            named = following
        elif word.startswith("--config="):
            named = word.partition("=")[2]
    return Path(named) if named else None
