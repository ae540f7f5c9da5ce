"""Cline. A hook is a program in a folder, named after its event. Its protocol: `docs/features/hooks` of cline/cline;
it was read, not run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from privacy_gate.assistants import mentions, payload, tools
from privacy_gate.assistants.events import Asked, Decision, File, Moment, Reply, Text
from privacy_gate.errors import GateError

if TYPE_CHECKING:
    from privacy_gate.assistants.setup import Plan

TITLE = "Cline"
KEEPS = ""


def read(given: Mapping[str, Any]) -> Asked:
    event, folder = payload.text(given, "hookName"), _folder(given)
    if event == "UserPromptSubmit":
        inner = _inner(given, "userPromptSubmit")
        prompt = payload.text(inner, "prompt")
        texts = (Text(("userPromptSubmit", "prompt"), "<prompt>", prompt),)
        files = (*mentions.in_prompt(prompt), *_attached(inner))
        return Asked(Moment.PROMPT, event, given, texts, files, folder)
    if event == "PreToolUse":
        inner = _inner(given, "preToolUse")
        tool = payload.optional(inner, "toolName", "tool")
        texts_, files_ = tools.asked(tool, inner.get("parameters"), ("preToolUse", "parameters"))
        return Asked(Moment.CALL, event, given, texts_, files_, folder, tool)
    raise payload.unknown(event)


def _inner(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = given.get(name)
    if not isinstance(inner, Mapping):
        raise GateError(f"what the assistant sent has no `{name}`")
    return inner


def _folder(given: Mapping[str, Any]) -> str:
    roots = given.get("workspaceRoots")
    return roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], str) else ""


def _attached(inner: Mapping[str, Any]) -> Iterator[File]:
    attached = inner.get("attachments")
    for one in attached if isinstance(attached, list) else ():
        if isinstance(one, str):
            yield File(one)
        elif isinstance(one, Mapping) and (path := payload.optional(one, "path", "filePath")):
            yield File(path)


def reply(asked: Asked, decision: Decision) -> Reply:
    if decision.reason:
        return closed(decision.reason if asked.moment is Moment.PROMPT else decision.said)
    return Reply({"cancel": False})


def masks(_asked: Asked) -> bool:
    return False


def closed(reason: str) -> Reply:
    return Reply({"cancel": True, "errorMessage": reason})


def plan(command: Sequence[str]) -> Plan:
    from privacy_gate.assistants.setup import GONE, Plan, guarded

    script = f"#!/bin/sh\n{guarded(command, closed(GONE))}\n"
    return Plan(
        user="~/Documents/Cline/Rules/Hooks",
        project=".clinerules/hooks",
        prompts="UserPromptSubmit",
        hooks={},
        programs={"UserPromptSubmit": script, "PreToolUse": script},
        still="Hooks must be switched on in the settings of Cline.",
    )


def sample(prompt: str, folder: str) -> Mapping[str, Any]:
    return {"hookName": "UserPromptSubmit", "workspaceRoots": [folder], "userPromptSubmit": {"prompt": prompt}}


def stopped(reply: Reply) -> bool:
    return isinstance(reply.object, Mapping) and reply.object.get("cancel") is True
