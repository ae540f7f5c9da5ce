"""Cursor. Its protocol is documented in cursor.com/docs/agent/hooks and in the package @cursor/sdk. It was not run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from privacy_gate.integrations.assistants import mentions, payload, tools
from privacy_gate.integrations.assistants.events import Asked, Decision, File, Moment, Reply, Text
from privacy_gate.integrations.assistants.setup import GONE, TIMEOUT, HookPlan, guard_line

TITLE = "Cursor"
KEEPS = ""
PROGRAM = "cursor"
OTHER_NAMES: Sequence[str] = ()
ASKED = "prompts; all tools"

_TAKES_INPUT = "preToolUse"


def read(given: Mapping[str, Any]) -> Asked:
    event, folder = payload.text(given, "hook_event_name"), _folder(given)
    if event == "beforeSubmitPrompt":
        prompt = payload.text(given, "prompt")
        files = (
            *mentions.mentions_in_prompt(prompt, below=True),
            *mentions.attached_files(given.get("attachments")),
            *mentions.files_sent_along(".cursorrules", "AGENTS.md"),
        )
        return Asked(Moment.PROMPT, event, given, (Text(("prompt",), "<prompt>", prompt),), files, folder)
    if event in ("beforeReadFile", "beforeTabFileRead"):
        file = payload.parse_file_url(payload.text(given, "file_path"))
        texts = (Text(("content",), file, payload.text(given, "content")),)
        return Asked(
            Moment.CALL,
            event,
            given,
            texts,
            mentions.attached_files(given.get("attachments")),
            folder,
            "Read",
            touches=(File(file),),
        )
    if event == "beforeShellExecution":
        command = payload.text(given, "command")
        texts = (Text(("command",), "<Shell>", command),)
        return Asked(Moment.CALL, event, given, texts, tools.of_command(command), folder, "Shell")
    tool = payload.optional(given, "tool_name")
    if event in ("beforeMCPExecution", _TAKES_INPUT):
        opened = {**given, "tool_input": payload.open_payload(given.get("tool_input"))}
        name = f"mcp/{tool}" if event == "beforeMCPExecution" else tool  # a tool of a server, with any name
        found, named = tools.read_call(name, opened["tool_input"], ("tool_input",))
        found += payload.texts({name: given[name] for name in ("url", "command") if name in given}, ("mcp",), "<MCP>")
        return Asked(Moment.CALL, event, opened, found, named, folder, tool)
    raise payload.unknown(event)


def _folder(given: Mapping[str, Any]) -> str:
    if folder := payload.optional(given, "cwd"):
        return folder
    roots = given.get("workspace_roots")
    return roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], str) else ""


def reply(asked: Asked, decision: Decision) -> Reply:
    if asked.moment is Moment.PROMPT:
        if decision.reason:
            return Reply({"continue": False, "user_message": decision.reason})
        return Reply({"continue": True})
    if decision.reason:
        said = {"user_message": decision.reason, "agent_message": decision.said}
        return Reply({"permission": "deny", **said})
    if decision.question:
        return Reply({"permission": "ask", "user_message": decision.question, "agent_message": decision.question})
    if decision.replaced and asked.event == _TAKES_INPUT:
        changed = payload.replace_texts(asked.payload, decision.replaced, "tool_input")
        said = {"user_message": decision.said, "agent_message": decision.said}
        return Reply({"permission": "ask", **said, "updated_input": changed})
    if decision.replaced:
        return Reply({"permission": "deny", "user_message": decision.said, "agent_message": decision.said})
    return Reply({"permission": "allow"} if asked.event in ("beforeReadFile", "beforeTabFileRead") else {})


def masks(asked: Asked) -> bool:
    return asked.event == _TAKES_INPUT


def asks(asked: Asked) -> bool:
    return asked.event in ("beforeShellExecution", "beforeMCPExecution", _TAKES_INPUT)


def build_block(reason: str) -> Reply:
    return Reply({"continue": False, "permission": "deny", "user_message": reason, "agent_message": reason})


def plan(command: Sequence[str]) -> HookPlan:
    entry = {"command": guard_line(command, build_block(GONE)), "timeout": TIMEOUT, "failClosed": True}
    events = (
        "beforeSubmitPrompt", "beforeReadFile", "beforeTabFileRead", "beforeShellExecution", "beforeMCPExecution",
        _TAKES_INPUT,
    )  # fmt: skip
    return HookPlan(
        user="~/.cursor/hooks.json",
        project=".cursor/hooks.json",
        prompts="beforeSubmitPrompt",
        top={"version": 1},
        hooks=dict.fromkeys(events, entry),
        still="Restart Cursor. The hook is then listed under Settings, Hooks.",
    )


def sample(prompt: str, folder: str) -> Mapping[str, Any]:
    common = {"cursor_version": "selftest", "workspace_roots": [folder], "hook_event_name": "beforeSubmitPrompt"}
    return {**common, "prompt": prompt, "attachments": []}


def is_blocked(reply: Reply) -> bool:
    answer = reply.object or {}
    return answer.get("continue") is False
