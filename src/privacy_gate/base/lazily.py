"""Deferred imports. The start takes most of the time of a short check."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any


def lazily(module: str, name: str | None = None) -> Callable[[], Any]:
    """Return a function that imports a module at its first call, and returns the module or its member `name`.

    Both arguments are literals, so that mypy, the test of the layers and the key of the cache can see the import.
    """

    @cache
    def load() -> Any:
        loaded = import_module(module)
        return loaded if name is None else getattr(loaded, name)

    return load
