"""The jobs of workers: read a repository into a shard, or build a part of the membership filter of all shards.

A worker may be a thread here or a process on another computer. A separate process does the work (`child.py`): this
avoids the global lock of Python, and hostile code cannot crash a worker. The key is not sent: each worker reads it from
its own file or environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import other_repositories
from privacy_gate.base.hashing import blake2b
from privacy_gate.index.organisation import shard, shard_build
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.index.organisation.shard import FilterPart
from privacy_gate.organisation.manifest import ManifestRepository
from privacy_gate.organisation.storage import Storage
from privacy_gate.organisation.tasks import Answer, IndexLocation, Task

_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")


class Failed(str):
    """The reason why a job has no result."""

    __slots__ = ()


class ReadingJob(msgspec.Struct, frozen=True):
    """A job to read a repository.

    With `mirror`, it is mirrored first. With `anew`, it is read even if there is a shard.
    """

    place: IndexLocation
    repository: ManifestRepository
    mirror: bool
    anew: bool = False


class JobOutcome(msgspec.Struct, frozen=True):
    """The result for a repository.

    `state` is `kept` (its HEAD has not changed), `read`, `empty` (it has no commits) or `failed`. `head` is the header
    of the shard, and `note` a message.
    """

    state: str
    commit: str = ""
    shard: str = ""
    head: bytes = b""
    note: str = ""


class Slice(msgspec.Struct, frozen=True):
    """A part of the fingerprints of the filter, from the shard of a repository."""

    repository: bytes
    name: str
    shard: str
    part: FilterPart


class Joining(msgspec.Struct, frozen=True):
    """A job to build a part of the membership filter."""

    place: IndexLocation
    slices: list[Slice]


class BuiltPart(msgspec.Struct, frozen=True):
    """A part of the membership filter. It is empty if there is a `problem`."""

    row: bytes = b""
    checks: bytes = b""
    values: bytes = b""
    problem: str = ""


def shard_name(repository: str, commit: str, key: Secret) -> str:
    """Return the file name of a shard.

    It depends on the commit and on the version of the shard format, but reveals neither.
    """
    stamp = key.name("shard", repository, commit, shard_build.version())
    return f"shards/{identity(repository, key).hex()}-{stamp.hex()}"


def identity(repository: str, key: Secret) -> bytes:
    """Return the eight bytes that identify a repository."""
    return key.name("repository", repository)


def digest(head: bytes) -> bytes:
    return blake2b(head, digest_size=16).digest()


def read(job: ReadingJob) -> JobOutcome:
    """Read a repository into a shard, unless there is one for its commit."""
    try:
        key, folder = job.place.secret(), Path(job.repository.path)
        if job.mirror and job.repository.url is not None:
            other_repositories.mirror(job.repository.url, folder)
        commit = other_repositories.head(folder)
        if commit is None:
            return JobOutcome("empty", note="no commits")
        name, storage = shard_name(job.repository.name, commit, key), Storage(job.place.address)
        if not job.anew and (there := _there(storage, name, key)) is not None:
            return JobOutcome("kept", commit, name, there)
        answer = _child(Task(job.place, job.repository.name, str(folder), commit, name))
        if answer.problem:
            return JobOutcome("failed", note=answer.problem)
        (data,) = answer.data
        storage.write(name, [data])
        return JobOutcome("read", commit, name, data[: shard.HEAD], answer.note)
    except GateError as error:
        return JobOutcome("failed", note=error.message)


def _there(storage: Storage, name: str, key: Secret) -> bytes | None:
    """Return the header of a shard that is complete, or None."""
    size = storage.size(name)
    if size is None or size < shard.HEAD:
        return None
    try:
        head = storage.read(name, 0, shard.HEAD)
    except FileNotFoundError:  # another build has deleted it in the meantime
        return None
    try:
        return head if shard.head(head, key, name).size == size else None
    except GateError:
        return None


def join(job: Joining) -> BuiltPart:
    """Build a part of the membership filter."""
    try:
        secret = job.place.secret()
        pieces = [(one.shard, one.part.start, one.part.end) for one in job.slices]
        owned = []
        for one, keys in zip(job.slices, Storage(job.place.address).read_many(pieces), strict=True):
            if not shard.is_intact_part(keys, one.part.sizes, one.part.tags, secret):
                return BuiltPart(problem=f"the shard of {one.name} was modified; build it again with --anew")
            owned.append((one.repository, keys))
        answer = _child(Task(job.place, owned=owned))
    except FileNotFoundError:
        return BuiltPart(problem="a shard disappeared; another build may be writing to the same directory")
    except GateError as error:
        return BuiltPart(problem=error.message)
    if answer.problem:
        return BuiltPart(problem=answer.problem)
    row, checks, values = answer.data
    return BuiltPart(row, checks, values)


def _child(task: Task) -> Answer:
    """Run a task in a separate process. Raises RuntimeError if it crashes, so that it is tried again."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    # -P: nothing is imported from the working directory
    command = [sys.executable, "-P", "-m", "privacy_gate.organisation.child"]
    done = subprocess.run(
        command, input=msgspec.msgpack.encode(task), capture_output=True, env=environment, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the worker process exited with code {done.returncode}")
    return msgspec.msgpack.decode(done.stdout, type=Answer)
