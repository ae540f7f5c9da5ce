"""Data files in the package: models, the public vocabulary, the filter of public code."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any

import msgspec

from privacy_gate.base.errors import GateError


def map_file(file: Path, what: str) -> mmap.mmap:
    """Map a file into memory. Raises GateError, which names it as `what`, if it is missing or empty."""
    try:
        with file.open("rb") as opened:
            return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise GateError(f"cannot read {what} {file}: {error}", "Reinstall privacy-gate.") from None


def map_with_header(file: Path, what: str) -> tuple[mmap.mmap, dict[str, Any], int]:
    """Map a file that begins with a line of JSON. Returns the file, the decoded line and its end. Raises GateError."""
    data = map_file(file, what)
    start = data.find(b"\n") + 1
    return data, msgspec.json.decode(data[:start]), start
