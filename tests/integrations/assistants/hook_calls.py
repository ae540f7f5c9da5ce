"""Calls of the hook as an assistant makes them, and what its replies mean."""

from __future__ import annotations

import json
from typing import Any

from privacy_gate.integrations import assistants
from tests.gate import GITHUB_TOKEN, Outcome, gate
from tests.repository import Repository, shows_token

LEAK = f"Why does this fail?\n\ncurl -H 'Authorization: Bearer {GITHUB_TOKEN}' https://api.github.com/user\n"
OF_THEIR_OWN = ("windsurf", "cline")  # they answer in other ways: test_own_protocols.py
ASSISTANTS = tuple(name for name in assistants.ASSISTANTS if name not in OF_THEIR_OWN)


def hook(assistant: str, payload: bytes, *arguments: str) -> Outcome:
    done = gate("hook", assistant.partition("-")[0], *arguments, stdin=payload)
    assert done.code == 0
    assert done.err == ""
    assert done.out.isascii()
    assert isinstance(done.data, dict)
    assert not shows_token(done)
    return done


def stops(assistant: str, answer: dict[str, Any]) -> str | None:
    """The reason of a reply that stops a prompt, in the forms that were seen to stop one; None of any other."""
    if assistant in ("claude", "codex", "copilot"):
        more = {"continue", "stopReason"} if assistant == "claude" else set()
        assert answer.keys() <= {"decision", "reason", "hookSpecificOutput", "systemMessage"} | more
        assert assistant == "claude" or "hookSpecificOutput" not in answer  # Codex lets a prompt with one through
        return answer["reason"] if answer.get("decision") == "block" else None
    if assistant == "gemini":
        return answer["reason"] if answer.get("decision") == "deny" else None
    if assistant == "vscode":
        return answer["stopReason"] if answer.get("continue") is False else None
    assert assistant == "cursor", "the form of a reply that was seen to stop a prompt belongs here"
    return answer["user_message"] if answer.get("continue") is False else None


CODE = """\
def next_fee(invoice, ladder):
    \"\"\"The fee of the next step.\"\"\"
    surcharge = ladder.step_for(invoice.days_late)
    return surcharge * invoice.open_amount
"""


def denies(answer: dict[str, Any]) -> str | None:
    """What the model is told by a reply that forbids a call; None of any other."""
    inner = answer.get("hookSpecificOutput", answer)
    if inner.get("permissionDecision") == "deny":
        return str(inner["permissionDecisionReason"])
    if answer.get("permission") == "deny":
        return str(answer["agent_message"])
    return answer["reason"] if answer.get("decision") == "deny" else None


def events(repository: Repository) -> list[dict[str, Any]]:
    file = repository.root / ".git" / "privacy-gate" / "ledger.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
