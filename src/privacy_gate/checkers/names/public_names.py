"""Names of public code that the public vocabulary has no room for, as far as they would be flagged.

`python -m training.names.flagged FOLDER --write` judges all names of the standard library and of public packages, and
keeps those that look telling (`TwilioPasskeyChallenge`). Digests of five bytes: the file gives no name back, and a
name that is not in it passes for one that is once in some hundred million times.
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
    """What a name is known by, whatever its case style."""
    return blake2b(vocabulary.fold_name(name).encode("utf-8", "replace"), digest_size=_SIZE).digest()


@cache
def _known() -> frozenset[bytes]:
    try:
        data = FILE.read_bytes()
    except OSError as error:
        raise GateError(f"cannot read {FILE}: {error.strerror}", "Reinstall privacy-gate.") from None
    return frozenset(data[at : at + _SIZE] for at in range(0, len(data), _SIZE))


def is_public(name: str) -> bool:
    """Whether public code has a name although it looks telling."""
    return digest(name) in _known()
