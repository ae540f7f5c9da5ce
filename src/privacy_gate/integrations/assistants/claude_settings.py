"""What `install` writes for Claude Code: a hook for each event, and a file that its shell commands run through."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from privacy_gate.integrations.assistants.events import Reply
from privacy_gate.integrations.assistants.setup import GONE, TIMEOUT, Beside, HookPlan, guard_line

_RESULTS: Mapping[str, Any] = {
    "Bash": {"stdout": GONE, "stderr": "", "interrupted": False, "isImage": False},
    "Read": {
        "type": "text",
        "file": {"filePath": "", "content": GONE, "numLines": 1, "startLine": 1, "totalLines": 1},
    },
    "Grep": {"mode": "content", "numFiles": 0, "filenames": [], "content": GONE, "numLines": 1},
}
"""What takes the place of a tool's result when the program is gone. Claude Code ignores one of another form, and
then lets the result through, whatever else the hook says."""

SHELL = """\
#!/bin/sh
# Written by privacy-gate. Claude Code starts shell commands, hooks and MCP servers through this file
# (CLAUDE_CODE_SHELL_PREFIX). A shell command that fails ends as a success that names the exit code: what a failed
# one prints is sent to the model, and no hook can take a secret out of it. Everything else is started as it is.
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


def plan(command: Sequence[str]) -> HookPlan:
    """The hooks of all events that tell of a text on its way to the model."""
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
        beside=None if sys.platform == "win32" else Beside("CLAUDE_CODE_SHELL_PREFIX", "privacy-gate-shell", SHELL),
        still="Start Claude Code with `--settings` or use managed settings where a repository is not trusted: the "
        "settings of a repository can switch all hooks off (disableAllHooks) or send everything to another address "
        "(env.ANTHROPIC_BASE_URL), and a bare start is not protected against them.",
    )


def _entry(command: Sequence[str], gone: Mapping[str, Any], matcher: str = "") -> dict[str, Any]:
    hook = {
        "type": "command",
        "command": guard_line(command, Reply(gone)),
        "timeout": TIMEOUT,
        "onFailure": "block",  # version 2.1.330 knows it, 2.1.197 does not
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
"""For tools whose results have other forms: those of MCP servers take a text, the others end the turn."""
