"""Long lists of command lines."""

from __future__ import annotations

from typing import Any

import pytest


def some(lines: list[str]) -> list[Any]:
    """All lines as parameters. `make full` runs two of three, which are others of the same kinds."""
    return [pytest.param(line, marks=[pytest.mark.deep] if at % 3 else []) for at, line in enumerate(lines)]
