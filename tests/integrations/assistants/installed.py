"""What `install` writes into an assistant's settings, given what the assistant sends, in its folder."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import shlex
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from privacy_gate.base.settings_files import foreign
from privacy_gate.cli.selftest import join_command
from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants.setup import commands
from tests.gate import Outcome, gate
from tests.repository import GATE, environment, start


class Installed(NamedTuple):
    """The hooks of an assistant: a command line for each of its events."""

    assistant: str
    lines: Mapping[str, str]
    home: Path

    def run(self, event: str, payload: Mapping[str, Any] | bytes, folder: Path) -> Outcome:
        """Give a hook what the assistant sends, by the shell, as the assistant does."""
        return start(["sh", "-c", self.lines[event]], folder, _encoded(payload), environment(HOME=str(self.home)))

    def send(self, event: str, payload: Mapping[str, Any] | bytes, folder: Path) -> Outcome:
        """As `run`, in this process, which takes a tenth of the time."""
        line = self.lines[event]
        words = shlex.split(line if "||" in line else Path(line).read_text(encoding="utf-8"), comments=True)
        assert words[1:4] == ["hook", self.assistant, "||"], "a line of another form is run by the shell"
        with contextlib.chdir(folder), mock.patch.dict(os.environ, environment(HOME=str(self.home)), clear=True):
            done = gate(*words[1:3], stdin=_encoded(payload))
        assert done.code in (0, 2 if self.assistant == "windsurf" else 0), "here the shell writes another reply"
        return done

    def stops(self, event: str, payload: Mapping[str, Any] | bytes, folder: Path) -> bool:
        """Whether the reply stops the event, in the form in which the assistant was seen to stop."""
        return is_stopped(self.send(event, payload, folder))


def _encoded(payload: Mapping[str, Any] | bytes) -> bytes:
    return payload if isinstance(payload, bytes) else json.dumps(payload).encode()


def is_stopped(done: Outcome) -> bool:
    """Whether a reply stops an event, in one of the forms that were seen to stop one."""
    assert done.code in (0, 2), done
    answer = json.loads(done.out) if done.out.strip() else {}
    inner = {**answer, **answer.get("hookSpecificOutput", {})}
    stops = {
        "decision": ("block", "deny"),
        "permissionDecision": ("deny",),
        "permission": ("deny",),
        "continue": (False,),
        "cancel": (True,),
    }
    return done.code == 2 or any(inner.get(name) in values for name, values in stops.items())


@functools.cache
def install(assistant: str) -> Installed:
    """Install the hooks of an assistant for a user with a home of its own, and read them back."""
    home = Path(tempfile.mkdtemp(prefix="privacy-gate-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    done = start([*GATE, "install", assistant, "--user", "--yes"], home, env=environment(HOME=str(home)))
    assert done.code == 0, done.err
    plan = assistants.get(assistant).plan(["privacy-gate", "hook", assistant])
    place = home / plan.user.removeprefix("~/")
    if plan.programs:
        return Installed(assistant, {event: str(place / event) for event in plan.programs}, home)
    hooks = foreign.read(place, "jsonc", str(place)).data["hooks"]
    return Installed(assistant, {event: join_command(next(commands(entry))) for event, entry in hooks.items()}, home)
