"""Windsurf (Devin's Cascade). It reads no JSON: an exit code of 2 blocks, with the reason on standard error.

docs.windsurf.com/windsurf/cascade/hooks documents the protocol. The program was not run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.integrations.assistants import mentions, payload, tools
from privacy_gate.integrations.assistants.events import Asked, Decision, Moment, Reply, Text
from privacy_gate.integrations.assistants.setup import GONE, HookPlan, guard_line

TITLE = "Windsurf"
KEEPS = ""
PROGRAM = "windsurf"
OTHER_NAMES: Sequence[str] = ()
ASKED = "prompts; reads, writes, commands, MCP"

_STOPS = 2


def read(given: Mapping[str, Any]) -> Asked:
    event, info = payload.text(given, "agent_action_name"), given.get("tool_info")
    if not isinstance(info, Mapping):
        raise GateError("the hook input has no `tool_info`")
    folder = payload.optional(info, "cwd")
    if event == "pre_user_prompt":
        prompt = payload.text(info, "user_prompt")
        texts = (Text(("tool_info", "user_prompt"), "<prompt>", prompt),)
        return Asked(Moment.PROMPT, event, given, texts, mentions.mentions_in_prompt(prompt, below=True), folder)
    if event == "pre_read_code":
        read_, files = tools.read_call("read", info, ("tool_info",))
        return Asked(Moment.CALL, event, given, read_, files, folder, "Read")
    if event == "pre_run_command":
        command = payload.text(info, "command_line")
        texts = (Text(("tool_info", "command_line"), "<Shell>", command),)
        return Asked(Moment.CALL, event, given, texts, tools.of_command(command), folder, "Shell")
    if event == "pre_write_code":
        written, files = tools.read_call("write", info, ("tool_info",))
        return Asked(Moment.CALL, event, given, written, files, folder, "Write")
    if event == "pre_mcp_tool_use":
        found, files = tools.read_call("mcp/tool", info, ("tool_info",))
        return Asked(Moment.CALL, event, given, found, files, folder, "MCP")
    raise payload.unknown(event)


def reply(asked: Asked, decision: Decision) -> Reply:
    if decision.reason:
        said = decision.reason if asked.moment is Moment.PROMPT else decision.said
        return Reply(None, _STOPS, f"{said}\n")
    return Reply(None, 0, f"{decision.notice}\n" if decision.notice else "")


def masks(_asked: Asked) -> bool:
    return False


def asks(_asked: Asked) -> bool:
    return False


def build_block(reason: str) -> Reply:
    return Reply(None, _STOPS, f"{reason}\n")


def plan(command: Sequence[str]) -> HookPlan:
    entry = {"command": guard_line(command, build_block(GONE)), "show_output": True}
    events = ("pre_user_prompt", "pre_read_code", "pre_write_code", "pre_run_command", "pre_mcp_tool_use")
    return HookPlan(
        user="~/.codeium/windsurf/hooks.json",
        project=".windsurf/hooks.json",
        prompts="pre_user_prompt",
        hooks=dict.fromkeys(events, entry),
        still="Windsurf allows a prompt or tool call if its hook cannot be started. It has no setting to change "
        "this. In JetBrains, the file is ~/.codeium/hooks.json.",
    )


def sample(prompt: str, _folder: str) -> Mapping[str, Any]:
    return {"agent_action_name": "pre_user_prompt", "tool_info": {"user_prompt": prompt}}


def is_blocked(reply: Reply) -> bool:
    return reply.code == _STOPS
