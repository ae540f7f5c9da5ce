"""The user's cache: files that can be thrown away at any time.

Each holds a digest of its own content; a damaged or foreign file reads as absent. A file may have a
tail that is not in the digest, for what its reader checks itself: a compiled database has seven
megabytes, and hyperscan refuses one that its own checksum (CRC-32C) does not fit.

The digest is against damage, not against people: it has no key. The folder is this user's alone, and
who may write there as this user may as well change the program. A cache that cannot be written costs
time and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from pathlib import Path

from privacy_gate import replacing
from privacy_gate.blake import blake2b

_MAGIC = b"privacy-gate cache 2\n"
_DIGEST = 32
_HEAD = struct.Struct(f"<{len(_MAGIC)}s{_DIGEST}sQQ")  # magic, digest, bytes of the payload, of the tail
_KEPT = {
    ".engine": 6,
    ".rules": 6,
    ".own": 20,
    ".settings": 50,
}  # of other versions and configurations; an engine is 7 MB


def folder() -> Path | None:
    """Where the cache lives: `PRIVACY_GATE_CACHE`, else the platform's cache folder; None without a home."""
    if named := os.environ.get("PRIVACY_GATE_CACHE"):
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base, "privacy-gate", "cache") if base else None
    if sys.platform == "darwin":
        home = os.environ.get("HOME")
        return Path(home, "Library", "Caches", "privacy-gate") if home else None
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base, "privacy-gate")
    home = os.environ.get("HOME")
    return Path(home, ".cache", "privacy-gate") if home else None


def code_digest() -> bytes:
    """A digest of the code that makes what is cached, so that nothing outlives it: a hook that is
    installed from a branch keeps its version from commit to commit."""
    here = Path(__file__).parent
    digest = blake2b(digest_size=16)
    for name in (
        "audit/catalogue.py",
        "audit/records.py",
        "audit/words.py",
        "bounded.py",
        "config/__init__.py",
        "config/parts.py",
        "config/reading.py",
        "detectors.py",
        "gate.py",
        "joints.py",
        "matching.py",
        "plugins.py",
        "policies.py",
        "policy/severity.py",
        "regex.py",
        "ruleset/__init__.py",
        "ruleset/expressions.py",
        "ruleset/parsing.py",
        "tightening.py",
    ):
        digest.update((here / name).read_bytes())
    return digest.digest()


def _digest(payload: bytes, tail: int) -> bytes:
    return blake2b(struct.pack("<QQ", len(payload), tail) + payload, digest_size=_DIGEST).digest()


def load(name: str) -> bytes | None:
    """The payload stored under `name`, or None when it is absent, cut short or changed."""
    found = load_with_tail(name)
    return found[0] if found else None


def load_with_tail(name: str) -> tuple[bytes, bytes] | None:
    """The payload stored under `name` and its tail, which may be changed, but not cut short."""
    base = folder()
    if base is None:
        return None
    try:
        with (base / name).open("rb", buffering=0) as file:
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
    """Write `payload` and `tail` under `name`, whole or not at all, readable by this user alone."""
    base = folder()
    if base is None:
        return
    head = _HEAD.pack(_MAGIC, _digest(payload, len(tail)), len(payload), len(tail))
    with contextlib.suppress(OSError):
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        replacing.replace(base / name, head + payload + tail, 0o600, lasting=False)
        _prune(base)


def _prune(base: Path) -> None:
    """Throw away all but the newest of each kind, and what a killed process left behind."""
    for kind, kept in _KEPT.items():
        files = sorted(base.glob(f"*{kind}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[kept:]:
            path.unlink(missing_ok=True)
    replacing.sweep(base)
