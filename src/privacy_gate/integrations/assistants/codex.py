"""OpenAI Codex. It ignores a reply with a key that its schema does not have, and sends the prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from privacy_gate.integrations.assistants import claude, payload
from privacy_gate.integrations.assistants.events import Asked, Decision, Moment, Reply
from privacy_gate.integrations.assistants.setup import GONE, TIMEOUT, HookPlan, guard_line

TITLE = "Codex"
KEEPS = ""
PROGRAM = "codex"
OTHER_NAMES: Sequence[str] = ("openai",)
ASKED = "prompts; all tools; results"


def read(given: Mapping[str, Any]) -> Asked:
    """Read an event. Its events have the same names and format as those of Claude Code."""
    return claude.read(given, ("AGENTS.md", "AGENTS.override.md", "~/.codex/AGENTS.md"))


def reply(asked: Asked, decision: Decision) -> Reply:
    answer: dict[str, Any] = {"systemMessage": decision.notice} if decision.notice else {}
    if decision.reason:
        if asked.moment is Moment.CALL:
            denied = {"permissionDecision": "deny", "permissionDecisionReason": decision.said}
            return Reply({**answer, "hookSpecificOutput": {"hookEventName": asked.event, **denied}})
        reason = decision.reason if asked.moment is Moment.PROMPT else decision.said
        return Reply({"decision": "block", "reason": reason, **answer})
    if decision.replaced and asked.moment is Moment.CALL:
        changed = payload.replace_texts(asked.payload, decision.replaced, "tool_input")
        allowed = {"permissionDecision": "allow", "updatedInput": changed}
        return Reply({**answer, "hookSpecificOutput": {"hookEventName": asked.event, **allowed}})
    if decision.replaced:  # it accepts no other output, so the result becomes the reason
        new = payload.replace_texts(asked.payload, decision.replaced, "tool_response")
        said = new if isinstance(new, str) else "\n".join(one.text for one in payload.texts(new, (), ""))
        return Reply({"decision": "block", "reason": f"{decision.said}\n{said}", **answer})
    return Reply(answer)


def masks(asked: Asked) -> bool:
    """Whether other input is accepted. It needs an "allow", which is only used in a mode that never asks the user."""
    asks_nobody = asked.payload.get("permission_mode") == "bypassPermissions"
    return asked.moment is Moment.RESULT or (asked.moment is Moment.CALL and asks_nobody)


def asks(_asked: Asked) -> bool:
    return False


def build_block(reason: str) -> Reply:
    return Reply({"decision": "block", "reason": reason})


def plan(command: Sequence[str]) -> HookPlan:
    entry = {"hooks": [{"type": "command", "command": guard_line(command, build_block(GONE)), "timeout": TIMEOUT}]}
    return HookPlan(
        user="~/.codex/hooks.json",
        project=".codex/hooks.json",
        variable="CODEX_HOME",
        prompts="UserPromptSubmit",
        hooks=dict.fromkeys(("UserPromptSubmit", "PreToolUse", "PostToolUse"), entry),
        still="Codex only runs trusted hooks, and does not report others. Start codex, type /hooks, and trust this "
        "one. Trust it again after each change of the command.",
    )


def sample(prompt: str, folder: str) -> Mapping[str, Any]:
    return {**claude.sample(prompt, folder), "turn_id": "selftest", "model": "selftest"}


def is_blocked(reply: Reply) -> bool:
    answer = reply.object or {}
    return answer.get("decision") == "block" and answer.keys() <= {"decision", "reason", "systemMessage"}
