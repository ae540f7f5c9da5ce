"""Recognise names of public code that look revealing but are not in the public vocabulary.

`python -m training.names.flagged FOLDER --write` scores all names of the standard library and of public packages. It
stores those that look revealing (`TwilioPasskeyChallenge`) as digests of five bytes. The names cannot be recovered.
About one in a hundred million other names has the digest of a stored one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.index import vocabulary

FILE = Path(__file__).parent / "data" / "public-names.bin"
_SIZE = 5  # bytes of a digest


def digest(name: str) -> bytes:
    """Return the digest of a name. It is the same for all case styles."""
    return blake2b(vocabulary.fold_name(name).encode("utf-8", "replace"), digest_size=_SIZE).digest()


@cache
def _known() -> frozenset[bytes]:
    try:
        data = FILE.read_bytes()
    except OSError as error:
        raise GateError(f"cannot read {FILE}: {error.strerror}", "Reinstall privacy-gate.") from None
    return frozenset(data[at : at + _SIZE] for at in range(0, len(data), _SIZE))


def is_public(name: str) -> bool:
    """Whether a name that looks revealing belongs to public code."""
    return digest(name) in _known()
