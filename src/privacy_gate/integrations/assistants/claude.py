"""Claude Code. The SDK's `sdk.d.ts` documents the protocol. Blocking was tested with version 2.1.332."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from privacy_gate.integrations.assistants import mentions, payload, tools
from privacy_gate.integrations.assistants.events import Asked, Decision, File, Moment, Reply, Text
from privacy_gate.integrations.assistants.setup import GONE, TIMEOUT, Beside, HookPlan, guard_line

TITLE = "Claude Code"
KEEPS = "~/.claude/projects/ (the file of this session, *.jsonl)"
PROGRAM = "claude"
OTHER_NAMES: Sequence[str] = (
    "claude-code",
    "claudecode",
)
ASKED = "prompts; all tools; results"

_INSTRUCTIONS = ("CLAUDE.md", "CLAUDE.local.md", ".claude/CLAUDE.md", "~/.claude/CLAUDE.md")
_NESTED = _INSTRUCTIONS[:2]
_COMMANDS = tuple(f"{base}/.claude/{name}" for base in (".", "~") for name in ("commands/{}.md", "skills/{}/SKILL.md"))
_PROMPTS = ("UserPromptSubmit", "UserPromptExpansion")
_RESULTS: Mapping[str, Any] = {
    "Bash": {"stdout": GONE, "stderr": "", "interrupted": False, "isImage": False},
    "Read": {
        "type": "text",
        "file": {"filePath": "", "content": GONE, "numLines": 1, "startLine": 1, "totalLines": 1},
    },
    "Grep": {"mode": "content", "numFiles": 0, "filenames": [], "content": GONE, "numLines": 1},
}
"""Results that replace a tool's result when the program is gone, by tool.

Claude Code ignores a result of another form. It then uses the original result, and ignores the rest of the reply.
"""

_SHELL = """\
#!/bin/sh
# Written by privacy-gate. Claude Code starts shell commands, hooks and MCP servers through this file
# (CLAUDE_CODE_SHELL_PREFIX). A shell command that fails exits with 0 and prints its exit code: Claude Code sends the
# output of a failed command to the model, and no hook can remove a secret from it. All other programs start unchanged.
case $1 in
*"pwd -P >| "*) ;;
*) exec /bin/sh -c "$1" ;;
esac
for shell in "${CLAUDE_CODE_SHELL:-}" "${SHELL:-}" /bin/bash /usr/bin/bash /bin/zsh; do
    case $shell in *bash | *zsh) [ -x "$shell" ] && break ;; esac
