"""The entry point of an assistant's hook. It reads the command line and starts the check, before slow imports."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from privacy_gate.integrations.assistants import hook_parent
from privacy_gate.integrations.assistants.hook_parent import Printed

Worker = Callable[[str, str | None, bytes, Callable[[bytes], None]], None]
"""A function that checks a payload: assistant, settings file (or None), payload, and a function that takes the reply.
"""

_FOR_PEOPLE = ("-h", "--help", "--selftest")
_AS_WORKER = "--worker"  # for the worker, on systems without fork


Elsewhere = Callable[[Sequence[str], bytes, Callable[[bytes], None]], int | None]
"""A function that lets another process check, from the arguments, the payload and a function for its reply.

It returns the exit code of the check, or None if there is no such process.
"""


def enter(arguments: Sequence[str], worker: Worker, elsewhere: Elsewhere) -> None:
    """Answer an assistant and end this process. Return if a person started it."""
    if any(one in arguments for one in _FOR_PEOPLE) or hook_parent.in_terminal():
        return
    asked = _parse(arguments)

    def check(data: bytes, say: Callable[[bytes], None]) -> None:
        if asked.wrong:
            say(hook_parent.failure(asked.wrong))
        else:
            worker(asked.name, asked.config, data, say)

    if _AS_WORKER in arguments:
        check(sys.stdin.buffer.read(), _say)
        raise SystemExit(0)

    def failed(data: bytes, why: str, let_through: bool) -> Printed:
        from privacy_gate.integrations.assistants import fallback_reply

        return fallback_reply.make_failure_reply(asked.name, data, why, let_through=let_through)

    hook_parent.run(
        check,
        failed,
        asked.seconds,
        None if hook_parent.CAN_FORK else [*_myself(), *arguments, _AS_WORKER],
        None if asked.wrong else lambda data, say: elsewhere(arguments, data, say),
    )


def work(arguments: Sequence[str], worker: Worker) -> None:
    """Check a payload on standard input for `enter` in another process. The reply goes to standard output."""
    asked = _parse(arguments)
    data = sys.stdin.buffer.read()
    answer, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # a library could print something

    def say(part: bytes) -> None:
        while part:
            part = part[os.write(answer, part) :]

    worker(asked.name, asked.config, data, say)


class _Asked(NamedTuple):
    """The command line of a hook. `wrong` has the reason why it is not valid."""

    name: str
    config: str | None
    seconds: float
    wrong: str


def _parse(arguments: Sequence[str]) -> _Asked:
    name, config, seconds = "", None, hook_parent.SECONDS
    wrong = ""
    rest = [one for one in arguments if one != _AS_WORKER]
    while rest:
        word = rest.pop(0)
        option, equals, value = word.partition("=")
        if option in ("--config", "--seconds"):
            value = value if equals else rest.pop(0) if rest else ""
            if option == "--config":
                config = value
            else:
                seconds, wrong = _number(value, wrong)
        elif word.startswith("-") or name:
            wrong = f"the hook command has the unknown argument `{word}`"
        else:
            name = word
    if not name:
        wrong = "the hook command names no assistant"
    return _Asked(name, config, seconds, wrong)


def _number(text: str, wrong: str) -> tuple[float, str]:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    return (number, wrong) if 0 < number < 3600 else (hook_parent.SECONDS, f"--seconds {text}: not a number of seconds")


def _myself() -> list[str]:
    return [sys.executable, "-P", "-m", "privacy_gate", "hook"]


def _say(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
