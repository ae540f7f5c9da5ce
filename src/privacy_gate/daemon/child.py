"""The child of a request: it takes over the client's environment, runs the command, and never returns."""

from __future__ import annotations

import io
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn, TextIO

from privacy_gate.daemon import settings_switch, wire

Enter = Callable[[list[str]], None]
"""Runs a command line (without the program) as the console script does. It ends the process, or returns for code 0."""

_FAILED = 2
_STANDARD_ERROR = 2


class ForkTask(NamedTuple):
    """A request, its file descriptors, the pipe on which GO arrives, and the connection of the client."""

    request: list[list[bytes]]
    descriptors: Sequence[int]
    start: int
    connection: socket.socket


def run(task: ForkTask, enter: Enter, leave: Callable[[], None]) -> NoReturn:
    """Take over a request, accept it, wait for GO, and run the command. Errors end the process with code 2.

    `leave` closes the files of the parent.
    """
    code = _FAILED
    try:
        os.setsid()  # so that the whole command can be killed
        leave()
        arguments = _take_over(task.request, task.descriptors)
        if not settings_switch.allows(arguments):
            task.connection.sendall(wire.DECLINED)
            os._exit(_FAILED)
        task.connection.sendall(wire.ACCEPTED + wire.NUMBER.pack(os.getpid()))
        task.connection.close()
        if os.read(task.start, 1) != wire.GO:
            os._exit(_FAILED)
        os.close(task.start)
        enter(arguments)
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 0 if error.code is None else _FAILED
    finally:
        os._exit(code)


def _take_over(request: list[list[bytes]], descriptors: Sequence[int]) -> list[str]:
    _, _, arguments, variables, streams, (priority,) = request
    os.fchdir(descriptors[3])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for one in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(one, signal.SIG_DFL)
    for number, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, number)
    for descriptor in descriptors:
        os.close(descriptor)
    _replace_environment(variables)
    _open_streams([one.decode() for one in streams])
    if (more := int(priority) - os.getpriority(os.PRIO_PROCESS, 0)) > 0:
        os.nice(more)
    sys.argv = [os.fsdecode(one) for one in arguments]
    return sys.argv[1:]


def _replace_environment(variables: list[bytes]) -> None:
    zone = os.environ.get("TZ")
    wanted = dict(one.split(b"=", 1) for one in variables)
    for name in os.environb.keys() - wanted.keys():
        del os.environb[name]
    for name, value in wanted.items():
        if os.environb.get(name) != value:
            os.environb[name] = value
    if os.environ.get("TZ") != zone:
        time.tzset()


def _open_streams(coding: list[str]) -> None:
    """Open the standard streams as Python does when it starts."""

    def opened(number: int, mode: str) -> TextIO:
        encoding, errors = coding[2 * number : 2 * number + 2]
        unbuffered = bool(os.environ.get("PYTHONUNBUFFERED")) and mode == "w"
        buffer: Any = open(number, mode + "b", 0 if unbuffered else -1, closefd=False)  # noqa: SIM115
        by_line = not unbuffered and (os.isatty(number) or number == _STANDARD_ERROR)
        return io.TextIOWrapper(
            buffer, encoding, errors, newline="\n", line_buffering=by_line, write_through=unbuffered
        )

    sys.stdin = sys.__stdin__ = opened(0, "r")  # type: ignore[misc, assignment]
    sys.stdout = sys.__stdout__ = opened(1, "w")  # type: ignore[misc, assignment]
    sys.stderr = sys.__stderr__ = opened(2, "w")  # type: ignore[misc, assignment]
