"""The key of an organisation. It hashes fingerprints, encrypts names and paths, and authenticates headers.

It is 32 random bytes, written as 64 hexadecimal digits. It is in a file that only its user can read, or in an
environment variable. Every fingerprint is the output of a keyed hash (BLAKE2b, RFC 7693). Without the key, nobody can
test whether the index contains a certain piece of code.

Encryption uses a synthetic IV as in RFC 5297, but with BLAKE2b. The authentication tag of the plain text is the nonce
of the key stream. Equal texts therefore have equal ciphertexts, and different texts never share a stream.
"""

from __future__ import annotations

import os
import re
import stat
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b

VARIABLE = "PRIVACY_GATE_ORGANISATION_KEY"
"""The environment variable that may contain the key."""

TAG = 16
"""The size of a tag in bytes."""

_DIGITS = re.compile(r"[0-9a-fA-F]{64}")
_BLOCK = 64  # bytes in one digest
_HINT = "Run `privacy-gate org key FILE` to create it."


class Secret:
    """The operations with a key. Printing the object does not show the key."""

    def __init__(self, key: bytes) -> None:
        self._prints, self._names, self._tags, self._stream = (
            blake2b(key=key, person=b"pg-org " + use, digest_size=32).digest()
            for use in (b"prints", b"names", b"tags", b"stream")
        )

    def __repr__(self) -> str:
        return "Secret()"

    def hash_prints(self, hashes: Iterable[int]) -> list[int]:
        """Return fingerprints hashed with the key, 64 bits each."""
        key = self._prints
        digests = [blake2b(value.to_bytes(8, "little"), key=key, digest_size=8).digest() for value in hashes]
        return list(struct.unpack(f"<{len(digests)}Q", b"".join(digests)))

    def name(self, *parts: str) -> bytes:
        """Return eight bytes that identify the parts without revealing them."""
        text = "\0".join(parts).encode("utf-8", "surrogateescape")
        return blake2b(text, key=self._names, digest_size=8).digest()

    def tag(self, data: bytes) -> bytes:
        """Return the authentication tag of the data. It can be computed only with the key."""
        return blake2b(data, key=self._tags, digest_size=TAG).digest()

    def fits(self, data: bytes, tag: bytes) -> bool:
        return self.tag(data) == tag

    def seal(self, data: bytes, about: bytes) -> bytes:
        """Encrypt and authenticate data for the purpose `about`.

        The result is a tag, followed by as many bytes as `data` has.
        """
        tag = self._sign(data, about)
        return tag + self._apply_stream(data, tag)

    def unseal(self, sealed: bytes, about: bytes) -> bytes | None:
        """Decrypt the result of `seal`. Return None if it was modified, or has another purpose or another key."""
        tag, hidden = sealed[:TAG], sealed[TAG:]
        data = self._apply_stream(hidden, tag)
        # An attacker who can change the file cannot measure the duration, so the comparison need not take constant
        # time.
        return data if self._sign(data, about) == tag else None

    def unseal_range(self, sealed: memoryview, start: int, size: int) -> bytes:
        """Decrypt `size` bytes from the offset `start`. They may have been modified: this is not checked."""
        first = start // _BLOCK
        at, end = first * _BLOCK, -(-(start + size) // _BLOCK) * _BLOCK
        data = self._apply_stream(bytes(sealed[TAG + at : TAG + end]), bytes(sealed[:TAG]), first)
        return data[start - at : start - at + size]

    def _sign(self, data: bytes, about: bytes) -> bytes:
        return self.tag(b"sealed\0" + len(about).to_bytes(4, "little") + about + data)

    def _apply_stream(self, data: bytes, nonce: bytes, first: int = 0) -> bytes:
        key, size = self._stream, len(data)
        blocks = (
            blake2b(nonce + number.to_bytes(8, "little"), key=key, digest_size=_BLOCK).digest()
            for number in range(first, first - -size // _BLOCK)
        )
        stream = int.from_bytes(b"".join(blocks)[:size], "little")
        return (int.from_bytes(data, "little") ^ stream).to_bytes(size, "little")


def load(file: str | None, folder: Path, environment: Mapping[str, str]) -> Secret:
    """Read the key from the environment if it is set there, otherwise from a file. A path is relative to `folder`.

    Raises GateError if there is no key, if it is no valid key, or if other users can read the file. No message quotes
    the key.
    """
    if text := environment.get(VARIABLE):
        return _secret(text, f"the key in {VARIABLE}")
    if file is None:
        raise GateError("the organisation's key was not found", f"Name its file or set {VARIABLE}. {_HINT}")
    path = folder / Path(file).expanduser()
    return _secret(_read(path), f"the key in {path}")


def _secret(text: str, what: str) -> Secret:
    if not _DIGITS.fullmatch(text.strip()):
        raise GateError(f"{what} is not a key of 64 hexadecimal digits", _HINT)
    return Secret(bytes.fromhex(text.strip()))


def _read(path: Path) -> str:
    try:
        # do not block if it is a pipe
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            info = os.fstat(file.fileno())
            if not stat.S_ISREG(info.st_mode):
                raise GateError(f"the organisation's key {path} is not a file", _HINT)
            if os.name == "posix":
                if info.st_mode & 0o077:
                    raise GateError(f"other users can read the organisation's key {path}", f"Run `chmod 600 {path}`.")
                if info.st_uid not in (0, os.geteuid()):
                    raise GateError(f"the organisation's key {path} belongs to another user", "Use your own copy.")
            return file.read(200).decode("ascii", "replace")
    except OSError as error:
        raise GateError(f"the organisation's key {path} cannot be read: {error.strerror}", _HINT) from None


def make(path: Path) -> None:
    """Write a new random key to a file that only this user can read.

    A missing folder is created. Raises GateError if the file already exists.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        hint = (
            "Choose another file. Existing keys are never overwritten."
            if path.is_file()
            else "Choose a file that you can create."
        )
        raise GateError(f"cannot write a key to {path}: {error.strerror}", hint) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(os.urandom(32).hex() + "\n")
