"""Values that the daemon computes once for all its children.

A value depends on nothing but its key, which is a digest of all its inputs, or on the installed program, which does not
change while the daemon runs. Other processes compute each value when they need it, and keep nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

_values: dict[str, Any] = {}
_keeping: list[bool] = []


def remember(key: str, make: Callable[[], T]) -> T:
    """Return the value of a key: the kept one, otherwise the one that `make` returns."""
    if key in _values:
        kept: T = _values[key]
        return kept
    made = make()
    if _keeping:
        _values[key] = made
    return made


@contextmanager
def keeping() -> Iterator[None]:
    """Keep all values that are computed in a block."""
    _keeping.append(True)
    try:
        yield
    finally:
        _keeping.pop()
