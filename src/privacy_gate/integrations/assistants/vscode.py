"""The agent of VS Code. Its hooks are those of Claude Code, in snake case or camel case.

The hook runs after the tool and cannot remove its result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from privacy_gate.integrations.assistants import claude, mentions, payload
from privacy_gate.integrations.assistants.events import Asked, Decision, Moment, Reply
from privacy_gate.integrations.assistants.setup import GONE, TIMEOUT, HookPlan, guard_line

TITLE = "VS Code"
KEEPS = ""
PROGRAM = "code"
OTHER_NAMES: Sequence[str] = (
    "code",
    "vs-code",
)
ASKED = "prompts; all tools; results"

_SNAKE = {
    "hookEventName": "hook_event_name",
    "toolName": "tool_name",
    "toolInput": "tool_input",
    "toolResponse": "tool_response",
}


def read(given: Mapping[str, Any]) -> Asked:
    snake = {_SNAKE.get(name, name): value for name, value in given.items()}
    asked = claude.read(snake, (".github/copilot-instructions.md", "AGENTS.md", "CLAUDE.md"))
    if asked.moment is not Moment.PROMPT:
        return asked
    return asked._replace(files=(*mentions.mentions_in_prompt(payload.text(snake, "prompt"), below=True), *asked.files))


def reply(asked: Asked, decision: Decision) -> Reply:
    answer: dict[str, Any] = {"systemMessage": decision.notice} if decision.notice else {}
    inner: dict[str, Any] = {"hookEventName": asked.event}
    if decision.reason and asked.moment is Moment.PROMPT:
        return Reply({**_stop(decision.reason), "systemMessage": decision.reason})
    if decision.reason and asked.moment is Moment.CALL:
        inner |= {"permissionDecision": "deny", "permissionDecisionReason": decision.said}
    elif decision.replaced and asked.moment is Moment.CALL:
        changed = payload.replace_texts(asked.payload, decision.replaced, "tool_input")
        inner |= {"permissionDecision": "ask", "permissionDecisionReason": decision.said, "updatedInput": changed}
    elif decision.question and asked.moment is Moment.CALL:
        inner |= {"permissionDecision": "ask", "permissionDecisionReason": decision.question}
    elif decision.reason or decision.replaced:  # the turn ends before the result is sent
        return Reply({**_stop(decision.said), "systemMessage": decision.reason or decision.said})
    return Reply(answer | {"hookSpecificOutput": inner} if len(inner) > 1 else answer)


def masks(asked: Asked) -> bool:
    return asked.moment is Moment.CALL


def asks(asked: Asked) -> bool:
    return asked.moment is Moment.CALL


def build_block(reason: str) -> Reply:
    return Reply(_stop(reason))


def _stop(reason: str) -> dict[str, Any]:
    return {"continue": False, "stopReason": reason, "decision": "block", "reason": reason}


def plan(command: Sequence[str]) -> HookPlan:
    entry = {"type": "command", "command": guard_line(command, build_block(GONE)), "timeout": TIMEOUT}
    return HookPlan(
        user="~/.copilot/hooks/privacy-gate-vscode.json",
        project=".github/hooks/privacy-gate-vscode.json",
        prompts="UserPromptSubmit",
        hooks=dict.fromkeys(("UserPromptSubmit", "PreToolUse", "PostToolUse"), entry),
        still="Agent hooks are a preview feature of VS Code. Check that `chat.useHooks` is on. VS Code also reads "
        ".claude/settings.json, so do not install both.",
    )


def sample(prompt: str, folder: str) -> Mapping[str, Any]:
    return {"sessionId": "selftest", "cwd": folder, "hookEventName": "UserPromptSubmit", "prompt": prompt}


def is_blocked(reply: Reply) -> bool:
    answer = reply.object or {}
    return answer.get("continue") is False
