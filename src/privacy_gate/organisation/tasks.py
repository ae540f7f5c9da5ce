"""What a worker and the process that does the work tell each other."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.index.organisation import secret
from privacy_gate.index.organisation.secret import Secret


class IndexLocation(msgspec.Struct, frozen=True):
    """Where the index lies, and the file of its key (None: in the environment) with what the key gives of a word."""

    address: str
    key: str | None
    check: bytes

    def secret(self) -> Secret:
        """Raises GateError where another key is found than the one that the build began with."""
        found = secret.load(self.key, Path.cwd(), os.environ)
        if found.name("check") != self.check:
            raise GateError("a worker has a different key", "Give all workers the same key file.")
        return found


class Task(msgspec.Struct, frozen=True):
    """What a child is asked, one of the two: a repository to read at a commit, or fingerprints to join."""

    place: IndexLocation
    name: str = ""
    folder: str = ""
    commit: str = ""
    shard: str = ""
    owned: list[tuple[bytes, bytes]] = []


class Answer(msgspec.Struct, frozen=True):
    """What a child answers: a shard or a part, and what is to be said; or why there is neither."""

    data: list[bytes] = []
    note: str = ""
    problem: str = ""
