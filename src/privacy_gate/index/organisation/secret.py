"""The key of an organisation. It hashes fingerprints, encrypts names and paths, and authenticates headers.

It is 32 random bytes, written as 64 hexadecimal digits, in a file that only its user can read, or in the environment.
Every fingerprint is the output of a keyed hash (BLAKE2b, RFC 7693). Without the key, nobody can test whether the index
contains a piece of code.

Encryption is a synthetic-IV construction like that of RFC 5297 with the same primitive. The tag of the plain text is
the nonce of the stream. Equal texts have equal ciphertexts, and no two texts share a stream.
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
    """The operations that use a key. Its representation never shows the key."""

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
        """Return the authentication tag of the data. Only the key can create it."""
        return blake2b(data, key=self._tags, digest_size=TAG).digest()

    def fits(self, data: bytes, tag: bytes) -> bool:
        return self.tag(data) == tag

    def seal(self, data: bytes, about: bytes) -> bytes:
        """Encrypt and authenticate the data for a purpose, `about`.

        The result is a tag and as many bytes as the input.
        """
        tag = self._sign(data, about)
        return tag + self._hidden(data, tag)

    def unseal(self, sealed: bytes, about: bytes) -> bytes | None:
        """Decrypt what `sealed` returned. Returns None if it was modified, or has another purpose or another key."""
        tag, hidden = sealed[:TAG], sealed[TAG:]
        data = self._hidden(hidden, tag)
        # The duration reveals nothing: an attacker who can change the file gets no answer to measure.
        return data if self._sign(data, about) == tag else None

    def unseal_range(self, sealed: memoryview, start: int, size: int) -> bytes:
        """Decrypt a range of bytes without checking whether they were modified."""
        first = start // _BLOCK
        at, end = first * _BLOCK, -(-(start + size) // _BLOCK) * _BLOCK
        data = self._hidden(bytes(sealed[TAG + at : TAG + end]), bytes(sealed[:TAG]), first)
        return data[start - at : start - at + size]

    def _sign(self, data: bytes, about: bytes) -> bytes:
        return self.tag(b"sealed\0" + len(about).to_bytes(4, "little") + about + data)

    def _hidden(self, data: bytes, nonce: bytes, first: int = 0) -> bytes:
        key, size = self._stream, len(data)
        blocks = (
            blake2b(nonce + number.to_bytes(8, "little"), key=key, digest_size=_BLOCK).digest()
            for number in range(first, first - -size // _BLOCK)
        )
        stream = int.from_bytes(b"".join(blocks)[:size], "little")
        return (int.from_bytes(data, "little") ^ stream).to_bytes(size, "little")


def load(file: str | None, folder: Path, environment: Mapping[str, str]) -> Secret:
    """Read the key from the environment if it is set, otherwise from a file, relative to `folder`.

    Raises GateError if there is no key, if other users can read the file, or if it is not a key. No message quotes it.
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
        # do not wait for a pipe
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
    """Create a random key and write it to a new file that only this user can read.

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
