"""What assistants send to their hooks: rubbish stops, a secret never passes, every reply has its assistant's form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants import hook_worker
from tests.fuzz.target import ALONE, SECRET, Target, assert_hidden, strict_json
from tests.integrations.assistants import payloads
from tests.repository import Repository

NAMES = tuple(assistants.ASSISTANTS)
_MEMBERS = {
    "claude": "continue stopReason decision reason systemMessage hookSpecificOutput",
    "codex": "decision reason systemMessage hookSpecificOutput",
    "gemini": "decision reason systemMessage hookSpecificOutput",
    "copilot": "decision reason permissionDecision permissionDecisionReason modifiedPrompt modifiedTransformedPrompt"
    " modifiedArgs modifiedResult",
    "vscode": "continue stopReason decision reason systemMessage hookSpecificOutput",
    "cursor": "continue permission user_message agent_message updated_input",
    "cline": "cancel errorMessage",
}
_WORDS = {
    "decision": ("block", "deny"),
    "permission": ("allow", "deny", "ask"),
    "permissionDecision": ("deny", "ask"),
}


@cache
def folder() -> Path:
    """A repository to work in, below the worker's folder."""
    made = Repository(Path.cwd() / "project")
    if not (made.root / "a.py").exists():
        made.commit({"a.py": "def f(): pass\n", ".env": f"TOKEN={SECRET}\n"})
    return made.root


def answered(name: str, data: bytes) -> None:
    """One JSON object or one exit code; the members and the words that the assistant knows."""
    folder()
    done = hook_worker.answer_event(name, data, None)
    said = done.out.decode("ascii") + done.complaint.decode()
    assert_hidden(said, data.decode("utf-8", "replace"))
    answer = read_reply(name, done.out, done.code)
    given = _parsed(data)
    stopped = is_stopped(name, answer, done.code)
    if not isinstance(given, dict):
        assert stopped, "rubbish passes"
    elif ALONE.search(_prompt(name, given)):
        assert stopped or "PG_" in json.dumps(answer, ensure_ascii=False), "a secret passes"


def read_reply(name: str, out: bytes, code: int) -> dict[str, Any]:
    if name == "windsurf":
        assert out == b""
        assert code in (0, 2)
        return {}
    assert code == 0
    assert out.count(b"\n") == 1, "more than one line"
    answer = strict_json(out)
    assert isinstance(answer, dict)
    assert answer.keys() <= set(_MEMBERS[name].split()), f"unknown members: {answer.keys()}"
    inner = answer.get("hookSpecificOutput", {})
    for key, words in _WORDS.items():
        for one in (answer, inner):
            assert key not in one or one[key] in words, f"{key} is {one.get(key)!r}"
    return answer


def is_stopped(name: str, answer: dict[str, Any], code: int) -> bool:
    inner = answer.get("hookSpecificOutput", {})
    return (
        code == 2
        or answer.get("decision") in ("block", "deny")
        or answer.get("continue") is False
        or answer.get("cancel") is True
        or "deny" in (answer.get("permission"), answer.get("permissionDecision"), inner.get("permissionDecision"))
    )


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _prompt(name: str, given: dict[str, Any]) -> str:
    """The text of a payload that is plainly a prompt; empty for any other."""
    inner: Any = {"windsurf": given.get("tool_info"), "cline": given.get("userPromptSubmit")}.get(name, given)
    event = given.get(
        "agent_action_name" if name == "windsurf" else "hookName" if name == "cline" else "hook_event_name"
    )
    known = ("UserPromptSubmit", "BeforeAgent", "beforeSubmitPrompt", "pre_user_prompt")
    if name not in ("copilot", "vscode") and event not in known:
        return ""
    if not isinstance(inner, dict):
        return ""
    text = inner.get("user_prompt" if name == "windsurf" else "prompt")
    return text if isinstance(text, str) else ""


def seeds(name: str) -> Iterable[bytes]:
    here = folder()
    yield payloads.prompt(name, f"Why does this fail?\n\n{SECRET}\n", here)
    yield payloads.prompt(name, "Sort @a.py and a list of numbers.", here)
    shell = {"windsurf": "pre_run_command", "gemini": "run_shell_command"}.get(name, "Bash")
    yield payloads.call(name, shell, {"command": f"curl -H {SECRET}", "command_line": f"cat .env; echo {SECRET}"}, here)
    read = {"windsurf": "pre_read_code", "gemini": "read_file"}.get(name, "Read")
    yield payloads.call(name, read, {"file_path": str(here / "a.py"), "offset": 1, "limit": 2}, here)
    yield payloads.call(name, "mcp__x__y", {"deep": [{"key": SECRET, "n": 1.5, "none": None}]}, here)
    if name not in ("windsurf", "cline", "cursor"):
        yield payloads.result(name, shell, {"command": "x"}, {"stdout": f"a {SECRET}", "code": 0, "more": [True]}, here)


WORDS = (
    "UserPromptSubmit", "PreToolUse", "PostToolUse", "BeforeAgent", "BeforeTool", "AfterTool", "beforeSubmitPrompt",
    "beforeReadFile", "beforeMCPExecution", "preToolUse", "pre_user_prompt", "pre_mcp_tool_use", "prompt", "tool_input",
    "tool_response", "toolArgs", "toolResult", "transformedPrompt", "attachments", "cwd", "@.env", SECRET, "\\ud800",
    "NaN", "1e999", "-Infinity", "null", "9" * 40,
)  # fmt: skip
TARGETS = tuple(
    Target(f"hook-{name}", partial(answered, name), partial(seeds, name), WORDS, is_json=True) for name in NAMES
)
