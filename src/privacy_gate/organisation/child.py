"""The process that executes a task. It reads the task from standard input and writes the answer to standard output."""

from __future__ import annotations

import sys
from array import array
from pathlib import Path

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.index.organisation import membership
from privacy_gate.index.organisation.membership import Owned
from privacy_gate.organisation import shard_reading
from privacy_gate.organisation.tasks import Answer, Task


def main() -> None:
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    try:
        answer = _read(task) if task.commit else _wait(task)
    except GateError as error:
        answer = Answer(problem=error.message)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


def _read(task: Task) -> Answer:
    found = shard_reading.read(task.shard, task.name, Path(task.folder), task.commit, task.place.secret())
    return Answer([found.shard], found.note)


def _wait(task: Task) -> Answer:
    owned = (Owned(repository, array("Q", keys)) for repository, keys in task.owned)
    return Answer(list(membership.part(owned)))


if __name__ == "__main__":
    main()
