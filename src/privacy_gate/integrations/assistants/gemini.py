"""Gemini CLI. Its package documents the protocol in `docs/hooks/reference.md`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from privacy_gate.integrations.assistants import mentions, payload, tools
from privacy_gate.integrations.assistants.events import Asked, Decision, Moment, Reply, Text
from privacy_gate.integrations.assistants.setup import GONE, TIMEOUT, HookPlan, guard_line

TITLE = "Gemini CLI"
KEEPS = ""
PROGRAM = "gemini"
OTHER_NAMES: Sequence[str] = ()
ASKED = "prompts; all tools; results"


def read(given: Mapping[str, Any]) -> Asked:
    event, folder = payload.text(given, "hook_event_name"), payload.optional(given, "cwd")
    if event == "BeforeAgent":
        prompt = payload.text(given, "prompt")
        typed = (Text(("prompt",), "<prompt>", prompt),)
        named = mentions.mentions_in_prompt(prompt, below=True) + mentions.files_sent_along(
            "GEMINI.md", "~/.gemini/GEMINI.md"
        )
        return Asked(Moment.PROMPT, event, given, typed, named, folder)
    tool = payload.optional(given, "tool_name")
    if event == "BeforeTool":
        texts, files = tools.read_call(tool, given.get("tool_input"), ("tool_input",))
        return Asked(Moment.CALL, event, given, texts, files, folder, tool)
    if event == "AfterTool":
        found = payload.texts(given.get("tool_response"), ("tool_response",), f"<{tool}>")
        near = tools.named_files(tool, given.get("tool_input"))
        return Asked(Moment.RESULT, event, given, found, (), folder, tool, touches=near)
    raise payload.unknown(event)


def reply(asked: Asked, decision: Decision) -> Reply:
    answer: dict[str, Any] = {"systemMessage": decision.notice} if decision.notice else {}
    if decision.reason:
        reason = decision.reason if asked.moment is Moment.PROMPT else decision.said
        return Reply({"decision": "deny", "reason": reason, **answer})
    if decision.replaced and asked.moment is Moment.CALL:
        changed = payload.replace_texts(asked.payload, decision.replaced, "tool_input")
        return Reply({**answer, "hookSpecificOutput": {"hookEventName": asked.event, "tool_input": changed}})
    if decision.replaced:  # a denied result is replaced by the reason
        new = payload.replace_texts(asked.payload, decision.replaced, "tool_response")
        said = "\n".join(one.text for one in payload.texts(new, (), ""))
        return Reply({"decision": "deny", "reason": f"{decision.said}\n{said}", **answer})
    return Reply(answer)


def masks(asked: Asked) -> bool:
    return asked.moment is not Moment.PROMPT


def asks(_asked: Asked) -> bool:
    return False


def build_block(reason: str) -> Reply:
    return Reply({"decision": "deny", "reason": reason})


def plan(command: Sequence[str]) -> HookPlan:
    hook = {
        "name": "privacy-gate",
        "type": "command",
        "command": guard_line(command, build_block(GONE)),
        "timeout": TIMEOUT * 1000,
    }
    entry = {"matcher": "*", "hooks": [hook]}
    return HookPlan(
        user="~/.gemini/settings.json",
        project=".gemini/settings.json",
        prompts="BeforeAgent",
        hooks=dict.fromkeys(("BeforeAgent", "BeforeTool", "AfterTool"), entry),
        still="Gemini CLI runs project hooks only in trusted directories.",
    )


def sample(prompt: str, folder: str) -> Mapping[str, Any]:
    return {"session_id": "selftest", "cwd": folder, "hook_event_name": "BeforeAgent", "prompt": prompt}


def is_blocked(reply: Reply) -> bool:
    answer = reply.object or {}
    return answer.get("decision") in ("deny", "block")
