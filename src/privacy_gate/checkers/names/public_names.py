"""Recognise names of public code that are not in the public vocabulary but look revealing.

`python -m training.names.flagged FOLDER --write` scores all names of the standard library and of public packages, and
stores those that look revealing (`TwilioPasskeyChallenge`). The file contains digests of five bytes, from which no name
can be recovered. A name that is not in it is mistaken for a stored one about once in a hundred million names.
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
    """Return the digest of a name, which is the same for all case styles."""
    return blake2b(vocabulary.fold_name(name).encode("utf-8", "replace"), digest_size=_SIZE).digest()


@cache
def _known() -> frozenset[bytes]:
    try:
        data = FILE.read_bytes()
    except OSError as error:
        raise GateError(f"cannot read {FILE}: {error.strerror}", "Reinstall privacy-gate.") from None
    return frozenset(data[at : at + _SIZE] for at in range(0, len(data), _SIZE))


def is_public(name: str) -> bool:
    """Whether a name that looks revealing is from public code."""
    return digest(name) in _known()
