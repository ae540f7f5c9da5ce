"""The entry point of an assistant's hook. It reads the command line and starts the check, before other imports."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from privacy_gate.integrations.assistants import hook_parent
from privacy_gate.integrations.assistants.hook_parent import Printed

Worker = Callable[[str, str | None, bytes, Callable[[bytes], None]], None]
"""A function that gets the assistant's name, the settings file or None, the payload, and a function for replies."""

_FOR_PEOPLE = ("-h", "--help", "--selftest")
_AS_WORKER = "--worker"  # on systems without fork


def enter(arguments: Sequence[str], worker: Worker) -> None:
    """Answer an assistant and end this process. Return if a person started it."""
    if any(one in arguments for one in _FOR_PEOPLE) or hook_parent.in_terminal():
        return
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

    def work(data: bytes, say: Callable[[bytes], None]) -> None:
        if wrong:
            say(hook_parent.failure(wrong))
        else:
            worker(name, config, data, say)

    if _AS_WORKER in arguments:
        work(sys.stdin.buffer.read(), _say)
        raise SystemExit(0)

    def failed(data: bytes, why: str, let_through: bool) -> Printed:
        from privacy_gate.integrations.assistants import fallback_reply

        return fallback_reply.make_failure_reply(name, data, why, let_through=let_through)

    hook_parent.run(work, failed, seconds, None if hook_parent.CAN_FORK else [*_myself(), *arguments, _AS_WORKER])


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
