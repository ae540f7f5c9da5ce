"""Claude Code. Its protocol: the SDK's `sdk.d.ts`; what really blocks was tried with version 2.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from privacy_gate.assistants import mentions, payload, tools
from privacy_gate.assistants.events import Asked, Decision, Moment, Reply, Text

if TYPE_CHECKING:
    from privacy_gate.assistants.setup import Plan

TITLE = "Claude Code"
KEEPS = "~/.claude/projects/ (the file of this session, *.jsonl)"

_INSTRUCTIONS = ("CLAUDE.md", "CLAUDE.local.md", ".claude/CLAUDE.md", "~/.claude/CLAUDE.md")
_COMMANDS = (".claude/commands", "~/.claude/commands")
_PROMPTS = ("UserPromptSubmit", "UserPromptExpansion")


def read(given: Mapping[str, Any], instructions: Sequence[str] = _INSTRUCTIONS) -> Asked:
    event, folder = payload.text(given, "hook_event_name"), payload.optional(given, "cwd")
    if event in _PROMPTS:
        prompt = payload.text(given, "prompt")
        texts = [Text(("prompt",), "<prompt>", prompt)]
        if typed := payload.optional(given, "command_args"):
            texts.append(Text(("command_args",), "<prompt>", typed))
        files = (*mentions.in_prompt(prompt), *mentions.in_slash_command(prompt, *_COMMANDS))
        files += mentions.sent_along(*instructions)
        return Asked(Moment.PROMPT, event, given, tuple(texts), files, folder)
    tool = payload.optional(given, "tool_name")
    if event == "PreToolUse":
        texts_, files = tools.asked(tool, given.get("tool_input"), ("tool_input",))
        return Asked(Moment.CALL, event, given, texts_, files, folder, tool)
    if event == "PostToolUse":
        found = payload.texts(given.get("tool_response"), ("tool_response",), f"<{tool}>")
        return Asked(Moment.RESULT, event, given, found, (), folder, tool)
    raise payload.unknown(event)


def reply(asked: Asked, decision: Decision) -> Reply:
    answer: dict[str, Any] = {"systemMessage": decision.notice} if decision.notice else {}
    inner: dict[str, Any] = {"hookEventName": asked.event}
    if asked.moment is Moment.PROMPT:
        if not decision.reason:
            return Reply(answer)
        if asked.event == "UserPromptSubmit":  # else it prints the prompt again beside the reason
            answer["hookSpecificOutput"] = {**inner, "suppressOriginalPrompt": True}
        return Reply({"decision": "block", "reason": decision.reason, **answer})
    if asked.moment is Moment.CALL:
        if decision.reason:
            inner |= {"permissionDecision": "deny", "permissionDecisionReason": decision.said}
        elif decision.replaced:  # not "allow", which would take the question away from the user
            changed = payload.replaced(asked.payload, decision.replaced, "tool_input")
            inner |= {"permissionDecision": "ask", "permissionDecisionReason": decision.said, "updatedInput": changed}
    elif decision.reason:
        inner["updatedToolOutput"] = payload.withheld(asked.payload.get("tool_response"), decision.said)
    elif decision.replaced:
        inner["updatedToolOutput"] = payload.replaced(asked.payload, decision.replaced, "tool_response")
    return Reply(answer | {"hookSpecificOutput": inner} if len(inner) > 1 else answer)


def masks(asked: Asked) -> bool:
    return asked.moment is not Moment.PROMPT


def closed(reason: str) -> Reply:
    return Reply({"decision": "block", "reason": reason})


def plan(command: Sequence[str]) -> Plan:
    from privacy_gate.assistants.setup import GONE, TIMEOUT, Plan, guarded

    hook = {
        "type": "command",
        "command": guarded(command, closed(GONE)),
        "timeout": TIMEOUT,
        "onFailure": "block",  # version 2.1.330 knows it, 2.1.197 does not
    }
    return Plan(
        user="~/.claude/settings.json",
        project=".claude/settings.json",
        variable="CLAUDE_CONFIG_DIR",
        prompts="UserPromptSubmit",
        hooks={
            "UserPromptSubmit": {"hooks": [hook]},
            "PreToolUse": {"matcher": "Read|NotebookRead|Bash|WebFetch|WebSearch|mcp__.*", "hooks": [hook]},
            "PostToolUse": {"matcher": "Bash|Grep|WebFetch|mcp__.*", "hooks": [hook]},
        },
    )


def sample(prompt: str, folder: str) -> Mapping[str, Any]:
    return {"session_id": "selftest", "cwd": folder, "hook_event_name": "UserPromptSubmit", "prompt": prompt}


def stopped(reply: Reply) -> bool:
    answer = reply.object or {}
    return answer.get("decision") == "block"
