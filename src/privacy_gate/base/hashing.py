"""BLAKE2b, the only digest that a hook computes, from Python's builtin module.

`hashlib` also has it, but loads OpenSSL, which costs 4 ms and a megabyte and is not needed.
"""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # not CPython
    from hashlib import blake2b

__all__ = ["blake2b"]
