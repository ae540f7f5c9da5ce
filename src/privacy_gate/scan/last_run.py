"""The record of the last run in a repository. `baseline --last` accepts its findings.

It is stored in the git directory, readable only by this user. It contains fingerprints and salted digests of the
matches, but no values. A hook may run in several processes. Those with the same parent process belong to one run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from privacy_gate.base import atomic_write
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import Repository
from privacy_gate.policy.baseline import plain_path


class ShownFinding(msgspec.Struct, frozen=True):
    """A reported finding. The baseline computes its `check` from `digest`."""

    fingerprint: str
    digest: bytes
    secret: bool
    rule: str
    path: str


class RunRecord(msgspec.Struct, frozen=True):
    """The findings that one process reported."""

    salt: bytes
    shown: list[ShownFinding]


def write_record(repository: Repository, salt: bytes, shown: Sequence[ShownFinding], *, batch: bool) -> None:
    """Write a record of the reported findings. It replaces that of an earlier run.

    With `batch`, records of processes with the same parent stay, because they belong to this run. A read-only
    repository is not changed.
    """
    folder = _folder(repository)
    run = f"{os.getppid()}-" if batch else "0-"
    with suppress(OSError):
        if not folder.is_dir():
            if not shown:
                return
            folder.mkdir(mode=0o700, parents=True)
        for old in folder.iterdir():
            if not batch or not old.name.startswith(run):
                old.unlink(missing_ok=True)
        if shown:
            plain = [msgspec.structs.replace(one, path=plain_path(one.path)) for one in shown]
            record = msgspec.msgpack.encode(RunRecord(salt, plain))
            atomic_write.replace(folder / f"{run}{os.getpid()}", record, 0o600, lasting=False)


def _records(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not atomic_write.is_temporary(path))


def read(repository: Repository) -> list[RunRecord]:
    """Return the records of the last run, one for each of its processes. Raises GateError if there are none."""
    folder = _folder(repository)
    try:
        records = [msgspec.msgpack.decode(atomic_write.read_own(path), type=RunRecord) for path in _records(folder)]
    except FileNotFoundError:
        records = []
    except (OSError, ValueError, RecursionError):  # the errors of msgspec are ValueErrors
        raise GateError(f"the record of the last run in {folder} is damaged", "Run the check again.") from None
    if not records:
        raise GateError(
            "the last run in this repository showed no findings that can be accepted",
            "Run a check first, then accept its findings.",
        )
    return records


def delete_record(repository: Repository) -> None:
    """Delete the record, after its findings were accepted."""
    folder = _folder(repository)
    with suppress(OSError):
        for path in folder.iterdir():
            path.unlink(missing_ok=True)


def _folder(repository: Repository) -> Path:
    return repository.common / "privacy-gate" / "last"
