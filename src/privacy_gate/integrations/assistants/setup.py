"""The settings that make an assistant run our hook, and the recognition of such settings."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from privacy_gate.integrations.assistants.events import Reply

TIMEOUT = 30
"""The time in seconds that an assistant waits for the hook.

It is above the limit of a check (`hook_parent.SECONDS`).
"""


class Beside(NamedTuple):
    """A program in a file beside the user's settings, and the variable in `env` of these settings that names it."""

    variable: str
    name: str
    text: str


class HookPlan(NamedTuple):
    """The places of an assistant's settings (of the user and of a repository), and their content.

    `variable` is the environment variable with the user's folder, if that is not in the home folder. `top` are members
    that the file must have. `hooks` has an entry or a list of entries for each event, and `prompts` is the event of
    prompts. `still` is what only the user can do. Some assistants run programs with certain names: `programs` has their
    names and texts, and the places are folders. `beside` is a program that runs the assistant's commands.
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
        """Return the entries of an event."""
        found = self.hooks[event]
        return [*found] if isinstance(found, list) else [found]


def line(command: Sequence[str]) -> str:
    """Return a command line in the syntax of this system's shell."""
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
    """Return a shell command that prints the assistant's blocking reply if the program is missing or killed.

    Most assistants allow an event if its hook cannot be started. The hook itself exits with 0, or with the exit code
    that blocks.
    """
    started = line(command)
    if sys.platform == "win32":
        return started
    import shlex

    if closed.object is None:
        return f"{started} || {{ [ $? = {closed.code} ] || echo {shlex.quote(GONE)} >&2; exit {closed.code}; }}"
    return f"{started} || echo {shlex.quote(json.dumps(closed.object))}"


def commands(entry: Any) -> Iterator[list[str] | str]:
    """Yield the command lines of an entry. One that needs no shell is a list of words."""
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
