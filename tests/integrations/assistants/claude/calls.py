"""Events as Claude Code sends them, and the settings that `install` writes for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from privacy_gate.base.settings_files import foreign
from tests.gate import gate
from tests.integrations.assistants.hook_calls import hook
from tests.repository import Repository


def sent(event: str, repository: Repository, **given: Any) -> Any:
    """The reply to an event."""
    payload = {"hook_event_name": event, "session_id": "1", "cwd": str(repository.root), **given}
    return hook("claude", json.dumps(payload).encode()).data


def installed() -> dict[str, Any]:
    assert gate("install", "claude", "--yes").code == 0
    found = foreign.read(Path("~/.claude/settings.json").expanduser(), "jsonc", "settings").data
    assert isinstance(found, dict)
    return found
