"""SHA-256, which a hook computes for the ledger, from Python's builtin module. See `hashing` for the reason."""

from __future__ import annotations

try:
    from _sha2 import sha256  # Python 3.12 and later
except ImportError:
    try:
        from _sha256 import sha256
    except ImportError:  # not CPython
        from hashlib import sha256

__all__ = ["sha256"]