done
"$shell" -c "$1"
code=$?
[ "$code" -eq 0 ] || printf '\\nExit code %s\\n' "$code"
exit 0
"""


def read(given: Mapping[str, Any], instructions: Sequence[str] = ()) -> Asked:
    """Read an event. Other assistants send the same events, with their own `instructions`, which import nothing."""
    event, folder = payload.text(given, "hook_event_name"), payload.optional(given, "cwd")
    if event in _PROMPTS:
        prompt = payload.text(given, "prompt")
        texts = [Text(("prompt",), "<prompt>", prompt)]
        if typed := payload.optional(given, "command_args"):
            texts.append(Text(("command_args",), "<prompt>", typed))
        files = (*mentions.mentions_in_prompt(prompt), *mentions.in_slash_command(prompt, *_COMMANDS))
        files += mentions.files_sent_along(*(instructions or _above(folder)), imports=not instructions)
        return Asked(Moment.PROMPT, event, given, tuple(texts), files, folder)
    tool = payload.optional(given, "tool_name")
    if event in ("PreToolUse", "PreSkillShellCommand"):
        texts_, files = tools.read_call(tool, given.get("tool_input"), ("tool_input",))
        if not instructions:
            files += _of_skill(tool, given.get("tool_input"))
        beside = () if instructions else _NESTED
        is_inline = event == "PreSkillShellCommand"
        return Asked(Moment.CALL, event, given, texts_, files, folder, tool, is_inline=is_inline, beside=beside)
    if event == "PostToolUse":
        found = payload.texts(given.get("tool_response"), ("tool_response",), f"<{tool}>")
        near = tools.named_files(tool, given.get("tool_input"))
        return Asked(Moment.RESULT, event, given, found, (), folder, tool, touches=near)
    if event == "PostToolUseFailure":
        found = payload.texts(given.get("error"), ("error",), f"<{tool}>")
        near = tools.named_files(tool, given.get("tool_input"))
        return Asked(Moment.CONTEXT, event, given, found, (), folder, tool, touches=near)
    if event == "InstructionsLoaded":
        return Asked(Moment.CONTEXT, event, given, (), (File(payload.text(given, "file_path")),), folder)
    if event == "SessionStart":
        return Asked(Moment.CONTEXT, event, given, folder=folder, git_status=True)
    raise payload.unknown(event)


def _above(folder: str) -> tuple[str, ...]:
    """Return the instructions that are sent at the start: those of the folder and of all folders above it."""
    above = (str(parent / name) for parent in PurePath(folder).parents for name in _NESTED)
    return (*_INSTRUCTIONS, *above)


def _of_skill(tool: str, given: Any) -> tuple[File, ...]:
    name = payload.optional(given, "skill") if tool == "Skill" and isinstance(given, Mapping) else ""
    return mentions.in_slash_command(f"/{name.removeprefix('/')}", *_COMMANDS)


def reply(asked: Asked, decision: Decision) -> Reply:
    answer: dict[str, Any] = {"systemMessage": decision.notice} if decision.notice else {}
    if asked.moment is Moment.CONTEXT:
        told = "\n".join(filter(None, [decision.reason, decision.notice]))
        return Reply({"systemMessage": told} if told else {})
    inner: dict[str, Any] = {"hookEventName": asked.event}
    if asked.moment is Moment.PROMPT:
        if not decision.reason:
            return Reply(answer)
        if asked.event == "UserPromptSubmit":  # otherwise it prints the prompt again beside the reason
            answer["hookSpecificOutput"] = {**inner, "suppressOriginalPrompt": True}
        return Reply({"decision": "block", "reason": decision.reason, **answer})
    if asked.moment is Moment.CALL:
        if decision.reason:
            inner |= {"permissionDecision": "deny", "permissionDecisionReason": decision.said}
        elif decision.replaced:  # not "allow", because the user would not be asked
            changed = payload.replace_texts(asked.payload, decision.replaced, "tool_input")
            inner |= {"permissionDecision": "ask", "permissionDecisionReason": decision.said, "updatedInput": changed}
        elif decision.question:
            inner |= {"permissionDecision": "ask", "permissionDecisionReason": decision.question}
    elif decision.reason:
        inner["updatedToolOutput"] = payload.withhold(asked.payload.get("tool_response"), decision.said)
    elif decision.replaced:
        inner["updatedToolOutput"] = payload.replace_texts(asked.payload, decision.replaced, "tool_response")
    return Reply(answer | {"hookSpecificOutput": inner} if len(inner) > 1 else answer)


def masks(asked: Asked) -> bool:
    return asked.moment in (Moment.CALL, Moment.RESULT)


def asks(asked: Asked) -> bool:
    return asked.moment is Moment.CALL


def build_block(reason: str) -> Reply:
    """Return a reply that blocks any event.

    `decision` blocks a prompt or a call. A tool result that is not sent yet can only be blocked by ending the turn.
    """
    return Reply({"decision": "block", "reason": reason, "continue": False, "stopReason": reason})


def plan(command: Sequence[str]) -> HookPlan:
    """Return the hooks of all events that show a text on its way to the model."""
    return HookPlan(
        user="~/.claude/settings.json",
        project=".claude/settings.json",
        variable="CLAUDE_CONFIG_DIR",
        prompts="UserPromptSubmit",
        hooks={
            "UserPromptSubmit": _entry(command, _STOPS),
            "UserPromptExpansion": _entry(command, _STOPS),
            "PreSkillShellCommand": _entry(command, _forbids("PreSkillShellCommand")),
            "PreToolUse": _entry(command, _forbids("PreToolUse"), "*"),
            "PostToolUse": [
                *(_entry(command, _withholds(form), tool) for tool, form in _RESULTS.items()),
                _entry(command, _ENDS, f"^(?!(?:{'|'.join(_RESULTS)})$)"),
            ],
            "PostToolUseFailure": _entry(command, _SAYS, "*"),
            "SessionStart": _entry(command, _SAYS),
            "InstructionsLoaded": _entry(command, _SAYS),
        },
        beside=None if sys.platform == "win32" else Beside("CLAUDE_CODE_SHELL_PREFIX", "privacy-gate-shell", _SHELL),
        still="In an untrusted repository, start Claude Code with `--settings` or use managed settings. A "
        "repository can disable all hooks (disableAllHooks) or redirect all requests (env.ANTHROPIC_BASE_URL). A start "
        "without `--settings` is not protected.",
    )


def _entry(command: Sequence[str], gone: Mapping[str, Any], matcher: str = "") -> dict[str, Any]:
    hook = {
        "type": "command",
        "command": guard_line(command, Reply(gone)),
        "timeout": TIMEOUT,
        "onFailure": "block",  # version 2.1.330 supports it, 2.1.197 does not
    }
    return ({"matcher": matcher} if matcher else {}) | {"hooks": [hook]}


_STOPS = {"decision": "block", "reason": GONE}
_SAYS = {"systemMessage": GONE}


def _forbids(event: str) -> dict[str, Any]:
    denied = {"permissionDecision": "deny", "permissionDecisionReason": GONE}
    return {"hookSpecificOutput": {"hookEventName": event, **denied}}


def _withholds(form: Any) -> dict[str, Any]:
    return {"hookSpecificOutput": {"hookEventName": "PostToolUse", "updatedToolOutput": form}}


_ENDS = {**_withholds(GONE), "continue": False, "stopReason": GONE}
"""The reply for tools whose results have other forms. Those of MCP servers accept a text, the others end the turn."""


def sample(prompt: str, folder: str) -> Mapping[str, Any]:
    return {"session_id": "selftest", "cwd": folder, "hook_event_name": "UserPromptSubmit", "prompt": prompt}


def is_blocked(reply: Reply) -> bool:
    answer = reply.object or {}
    return answer.get("decision") == "block"
