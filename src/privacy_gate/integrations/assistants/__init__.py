"""The assistants whose hooks the gate answers: one module each, payload → texts, decision → reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from privacy_gate.base.choices import hint_choice
from privacy_gate.base.errors import GateError
from privacy_gate.base.lazily import lazily
from privacy_gate.integrations.assistants.events import Asked, Decision, Reply
from privacy_gate.integrations.assistants.setup import HookPlan


class Assistant(Protocol):
    """All that is known of an assistant. The help, `init` and the documentation derive from it."""

    TITLE: str
    """Its name in messages."""

    KEEPS: str
    """Where it keeps a prompt that was blocked, on this disk; empty where it is not known to."""

    PROGRAM: str
    """The program on PATH that shows that it is installed."""

    OTHER_NAMES: Sequence[str]
    """What people type for its name."""

    ASKED: str
    """What its hooks check, as the documentation lists it."""

    def read(self, payload: Mapping[str, Any]) -> Asked:
        """What it tells of. Raises GateError for an event that it does not know."""
        ...

    def reply(self, asked: Asked, decision: Decision) -> Reply:
        """The answer in its own form."""
        ...

    def masks(self, asked: Asked, /) -> bool:
        """Whether it takes other texts in place of those of an event."""
        ...

    def asks(self, asked: Asked, /) -> bool:
        """Whether it can ask the user about an event."""
        ...

    def build_block(self, reason: str) -> Reply:
        """The answer that stops whatever it was, when that is not known."""
        ...

    def plan(self, command: Sequence[str]) -> HookPlan:
        """What its settings need, so that it runs a command line."""
        ...

    def sample(self, prompt: str, folder: str) -> Mapping[str, Any]:
        """What it sends of a prompt, to try a hook with."""
        ...

    def is_blocked(self, reply: Reply) -> bool:
        """Whether it would keep a prompt back after this answer, or send another in its place."""
        ...


ASSISTANTS: dict[str, Callable[[], Assistant]] = {
    "claude": lazily("privacy_gate.integrations.assistants.claude"),
    "codex": lazily("privacy_gate.integrations.assistants.codex"),
    "gemini": lazily("privacy_gate.integrations.assistants.gemini"),
    "copilot": lazily("privacy_gate.integrations.assistants.copilot"),
    "vscode": lazily("privacy_gate.integrations.assistants.vscode"),
    "cursor": lazily("privacy_gate.integrations.assistants.cursor"),
    "windsurf": lazily("privacy_gate.integrations.assistants.windsurf"),
    "cline": lazily("privacy_gate.integrations.assistants.cline"),
}


def get(name: str) -> Assistant:
    """The assistant of a name. Raises GateError for one that is not known."""
    if name not in ASSISTANTS:
        raise GateError(f"unknown assistant `{name}`", hint_choice(name, ASSISTANTS))
    return ASSISTANTS[name]()
