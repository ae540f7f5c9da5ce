"""What assistants send, in the form that the real programs were seen to send it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_SESSION = "27220493-86c8-4f8d-afb2-e9e410426d7d"

_PROMPTS: dict[str, dict[str, Any]] = {
    "claude": {
        "session_id": _SESSION,
        "transcript_path": f"/home/dev/.claude/projects/-home-dev-project/{_SESSION}.jsonl",
        "prompt_id": "7137efdd-8059-4e47-b8a2-e16feef43e44",
        "permission_mode": "default",
        "hook_event_name": "UserPromptSubmit",
    },
    "codex": {
        "session_id": "01a20c5c-6309-7d70-b1c9-ddfd6964913e",
        "turn_id": "01a20c5c-6313-7271-8506-6b37eac6630c",
        "transcript_path": None,
        "hook_event_name": "UserPromptSubmit",
        "model": "gpt-5",
        "permission_mode": "bypassPermissions",
    },
    "gemini": {
        "session_id": "65ce4872-b569-49c5-8cd1-e75a9b8d7eeb",
        "transcript_path": "/home/dev/.gemini/tmp/proj/chats/session-2026-11-24T07-02-65ce4872.jsonl",
        "hook_event_name": "BeforeAgent",
        "timestamp": "2026-11-24T07:02:15.976Z",
    },
    "copilot": {"sessionId": "82dda2b3-8252-4541-ac67-bf2b182345ba", "timestamp": 1795504216512},
    "copilot-pascal": {
        "hook_event_name": "UserPromptSubmit",
        "session_id": "5078d240-0a0d-426f-b2c4-2e68574bf664",
        "timestamp": "2026-11-24T07:10:17.318Z",
    },
    "vscode": {"sessionId": _SESSION, "hookEventName": "UserPromptSubmit", "timestamp": "2026-11-24T07:10:17.318Z"},
    "cursor": {
        "conversation_id": _SESSION,
        "generation_id": "f7d1",
        "model": "gpt-5",
        "hook_event_name": "beforeSubmitPrompt",
        "cursor_version": "2.1.0",
        "attachments": [],
    },
}


def prompt(assistant: str, text: str, folder: Path, **more: Any) -> bytes:
    """A prompt that is about to be sent."""
    if assistant == "windsurf":
        about = {"trajectory_id": _SESSION, "execution_id": "e", "timestamp": "2026-11-24T07:10:17Z", "model_name": "m"}
        return _json({"agent_action_name": "pre_user_prompt", **about, "tool_info": {"user_prompt": text}})
    if assistant == "cline":
        common: dict[str, Any] = {"clineVersion": "3.36.0", "taskId": "1", "workspaceRoots": [str(folder)]}
        asked = {"prompt": text, "attachments": []}
        return _json({**common, "hookName": "UserPromptSubmit", "userId": "u", "userPromptSubmit": asked})
    where = {"workspace_roots": [str(folder)]} if assistant == "cursor" else {"cwd": str(folder)}
    return _json({**_PROMPTS[assistant], **where, "prompt": text, **more})


def call(assistant: str, tool: str, given: dict[str, Any], folder: Path) -> bytes:
    """A tool that is about to run."""
    if assistant == "copilot":
        return _json({"sessionId": _SESSION, "cwd": str(folder), "toolName": tool, "toolArgs": json.dumps(given)})
    if assistant == "windsurf":
        return _json({"agent_action_name": tool, "tool_info": given})
    if assistant == "cline":
        asked = {"toolName": tool, "parameters": {name: json.dumps(value) for name, value in given.items()}}
        called = {"id": "call_0", "name": tool, "input": given}
        return _json({**_cline(folder), "hookName": "tool_call", "tool_call": called, "preToolUse": asked})
    event = {"gemini": "BeforeTool", "cursor": "preToolUse"}.get(assistant, "PreToolUse")
    common = {"hook_event_name": event, "session_id": _SESSION, "cwd": str(folder)}
    return _json({**common, "tool_name": tool, "tool_input": given})


def result(assistant: str, tool: str, given: dict[str, Any], found: Any, folder: Path) -> bytes:
    """A tool that has run."""
    if assistant == "copilot":
        common = {"sessionId": _SESSION, "cwd": str(folder), "toolName": tool, "toolArgs": given}
        return _json({**common, "toolResult": found})
    if assistant == "cline":
        done = {"id": "call_0", "name": tool, "input": given, "output": found, "durationMs": 62}
        asked = {"toolName": tool, "parameters": {}, "result": json.dumps(found), "success": True}
        return _json({**_cline(folder), "hookName": "tool_result", "tool_result": done, "postToolUse": asked})
    event = "AfterTool" if assistant == "gemini" else "PostToolUse"
    common = {"hook_event_name": event, "session_id": _SESSION, "cwd": str(folder)}
    return _json({**common, "tool_name": tool, "tool_input": given, "tool_response": found})


def _cline(folder: Path) -> dict[str, Any]:
    about = {"rootPath": str(folder), "hint": folder.name}
    common = {"clineVersion": "", "taskId": "conv_1796185768359_6q6nj0t", "userId": "unknown", "iteration": 1}
    return {**common, "workspaceRoots": [str(folder)], "workspaceInfo": about, "parent_agent_id": None}


def _json(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload).encode()
