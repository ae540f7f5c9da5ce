"""What was read of a settings file: its data, and the line of each key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

Format = Literal["json", "jsonc", "toml", "yaml", "env", "sqlite"]
"""`jsonc` is JSON with comments and trailing commas, `env` lines of NAME=VALUE, `sqlite` the table of
keys and values in which VS Code and its relatives keep what they remember."""


Key = tuple[str, ...]
"""The steps from the top to a value."""


class Foreign(NamedTuple):
    """What a file says, and on which line (from 1) it says what stands at a key."""

    data: Any
    line: Callable[[Key], int]
