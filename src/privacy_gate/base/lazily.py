"""Imports that wait until something needs them: start-up is most of the time of a short check."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any


def lazily(module: str, name: str | None = None) -> Callable[[], Any]:
    """A function that imports a module at its first call, and returns the module or what has `name` in it.

    Both arguments are literals, so that mypy, the order of the rooms and the key of the cache count the import.
    """

    @cache
    def load() -> Any:
        loaded = import_module(module)
        return loaded if name is None else getattr(loaded, name)

    return load
