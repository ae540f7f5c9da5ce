"""The user's cache. Its files can be deleted at any time.

Each file has a digest of its content. A damaged or foreign file counts as missing. A file may have a tail outside the
digest, for data that its reader checks itself. A compiled database has seven megabytes, and hyperscan checks its own
checksum (CRC-32C).

The digest has no key, because it protects against damage and not against people. Only this user can write to the
folder, and could also change the program. If the cache cannot be written, only time is lost.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Sequence
from pathlib import Path

import privacy_gate
from privacy_gate.base import warm
from privacy_gate.base.cache_folder import find_cache_folder
from privacy_gate.base.hashing import blake2b

PACKAGE = os.path.dirname(os.path.abspath(privacy_gate.__file__))  # noqa: PTH100, PTH120
_MAGIC = b"privacy-gate cache 2\n"
_DIGEST = 32
_HEAD = struct.Struct(f"<{len(_MAGIC)}s{_DIGEST}sQQ")  # magic, digest, bytes of the payload, of the tail
_KEPT = {
    ".cases": 3,
    ".engine": 18,
    ".history": 16,
    ".installed": 20,
    ".rules": 6,
    ".own": 20,
    ".settings": 50,
    ".stamp": 20,
}  # newest files of each kind to keep, also those of other versions and settings; an engine has 6 MB


def folder() -> Path | None:
    """Return the cache folder: `PRIVACY_GATE_CACHE`, otherwise the platform's cache folder, or None without a home."""
    base = find_cache_folder()
    return Path(base) if base else None


def code_digest() -> bytes:
    """Return a digest of the modules that produce the cached data.

    cache_inputs.txt lists them with all their imports, and `make pages` writes it. A version number is not enough,
    because a hook installed from a branch keeps its version from commit to commit.
    """
    return warm.remember("code digest", _compute_code_digest)


def _compute_code_digest() -> bytes:
    try:
        with open(os.path.join(PACKAGE, "base", "cache_inputs.txt"), encoding="utf-8") as file:  # noqa: PTH118
            return compute_digest([os.path.join(PACKAGE, name) for name in file.read().split()])  # noqa: PTH118
    except FileNotFoundError:  # a module was just moved, and the list is not updated yet
        return package_digest()


def package_digest() -> bytes:
    """Return a digest of all modules of privacy-gate, for data that nearly all of them affect."""
    files = [os.path.join(at, name) for at, _, names in os.walk(PACKAGE) for name in names]  # noqa: PTH118
    return compute_digest(sorted(file for file in files if file.endswith(".py")))


def compute_digest(paths: Sequence[str]) -> bytes:
    """Return a digest of the content of the files. Raises OSError for a missing file.

    Reading half a megabyte costs milliseconds, so the digest is cached by the files' metadata. A written file has
    another change time (ctime), which nobody can set.
    """
    stamp = blake2b(repr([_state(path) for path in paths]).encode("utf-8", "surrogateescape"), digest_size=20)
    name = f"{stamp.hexdigest()}.stamp"
    if (known := load(name)) is not None:
        return known
    digest = blake2b(digest_size=_DIGEST)
    for path in paths:
        data = Path(path).read_bytes()
        digest.update(f"{os.path.basename(path)} {len(data)} ".encode("utf-8", "surrogateescape") + data)  # noqa: PTH119
    store(name, digest.digest())
    return digest.digest()


def _state(path: str) -> tuple[str, int, int, int, int]:
    info = os.stat(path)  # noqa: PTH116
    return path, info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns


def _digest(payload: bytes, tail: int) -> bytes:
    return blake2b(struct.pack("<QQ", len(payload), tail) + payload, digest_size=_DIGEST).digest()


def load(name: str) -> bytes | None:
    """Return the payload stored under `name`, or None if it is missing, truncated or modified."""
    found = load_with_tail(name)
    return found[0] if found else None


def load_with_tail(name: str) -> tuple[bytes, bytes] | None:
    """Return the payload and the tail stored under `name`; None if they are missing or truncated.

    The digest of the payload is checked. The tail is not.
    """
    base = folder()
    if base is None:
        return None
    from privacy_gate.base import atomic_write

    try:
        with open(atomic_write.open_own(base / name, os.O_RDONLY), "rb", buffering=0) as file:
            head = file.read(_HEAD.size)
            if len(head) < _HEAD.size:
                return None
            magic, digest, size, tail_size = _HEAD.unpack(head)
            if magic != _MAGIC or os.fstat(file.fileno()).st_size != _HEAD.size + size + tail_size:
                return None
            payload, tail = file.read(size), file.read(tail_size)
    except OSError:
        return None
    if len(tail) != tail_size or digest != _digest(payload, tail_size):
        return None
    return payload, tail


def store(name: str, payload: bytes, tail: bytes = b"") -> None:
    """Write `payload` and `tail` under `name` atomically, readable by this user alone."""
    base = folder()
    if base is None:
        return
    from privacy_gate.base import atomic_write

    head = _HEAD.pack(_MAGIC, _digest(payload, len(tail)), len(payload), len(tail))
    with contextlib.suppress(OSError):
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        atomic_write.replace(base / name, head + payload + tail, 0o600, lasting=False)
        _prune(base)


def _prune(base: Path) -> None:
    """Delete all but the newest files of each kind, and temporary files that a killed process left."""
    for kind, kept in _KEPT.items():
        files = sorted(base.glob(f"*{kind}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[kept:]:
            path.unlink(missing_ok=True)
    from privacy_gate.base import atomic_write

    atomic_write.sweep(base)
