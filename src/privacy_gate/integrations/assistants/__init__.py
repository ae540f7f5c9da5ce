"""The supported assistants, one module for each. A module turns payloads into texts, and decisions into replies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from privacy_gate.base.choices import hint_choice
from privacy_gate.base.errors import GateError
from privacy_gate.base.lazily import lazily
from privacy_gate.integrations.assistants.events import Asked, Decision, Reply
from privacy_gate.integrations.assistants.setup import HookPlan


class Assistant(Protocol):
    """The interface of an assistant's module. The help, `init` and the documentation derive from it."""

    TITLE: str
    """The name of the assistant in messages."""

    KEEPS: str
    """The place on this disk where it stores a blocked prompt. It is empty if none is known."""

    PROGRAM: str
    """The program on PATH that shows that it is installed."""

    OTHER_NAMES: Sequence[str]
    """Other names that people type for it."""

    ASKED: str
    """The events that its hooks check, for the documentation."""

    def read(self, payload: Mapping[str, Any]) -> Asked:
        """Return the event of a payload. Raises GateError for an unknown event."""
        ...

    def reply(self, asked: Asked, decision: Decision) -> Reply:
        """Return the reply in the format of the assistant."""
        ...

    def masks(self, asked: Asked, /) -> bool:
        """Whether the assistant accepts other texts in place of those of an event."""
        ...

    def asks(self, asked: Asked, /) -> bool:
        """Whether the assistant can ask the user about an event."""
        ...

    def build_block(self, reason: str) -> Reply:
        """Return the reply that blocks an unknown event."""
        ...

    def plan(self, command: Sequence[str]) -> HookPlan:
        """Return the settings that make the assistant run a command line as its hook."""
        ...

    def sample(self, prompt: str, folder: str) -> Mapping[str, Any]:
        """Return the payload that the assistant sends for a prompt, to test a hook."""
        ...

    def is_blocked(self, reply: Reply) -> bool:
        """Whether the assistant blocks or replaces a prompt after this reply."""
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
    """Return the assistant with this name. Raises GateError for an unknown one."""
    if name not in ASSISTANTS:
        raise GateError(f"unknown assistant `{name}`", hint_choice(name, ASSISTANTS))
    return ASSISTANTS[name]()
