"""Distribute work among forked processes. Reading a large tree is limited by the processor, and Python has one lock.

`multiprocessing` is not used: it loads `socket`, and its start takes longer than most scans.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress

from privacy_gate.base.errors import GateError

MOST_PIECES = 4000
"""The maximum number of pieces.

Their numbers of four bytes fit into the smallest pipe (16 kB on macOS) without a reader.
"""

_MOST_BY_DEFAULT = 8
_NUMBER = struct.Struct("=I")


def processes(wanted: int | None) -> int:
    """Return the number of processes: the requested number, otherwise one per processor, 8 at most.

    It is 1 on systems without fork. On macOS, it is 1 unless requested, because system libraries do not always survive
    a fork.
    """
    if not hasattr(os, "fork"):
        return 1
    if wanted is not None:
        return max(1, wanted)
    if sys.platform != "linux":
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST_BY_DEFAULT)


def share_out(pieces: int, count: int, work: Callable[[int, Iterator[int]], bytes]) -> list[bytes]:
    """Call `work` in `count` processes, this one among them, and return what each call returned.

    `work` gets the number of its process (0 is this one) and numbers below `pieces`. Each number goes to the process
    that requests it first. Raises GateError if a process does not finish, and ValueError for more than MOST_PIECES.
    """
    if pieces > MOST_PIECES:
        raise ValueError(pieces)
    queue, fill = os.pipe()
    os.write(fill, b"".join(map(_NUMBER.pack, range(pieces))))
    os.close(fill)
    children = [_child(number, queue, work) for number in range(1, count)]
    waiting = dict(children)
    try:
        results = [work(0, _numbers(queue))]
        for child, pipe in children:
            results.append(_result(pipe))
            del waiting[child]
            _, status = os.waitpid(child, 0)
            if status:
                raise GateError(
                    f"a worker process {_ending(status)}; its files were not checked",
                    "Run again with --jobs 1.",
                )
        return results
    finally:
        os.close(queue)
        for child in waiting:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _child(number: int, queue: int, work: Callable[[int, Iterator[int]], bytes]) -> tuple[int, int]:
    """Fork. Return the id of the process and the pipe for its result. The child process never returns."""
    result, answer = os.pipe()
    child = os.fork()
    if child:
        os.close(answer)
        return child, result
    code = 1
    try:
        os.close(result)
        data = memoryview(work(number, _numbers(queue)))
        while data:
            data = data[os.write(answer, data) :]
        code = 0
    except BaseException:  # noqa: BLE001, S110  (the parent reports it; a message could quote the input)
        pass
    finally:
        os._exit(code)  # buffered output belongs to the parent


def _numbers(queue: int) -> Iterator[int]:
    while number := os.read(queue, _NUMBER.size):
        yield _NUMBER.unpack(number)[0]


def _result(pipe: int) -> bytes:
    with open(pipe, "rb") as stream:
        return stream.read()


def _ending(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"was ended by signal {-code}" if code < 0 else "failed"
