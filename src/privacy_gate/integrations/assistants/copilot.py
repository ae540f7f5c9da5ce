"""GitHub Copilot, in the terminal and as the cloud agent.

Its own events have no name. Those in the format of Claude Code have one. An exit code of 2 does not block a prompt.
Additions to a prompt (`userPromptTransformed`) cannot be blocked, only replaced. The model sees the input that a hook
gives to a tool, so this input may only contain placeholders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.integrations.assistants import mentions, payload, tools
from privacy_gate.integrations.assistants.events import Asked, Decision, Moment, Reply, Text
from privacy_gate.integrations.assistants.setup import GONE, TIMEOUT, HookPlan, guard_line, line

TITLE = "GitHub Copilot"
KEEPS = "~/.copilot/session-state/ (events.jsonl, workspace.yaml) and ~/.copilot/session-store.db"
PROGRAM = "copilot"
OTHER_NAMES: Sequence[str] = ("github-copilot",)
ASKED = "prompts; all tools; results"

_INSTRUCTIONS = (".github/copilot-instructions.md", "AGENTS.md", "CLAUDE.md", "GEMINI.md")
_WHOLE = ("transformedPrompt",)
_REPLACES = "modifiedTransformedPrompt"
_NAMES = {
    "userPromptSubmitted": "UserPromptSubmit",
    "userPromptTransformed": "UserPromptTransformed",
    "preToolUse": "PreToolUse",
    "postToolUse": "PostToolUse",
}


def read(given: Mapping[str, Any]) -> Asked:
    event, folder = _event(given), payload.optional(given, "cwd")
    tool = payload.optional(given, "toolName", "tool_name")
    if event in ("UserPromptSubmit", "UserPromptTransformed"):
        prompt = payload.text(given, "prompt")
        typed = [Text(("prompt",), "<prompt>", prompt)]
        if event == "UserPromptTransformed":
            whole = payload.text(given, "transformedPrompt")
            parts = [Text(_WHOLE, "<prompt>", whole), *(() if prompt in whole else typed)]
            return Asked(Moment.PROMPT, event, given, tuple(parts), (), folder)
        named = mentions.mentions_in_prompt(prompt) + mentions.files_sent_along(*_INSTRUCTIONS)
        return Asked(Moment.PROMPT, event, given, tuple(typed), named, folder)
    if event == "PreToolUse":
        opened = {**given, "toolArgs": payload.open_payload(given.get("toolArgs", given.get("tool_input")))}
        texts, files = tools.read_call(tool, opened["toolArgs"], ("toolArgs",))
        return Asked(Moment.CALL, event, opened, texts, files, folder, tool)
    if event == "PostToolUse":
        name = "toolResult" if "toolResult" in given else "tool_result"
        found = payload.texts(given.get(name), (name,), f"<{tool}>")
        near = tools.named_files(tool, given.get("toolArgs", given.get("tool_input")))
        return Asked(Moment.RESULT, event, given, found, (), folder, tool, touches=near)
    raise payload.unknown(event)


def _event(given: Mapping[str, Any]) -> str:
    named = payload.optional(given, "hook_event_name", "hookEventName")
    if named:
        return _NAMES.get(named, named)
    if "transformedPrompt" in given:
        return "UserPromptTransformed"
    if "prompt" in given:
        return "UserPromptSubmit"
    if "toolResult" in given:
        return "PostToolUse"
    if "toolArgs" in given:
        return "PreToolUse"
    raise GateError("the event has no name, and its form is unknown")


def reply(asked: Asked, decision: Decision) -> Reply:
    if asked.event == "UserPromptTransformed":
        if not decision.reason and not decision.replaced:
            return Reply({})
        sent = asked.payload["transformedPrompt"]
        return Reply({_REPLACES: decision.said if decision.reason else decision.replaced.get(_WHOLE, sent)})
    if asked.moment is Moment.PROMPT:
        if decision.reason:
            return Reply({"decision": "block", "reason": decision.reason})
        changed = next(iter(decision.replaced.values()), None)
        return Reply({"modifiedPrompt": changed} if changed is not None else {})
    if asked.moment is Moment.CALL:
        return Reply(_call(asked, decision))
    name = "toolResult" if "toolResult" in asked.payload else "tool_result"
    result: Any = None
    if decision.reason:
        result = payload.withhold(asked.payload.get(name), decision.said)
    elif decision.replaced:
        result = payload.replace_texts(asked.payload, decision.replaced, name)
    if result is None:
        return Reply({})
    return Reply({"modifiedResult": result if isinstance(result, dict) else _result(result)})


def _call(asked: Asked, decision: Decision) -> dict[str, Any]:
    if decision.reason:
        return {"permissionDecision": "deny", "permissionDecisionReason": decision.said}
    if decision.question:
        return {"permissionDecision": "ask", "permissionDecisionReason": decision.question}
    if not decision.replaced:
        return {}
    changed = payload.replace_texts(asked.payload, decision.replaced, "toolArgs")
    return {"permissionDecision": "ask", "permissionDecisionReason": decision.said, "modifiedArgs": changed}


def _result(text: Any) -> dict[str, Any]:
    return {"resultType": "success", "textResultForLlm": text if isinstance(text, str) else json.dumps(text)}


def masks(_asked: Asked) -> bool:
    return True


def asks(asked: Asked) -> bool:
    return asked.moment is Moment.CALL


def build_block(reason: str) -> Reply:
    denied = {"permissionDecision": "deny", "permissionDecisionReason": reason}
    return Reply(
        {"decision": "block", "reason": reason, **denied, _REPLACES: reason, "modifiedResult": _result(reason)}
    )


def plan(command: Sequence[str]) -> HookPlan:
    entry = {
        "type": "command",
        "bash": guard_line(command, build_block(GONE)),
        "powershell": line(command),
        "timeoutSec": TIMEOUT,
    }
    return HookPlan(
        user="~/.copilot/hooks/privacy-gate.json",
        project=".github/hooks/privacy-gate.json",
        variable="COPILOT_HOME",
        prompts="userPromptSubmitted",
        top={"version": 1},
        hooks=dict.fromkeys(("userPromptSubmitted", "userPromptTransformed", "preToolUse", "postToolUse"), entry),
        still="The cloud agent only reads .github/hooks of the default branch. Install privacy-gate for it "
        "(copilot-setup-steps.yml).",
    )


def sample(prompt: str, folder: str) -> Mapping[str, Any]:
    return {"sessionId": "selftest", "timestamp": 0, "cwd": folder, "prompt": prompt}


def is_blocked(reply: Reply) -> bool:
    answer = reply.object or {}
    return answer.get("decision") == "block" or isinstance(answer.get("modifiedPrompt"), str)
