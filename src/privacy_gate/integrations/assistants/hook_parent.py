"""The parent process of a check. It starts a worker, waits for its reply, and blocks the event if there is none.

A native parser may crash on hostile input, and most assistants send the prompt if a hook crashes. This process
therefore parses no input itself. It prints the reply only after the worker has exited successfully.

The worker sends `open` if the user allows an event whose check failed. It then sends `reply` or `failed`, with the
lengths of the data that follow. Only this process uses standard output. What a worker prints is discarded.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from privacy_gate.integrations.assistants import payload

if TYPE_CHECKING:
    import threading

SECONDS = 20.0
"""The time limit of a check in seconds. It is below the limit that `install` sets for the assistants."""

_TO_SAY = 3.0
"""The time in seconds for the reply after a failed check.

The sum of both times is below the limit of the assistants.
"""

_STOPS = 2
"""The exit code that blocks an event."""

LAST_RESORT = b'{"decision": "block", "reason": "privacy-gate failed, so this was blocked."}\n'

CAN_FORK = hasattr(os, "fork")

OPEN = b"open\n"

Work = Callable[[bytes, Callable[[bytes], None]], None]
"""A function that checks a payload and sends the reply to a function."""

Failed = Callable[[bytes, str, bool], "Printed"]
"""A function that builds the reply to a failed check: from the payload, the reason, and whether to allow the event."""


Elsewhere = Callable[[bytes, Callable[[bytes], None]], int | None]
"""A function that lets another process check a payload. It returns the exit code; None if there is no such process."""


class Printed(NamedTuple):
    """A reply as bytes for standard output, the exit code, and the bytes for standard error."""

    out: bytes
    code: int = 0
    complaint: bytes = b""

    def pack(self) -> bytes:
        """Return the reply in the format that a worker sends."""
        return b"reply %d %d %d\n" % (self.code, len(self.complaint), len(self.out)) + self.complaint + self.out


def failure(why: str) -> bytes:
    """Return the message of a worker whose check failed."""
    data = why.encode("utf-8", "backslashreplace")
    return b"failed 1 %d 0\n" % len(data) + data


class _LateError(BaseException):
    """The time limit is reached. It is no Exception, because the client of the daemon continues after those."""


def run(
    work: Work, failed: Failed, seconds: float, spawn: Sequence[str] | None = None, elsewhere: Elsewhere | None = None
) -> NoReturn:
    """Answer the assistant and end this process.

    `spawn` is the worker's command line, on systems without fork. `elsewhere` is asked first: it lets another process
    check the payload, and returns None if there is no such process.
    """
    data, why, opened = b"", "", [False]
    printed: Printed | None = None
    late = f"the check took longer than {seconds:g} seconds"

    def end(done: Printed | None, why: str) -> NoReturn:
        if done is None:
            try:
                with _Limit(_TO_SAY, lambda: end(failed(b"", why, opened[0]), "")):  # the payload is parsed again
                    done = failed(data, why, opened[0])
            except BaseException:  # noqa: BLE001
                done = Printed(LAST_RESORT)
        _write(2, done.complaint)
        # if the output cannot be written, the exit code blocks
        os._exit(done.code if _write(1, done.out) else done.code or _STOPS)

    try:
        with _Limit(seconds, lambda: end(None, late)):
            data = _read(0)
            said = _Said(opened)
            if elsewhere and (code := elsewhere(data, said.add)) is not None:
                printed, why = said.outcome(code)
            else:
                printed, why = _spawn(spawn, data, seconds, opened) if spawn else _fork(work, data, opened)
    except _LateError:
        why = late
    except BaseException as error:  # noqa: BLE001  (any error must block)
        why = f"the check could not be run ({type(error).__name__})"
    end(printed, why)


class _Limit:
    """A time limit. It raises _LateError in this process when the time is over.

    On a system without such signals, a thread calls `late` instead, which ends the process.
    """

    def __init__(self, seconds: float, late: Callable[[], None]) -> None:
        self._seconds, self._give_up = seconds, late
        self._timer: threading.Timer | None = None

    def __enter__(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._late)
            signal.setitimer(signal.ITIMER_REAL, self._seconds)
        else:
            import threading

            self._timer = threading.Timer(self._seconds + 1, self._give_up)
            self._timer.daemon = True
            self._timer.start()

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        elif self._timer is not None:
            self._timer.cancel()

    @staticmethod
    def _late(_number: int, _frame: FrameType | None) -> None:
        raise _LateError


def _read(descriptor: int) -> bytes:
    parts, length = [], 0
    while length <= payload.MOST and (part := os.read(descriptor, 1 << 16)):
        parts.append(part)
        length += len(part)
    return b"".join(parts)


def _write(descriptor: int, data: bytes) -> bool:
    """Write the data. Return whether all of it could be written."""
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except OSError:  # nobody reads the output
        return False
    return True


def _fork(work: Work, data: bytes, opened: list[bool]) -> tuple[Printed | None, str]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _worker(work, data, reader, writer)
    os.close(writer)
    try:
        said = _Said(opened)
        while part := os.read(reader, 1 << 16):
            said.add(part)
        _, status = os.waitpid(child, 0)
    except BaseException:
        _kill(child)
        raise
    return said.outcome(os.waitstatus_to_exitcode(status))


def _worker(work: Work, data: bytes, reader: int, writer: int) -> NoReturn:
    code = 1

    def say(line: bytes) -> None:
        _write(writer, line)

    try:
        signal.setitimer(signal.ITIMER_REAL, 0)
        os.setsid()  # so that its child processes can be ended with it
        os.close(reader)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        work(data, say)
        code = 0
    finally:
        os._exit(code)


def _kill(child: int) -> None:
    for end in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            end(child, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.waitpid(child, 0)


def _spawn(command: Sequence[str], data: bytes, seconds: float, opened: list[bool]) -> tuple[Printed | None, str]:
    import subprocess

    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise _LateError from None
    said = _Said(opened)
    said.add(done.stdout)
    return said.outcome(done.returncode)


class _Said:
    """The data that a worker has sent so far."""

    def __init__(self, opened: list[bool]) -> None:
        self._data = b""
        self._opened = opened

    def add(self, part: bytes) -> None:
        self._data += part
        self._opened[0] = self._opened[0] or self._data.startswith(OPEN)

    def outcome(self, code: int) -> tuple[Printed | None, str]:
        """Return the reply of a worker that exited successfully, or None and the reason."""
        if code < 0:
            return None, f"the check was killed by signal {-code}"
        head, _, rest = self._data.removeprefix(OPEN).partition(b"\n")
        kind, *numbers = head.split(b" ")
        if code == 0 and kind in (b"reply", b"failed") and len(numbers) == 3:
            result, length, more = map(int, numbers)
            if len(rest) == length + more:
                complaint, out = rest[:length], rest[length:]
                if kind == b"reply":
                    return Printed(out, result, complaint), ""
                return None, complaint.decode("utf-8", "replace")
        return None, f"the check ended without a reply (exit code {code})"


def in_terminal() -> bool:
    """Whether a person and not an assistant started this process."""
    return sys.stdin is not None and sys.stdin.isatty()
