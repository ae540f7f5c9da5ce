"""Laws: whatever an assistant sends, the reply to a failed check is one that it understands, made of nothing native."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants import fallback_reply
from privacy_gate.integrations.assistants.events import Decision, Reply

EVENTS = (
    "UserPromptSubmit PreToolUse PostToolUse BeforeAgent BeforeTool AfterTool beforeSubmitPrompt beforeReadFile "
    "beforeShellExecution beforeMCPExecution preToolUse pre_user_prompt pre_read_code Surprise"
).split()
_NAMES = (
    "hook_event_name hookEventName hookName agent_action_name prompt cwd tool_name toolName tool_input toolArgs "
    "tool_response toolResult tool_info user_prompt file_path content command attachments workspace_roots "
    "userPromptSubmit preToolUse transformedPrompt"
).split()
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(EVENTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
    max_leaves=12,
)
_PAYLOADS = st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=8)


@settings(max_examples=150)
@given(name=st.sampled_from(list(assistants.ASSISTANTS)), payload=_PAYLOADS | _VALUES, why=st.text(max_size=30))
def test_a_failed_check_never_lets_a_prompt_through(name: str, payload: Any, why: str) -> None:
    printed = fallback_reply.make_failure_reply(name, json.dumps(payload).encode(), why, let_through=False)

    answer = json.loads(printed.out) if printed.out else None
    assert printed.out.count(b"\n") == (answer is not None)
    assert printed.code == (0 if answer is not None else 2)
    said = json.dumps(answer)
    assistant = assistants.get(name)
    stops = assistant.is_blocked(Reply(answer, printed.code, printed.complaint.decode()))
    withheld = '"permissionDecision": "deny"', '"permission": "deny"', '"updatedToolOutput"', '"modifiedResult"'
    assert stops or any(sign in said for sign in withheld)


@pytest.mark.parametrize("name", assistants.ASSISTANTS)
def test_a_sample_is_read_and_stopped(name: str) -> None:
    assistant = assistants.get(name)
    asked = assistant.read(assistant.sample("hello", "/tmp"))  # noqa: S108  (nothing is written)

    assert [text.text for text in asked.texts] == ["hello"]
    assert assistant.is_blocked(assistant.build_block("no"))
    assert not assistant.is_blocked(assistant.reply(asked, Decision()))


def test_the_reply_to_a_failed_check_needs_nothing_native() -> None:
    code = (
        "import json, sys\n"
        "from privacy_gate.integrations.assistants import ASSISTANTS, hook_entry as entry, fallback_reply as failing\n"
        "for name in ASSISTANTS: failing.make_failure_reply(name, b'', 'x', let_through=False)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not set(json.loads(done.stdout)) & {
        "click",
        "msgspec",
        "hyperscan",
        "libcst",
        "yaml",
        "sqlite3",
        "tree_sitter",
    }
