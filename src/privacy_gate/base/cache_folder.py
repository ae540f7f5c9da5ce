"""The place of the user's cache directory. Imported at each start, so it is small."""

from __future__ import annotations

import os
import sys


def find_cache_folder() -> str | None:
    """Return `PRIVACY_GATE_CACHE`, otherwise the platform's cache directory of privacy-gate, or None without a home."""
    if named := os.environ.get("PRIVACY_GATE_CACHE"):
        return named
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return os.path.join(base, "privacy-gate", "cache") if base else None  # noqa: PTH118
    home = os.environ.get("HOME")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "privacy-gate") if home else None  # noqa: PTH118
    base = os.environ.get("XDG_CACHE_HOME") or (os.path.join(home, ".cache") if home else None)  # noqa: PTH118
    return os.path.join(base, "privacy-gate") if base else None  # noqa: PTH118
