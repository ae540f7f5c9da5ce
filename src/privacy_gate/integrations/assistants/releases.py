"""Allow a blocked text once: the last blocked text, and the text that a person released.

Both are stored for this user alone, beside the private index (outside git in the user's cache). The text itself is not
stored, only a keyed digest, from which it cannot be restored.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from privacy_gate.base import atomic_write, cache, random_keys
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import Repository
from privacy_gate.base.hashing import blake2b

BLOCKED_FOR, RELEASED_FOR = 3600, 900
"""The time in seconds in which a blocked text can be released, and the time in which it must then be sent."""

_MOST_SHOWN = 500
"""The maximum number of texts that are remembered as shown to the user."""


T = TypeVar("T")


class Blocked(msgspec.Struct, frozen=True):
    """The last blocked text: the time (seconds since 1970), the assistant, the digest of the text, and the rules."""

    at: float
    assistant: str
    digest: bytes
    rules: list[str]


class Released(msgspec.Struct, frozen=True):
    """A text that a person released, with time and reason."""

    at: float
    digest: bytes
    reason: str


class Releases:
    """The files about blocked and released texts in a folder."""

    def __init__(self, repository: Repository | None) -> None:
        base = repository.common / "privacy-gate" if repository else cache.folder()
        if base is None:
            raise GateError(
                "no directory to record blocked texts: no git repository and no home directory",
                "Set HOME or PRIVACY_GATE_CACHE.",
            )
        self._folder = base / "hook"

    def digest(self, parts: Iterable[tuple[str, bytes]]) -> bytes:
        """Return the keyed digest of texts, each with its display name."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = blake2b(key=random_keys.load_or_create(self._folder / "key"), digest_size=32)
        for path, data in parts:
            for part in (path.encode("utf-8", "surrogatepass"), data.strip()):
                digest.update(b"%d " % len(part) + part)
        return digest.digest()

    def record_blocked(self, assistant: str, digest: bytes, rules: Iterable[str]) -> None:
        self._write("blocked", Blocked(time.time(), assistant, digest, sorted(set(rules))))

    def release(self, reason: str) -> Blocked:
        """Allow the last blocked text once. Raises GateError if there is none."""
        found = self._read("blocked", Blocked)
        if found is None or _age(found) > BLOCKED_FOR:
            raise GateError(
                "no text was blocked in this directory in the last hour",
                "Run this command in the working directory of the assistant.",
            )
        self._write("released", Released(time.time(), found.digest, reason))
        (self._folder / "blocked").unlink(missing_ok=True)
        return found

    def take(self, digest: bytes) -> Released | None:
        """Use up the release of a text: return and delete it; None if there is none."""
        found = self._read("released", Released)
        if found is None or found.digest != digest or _age(found) > RELEASED_FOR:
            return None
        try:  # only one of two processes gets it
            (self._folder / "released").unlink()
        except OSError:
            return None
        return found

    def is_new(self, digest: bytes) -> bool:
        """Remember that a text was shown. Return whether it had not been shown before."""
        shown = self._read("shown", list[bytes]) or []
        if digest in shown:
            return False
        self._write("shown", [*shown[1 - _MOST_SHOWN :], digest])
        return True

    def _read(self, name: str, kind: type[T]) -> T | None:
        try:
            return msgspec.json.decode(atomic_write.read_own(self._folder / name), type=kind)
        except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
            return None

    def _write(self, name: str, what: Blocked | Released | list[bytes]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        atomic_write.replace(self._folder / name, msgspec.json.encode(what), 0o600)


def _age(of: Blocked | Released) -> float:
    """Return the age in seconds.

    A time in the future, from a wrong clock, counts as equally far in the past. It would otherwise be valid for years.
    """
    return abs(time.time() - of.at)
