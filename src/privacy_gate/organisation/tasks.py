"""The messages between a worker and the process that executes its task."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.index.organisation import secret
from privacy_gate.index.organisation.secret import Secret


class IndexLocation(msgspec.Struct, frozen=True):
    """The address of the index, the file of its key (None: in the environment), and a value that identifies the key."""

    address: str
    key: str | None
    check: bytes

    def secret(self) -> Secret:
        """Load the key. Raises GateError if it differs from the key of the build."""
        found = secret.load(self.key, Path.cwd(), os.environ)
        if found.name("check") != self.check:
            raise GateError("a worker has a different key", "Give all workers the same key file.")
        return found


class Task(msgspec.Struct, frozen=True):
    """A task for a child process: a repository to read at a commit, or fingerprints to join."""

    place: IndexLocation
    name: str = ""
    folder: str = ""
    commit: str = ""
    shard: str = ""
    owned: list[tuple[bytes, bytes]] = []


class Answer(msgspec.Struct, frozen=True):
    """The answer of a child process: a shard or a part with a message, or a problem."""

    data: list[bytes] = []
    note: str = ""
    problem: str = ""
