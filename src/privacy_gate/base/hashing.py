"""BLAKE2b, the one digest that a hook computes, from Python's own module for it.

`hashlib` has the same, and loads OpenSSL with it, which costs 4 ms and a megabyte that nothing here needs.
"""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # another Python than CPython
    from hashlib import blake2b

__all__ = ["blake2b"]
