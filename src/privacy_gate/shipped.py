"""Data files that come with the package: models, the public vocabulary, the filter of public code."""

from __future__ import annotations

import mmap
from pathlib import Path

from privacy_gate.errors import GateError


def mapped(file: Path, what: str) -> mmap.mmap:
    """A file, read where it lies. Raises GateError, which says `what` it is, where it is missing or empty."""
    try:
        with file.open("rb") as opened:
            return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise GateError(f"cannot read {what} {file}: {error}", "reinstall privacy-gate") from None
