"""The entries that an assistant's settings need so that it asks us, and how they are told from others."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from privacy_gate.integrations.assistants.events import Reply

TIMEOUT = 30
"""Seconds that an assistant is told to wait: more than a check may take (`guard.SECONDS`)."""


class Beside(NamedTuple):
    """A program in a file beside the settings of a user, and the variable in `env` of the settings that names it."""

    variable: str
    name: str
    text: str


class HookPlan(NamedTuple):
    """Where an assistant's settings lie (of the user and of a repository), and what stands in them.

    `variable` names the one that says where the user's folder is, when it is not in the home folder. `top` are
    members that the file must have; `hooks` has an entry or a list of them for each event, `prompts` is that of
    prompts. `still` is what only the user can do. Where an assistant starts programs of certain names, `programs`
    has them with their texts, and the places are folders. `beside` is a program that its commands run through.
    """

    user: str
    project: str
    hooks: Mapping[str, Mapping[str, Any] | list[dict[str, Any]]]
    prompts: str
    top: Mapping[str, Any] = {}
    still: str = ""
    variable: str = ""
    programs: Mapping[str, str] = {}
    beside: Beside | None = None

    def entries(self, event: str) -> list[Mapping[str, Any]]:
        """The entries of an event."""
        found = self.hooks[event]
        return [*found] if isinstance(found, list) else [found]


def line(command: Sequence[str]) -> str:
    """A command line for the shell of this system."""
    if sys.platform == "win32":
        import subprocess

        return subprocess.list2cmdline(command)
    import shlex

    return shlex.join(command)


GONE = (
    "privacy-gate could not be started or was killed, so this was blocked. "
    "Reinstall it, or remove its hook from the settings."
)


def guard_line(command: Sequence[str], closed: Reply) -> str:
    """A line for the shell that gives an assistant's own "stop" when the program is gone or is killed.

    Most assistants let through what a hook that cannot be started should have stopped. The hook itself ends with 0,
    or with the exit code by which the assistant is told to stop.
    """
    started = line(command)
    if sys.platform == "win32":
        return started
    import shlex

    if closed.object is None:
        return f"{started} || {{ [ $? = {closed.code} ] || echo {shlex.quote(GONE)} >&2; exit {closed.code}; }}"
    return f"{started} || echo {shlex.quote(json.dumps(closed.object))}"


def commands(entry: Any) -> Iterator[list[str] | str]:
    """The command lines of an entry, as lists where they need no shell."""
    if isinstance(entry, list):
        for item in entry:
            yield from commands(item)
    elif isinstance(entry, Mapping):
        given = next(
            (entry[name] for name in ("command", "bash", "powershell") if isinstance(entry.get(name), str)), None
        )
        arguments = entry.get("args")
        if given is not None:
            yield [given, *map(str, arguments)] if isinstance(arguments, list) else given
        for value in entry.values():
            if isinstance(value, list | Mapping):
                yield from commands(value)


def is_ours(entry: Any, name: str) -> bool:
    """Whether an entry runs our hook for an assistant."""
    ours = re.compile(rf"\bprivacy[-_]gate(?:\.exe)?[\"']?\s+hook\s+{re.escape(name)}\b")
    return any(ours.search(one if isinstance(one, str) else " ".join(one)) for one in commands(entry))
