"""Cline. A hook is a program in a folder, named after its event.

The payloads of the command line were tested with version 3.0.65, which runs no hook for a prompt. Those of the VS Code
extension are from `docs/features/hooks`. Cline allows everything if a reply is more than one JSON object, or if a
program fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.integrations.assistants import mentions, payload, tools
from privacy_gate.integrations.assistants.events import Asked, Decision, Moment, Reply, Text
from privacy_gate.integrations.assistants.setup import GONE, HookPlan, guard_line

TITLE = "Cline"
KEEPS = ""
PROGRAM = "cline"
OTHER_NAMES: Sequence[str] = ()
ASKED = "prompts (not on its command line); all tools; results"


def read(given: Mapping[str, Any]) -> Asked:
    event, folder = payload.text(given, "hookName"), _folder(given)
    if event in ("UserPromptSubmit", "prompt_submit"):
        inner = _inner(given, "userPromptSubmit", "prompt_submit")
        prompt = payload.text(inner, "prompt")
        texts = (Text(("userPromptSubmit", "prompt"), "<prompt>", prompt),)
        files = (*mentions.mentions_in_prompt(prompt, below=True), *mentions.attached_files(inner.get("attachments")))
        return Asked(Moment.PROMPT, event, given, texts, files, folder)
    if event in ("PreToolUse", "tool_call"):
        tool, arguments = _read_call(_inner(given, "tool_call", "preToolUse"))
        texts_, files_ = tools.read_call(tool, arguments, ("tool_call",))
        return Asked(Moment.CALL, event, given, texts_, files_, folder, tool)
    if event in ("PostToolUse", "tool_result"):
        inner = _inner(given, "tool_result", "postToolUse")
        tool, arguments = _read_call(inner)
        found = payload.texts([inner.get(name) for name in _RESULTS], ("tool_result",), f"<{tool}>")
        return Asked(Moment.RESULT, event, given, found, (), folder, tool, touches=tools.named_files(tool, arguments))
    raise payload.unknown(event)


_RESULTS = ("output", "result", "error")


def _read_call(inner: Mapping[str, Any]) -> tuple[str, Any]:
    """Return a tool and its arguments. Arguments from the extension are texts with JSON in them."""
    return payload.optional(inner, "name", "toolName", "tool"), inner.get("input", inner.get("parameters"))


def _inner(given: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        if isinstance(inner := given.get(name), Mapping):
            return inner
    raise GateError(f"the hook input has no `{names[0]}`")


def _folder(given: Mapping[str, Any]) -> str:
    roots = given.get("workspaceRoots")
    return roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], str) else ""


def reply(asked: Asked, decision: Decision) -> Reply:
    if decision.reason:
        return build_block(decision.reason if asked.moment is Moment.PROMPT else decision.said)
    return Reply({"cancel": False})


def masks(_asked: Asked) -> bool:
    return False


def asks(_asked: Asked) -> bool:
    return False


def build_block(reason: str) -> Reply:
    return Reply({"cancel": True, "errorMessage": reason})


def plan(command: Sequence[str]) -> HookPlan:
    script = f"#!/bin/sh\n{guard_line(command, build_block(GONE))}\n"
    return HookPlan(
        user="~/Documents/Cline/Hooks",
        project=".clinerules/hooks",
        prompts="UserPromptSubmit",
        hooks={},
        programs=dict.fromkeys(("UserPromptSubmit", "PreToolUse", "PostToolUse"), script),
        still="Enable hooks in the settings of Cline. Its command line runs no hook for prompts, so typed prompts are "
        "not checked there. Tools and their results are checked. A blocked result ends the task.",
    )


def sample(prompt: str, folder: str) -> Mapping[str, Any]:
    return {"hookName": "UserPromptSubmit", "workspaceRoots": [folder], "userPromptSubmit": {"prompt": prompt}}


def is_blocked(reply: Reply) -> bool:
    return isinstance(reply.object, Mapping) and reply.object.get("cancel") is True
