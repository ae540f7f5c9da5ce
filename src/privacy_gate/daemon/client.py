"""The client: it lets the daemon run a command, or returns so that the command runs in this process.

It is imported before anything else. Until the daemon has accepted a request, any error means that the command runs in
this process. Afterwards, an error is exit code 2, or a blocking reply in a hook.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any, NoReturn

from privacy_gate.base.ci import in_ci
from privacy_gate.daemon import wire
from privacy_gate.daemon.request import LostError, Request

SERVED = ("hook", "pre-commit", "diff", "scan")
"""The commands that the daemon runs."""

_IN_PROCESS = ("--add-ignores", "--allow-plugins", "--output", "--record")
"""The beginnings of options that execute code or write files of the user."""

_OWN_FILES = ("/dev/fd", "/proc/")
"""The beginnings of paths that name something of this process."""

_FORWARDED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGTSTP")

_ERROR, _INTERRUPTED = 2, 130
"""The exit codes of a check that failed, and of one that Ctrl-C ended."""

_ENDING_SECONDS = 2.0
"""The time limit for a check to end after a signal that should end it."""


def is_supported() -> bool:
    """Whether this system has forks and Unix sockets with credentials."""
    return sys.platform == "darwin" or sys.platform.startswith(("linux", "freebsd"))


def is_wanted() -> bool:
    """Whether the system and the environment allow the daemon here."""
    asked = os.environ.get(wire.SWITCH, "").lower()
    return is_supported() and asked != "off" and (wire.is_demanded() or not in_ci())


def serves(arguments: Sequence[str]) -> bool:
    """Whether the daemon may run a command line (without the program)."""
    return arguments[:1] != [] and arguments[0] in SERVED and is_wanted() and not any(map(_needs_process, arguments))


def _needs_process(argument: str) -> bool:
    return argument.startswith(_IN_PROCESS) or any(one in argument for one in _OWN_FILES)


def run(arguments: Sequence[str]) -> None:
    """Let the daemon run a command, and end this process with its exit code. Return if the daemon does not run it."""
    # a hook that gets here was started by a person, for its help or its self-test
    if arguments[:1] == ["hook"] or not serves(arguments) or (request := Request.send(arguments, (0, 1, 2))) is None:
        return
    handlers = _Forwarding(request)
    try:
        request.go()
        code = request.wait()
    except (LostError, OSError) as error:
        request.kill()
        _complain("does not respond" if isinstance(error, TimeoutError) else "ended during the check")
        code = _ERROR
    handlers.end()
    if code < 0:
        _die(-code)
    os._exit(code)


def _complain(what: str) -> None:
    with contextlib.suppress(OSError):
        os.write(2, f"privacy-gate: error: the daemon {what}\n  hint: Run the command again.\n".encode())


def _die(number: int) -> NoReturn:
    """End this process by the signal that ended the child."""
    with contextlib.suppress(OSError, ValueError):  # SIGKILL has no handler to set
        signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(OSError, ValueError):
        os.kill(os.getpid(), number)
    os._exit(128 + number)


class _Forwarding:
    """Passes signals on to the child, as a terminal sends them to all processes of a command.

    After a signal that should end the check, this process ends within a time limit, even if the daemon is stopped.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._before: dict[int, Any] = {}
        self._ending = 0  # the first signal that should end the check
        for name in _FORWARDED:
            number = getattr(signal, name)
            if signal.getsignal(number) != signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._forward)

    def _forward(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGTSTP:
            self._request.signal(number)
            if not self._ending:
                self._ending = number
                signal.signal(signal.SIGALRM, self._give_up)
                signal.setitimer(signal.ITIMER_REAL, _ENDING_SECONDS)
            return
        self._request.signal(signal.SIGSTOP)  # the child has no shell that could stop it
        os.kill(os.getpid(), signal.SIGSTOP)  # returns when the shell continues this process
        self._request.signal(signal.SIGCONT)

    def _give_up(self, _number: int, _frame: FrameType | None) -> None:
        self._request.kill()
        if self._ending == signal.SIGINT:
            os._exit(_INTERRUPTED)
        _die(self._ending)

    def end(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)


Say = Callable[[bytes], None]


def run_hook(arguments: Sequence[str], data: bytes, say: Say) -> int | None:
    """Let the daemon check the payload of a hook, and pass its reply to `say`.

    Returns the exit code of the child, negative for a signal, or None if the daemon does not accept the request.
    Raises LostError and OSError afterwards. If an exception interrupts it, the child is killed.
    """
    if not serves(["hook", *arguments]):
        return None
    reader, writer = os.pipe()
    answer, answering = os.pipe()
    nowhere = os.open(os.devnull, os.O_RDWR)
    try:
        request = Request.send(["hook", *arguments], (reader, answering, nowhere))
    finally:
        for one in (reader, answering, nowhere):
            os.close(one)
    try:
        if request is None:
            return None
        try:
            request.go()
            _write_all(writer, data)
            os.close(writer)
            writer = -1
            while part := os.read(answer, 1 << 16):
                say(part)
            return request.wait()
        except BaseException:
            request.kill()
            raise
    finally:
        for one in (writer, answer):
            if one >= 0:
                os.close(one)


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
