"""The result of reading a settings file: its data, and the line of each key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

Format = Literal["json", "jsonc", "toml", "yaml", "env", "sqlite"]
"""The format of a settings file.

`jsonc` is JSON with comments and trailing commas. `env` has lines of NAME=VALUE. `sqlite` is the table of keys and
values in which VS Code and its forks store their state.
"""


Key = tuple[str, ...]
"""The steps from the top to a value."""


class Foreign(NamedTuple):
    """The data of a file, and a function that returns the line (from 1) of the value at a key."""

    data: Any
    line: Callable[[Key], int]
