"""A gate between private code and outside AI assistants."""

from __future__ import annotations

__version__ = "0.1.0"
