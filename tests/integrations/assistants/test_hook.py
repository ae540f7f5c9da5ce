"""Prompts and tools in the hooks of assistants: what is stopped, what passes, and with which reply."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.integrations import assistants
from tests.gate import GITHUB_TOKEN, Outcome, gate
from tests.integrations.assistants import payloads
from tests.repository import Repository, shows_token

LEAK = f"Why does this fail?\n\ncurl -H 'Authorization: Bearer {GITHUB_TOKEN}' https://api.github.com/user\n"
OF_THEIR_OWN = ("windsurf", "cline")  # they answer in other ways, and have tests below
ASSISTANTS = tuple(name for name in assistants.ASSISTANTS if name not in OF_THEIR_OWN)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path / "project")


def hook(assistant: str, payload: bytes, *arguments: str) -> Outcome:
    done = gate("hook", assistant.partition("-")[0], *arguments, stdin=payload)
    assert done.code == 0
    assert done.err == ""
    assert done.out.isascii()
    assert isinstance(done.data, dict)
    assert not shows_token(done)
    return done


def events(repository: Repository) -> list[dict[str, Any]]:
    file = repository.root / ".git" / "privacy-gate" / "ledger.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


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


@pytest.mark.parametrize("assistant", [one for one in ASSISTANTS if one != "copilot"])
def test_a_prompt_with_a_secret_is_stopped(assistant: str, repository: Repository) -> None:
    done = hook(assistant, payloads.prompt(assistant, LEAK, repository.root))

    reason = stops(assistant, done.data)
    assert reason is not None
    assert "line 3: GitHub token [secret/github-token]" in reason
    assert "Bearer ⟦PG:TOKEN:0001⟧" in reason
    assert "privacy-gate allow --last" in reason
    assert ("~/.claude/projects" in reason) == (assistant == "claude")
    (event,) = events(repository)
    assert (event["kind"], event["reason"], event["verdict"]) == ("checked", "stopped", "never")


OFFERED = "You can send this version instead:"


def test_what_is_offered_is_clean_by_all_rules(repository: Repository) -> None:
    """The profile of the hook stops few things; a host and a ticket beside them become placeholders as well."""
    prompt = f"{LEAK}\nIt runs on quotes-07.harnwick.internal, see PRICE-4711, ask t.lind@harnwick.eu.\n"

    reason = hook("claude", payloads.prompt("claude", prompt, repository.root)).data["reason"]

    assert OFFERED in reason
    text = reason.split(OFFERED)[1].split("To send it as it is")[0].strip()
    assert "harnwick" not in text
    assert gate("scan", "-", "--fail-on", "warning", "--ignore", "prompt", stdin=text.encode()).code == 0
    (repository.root / "answer.md").write_text("ask ⟦PG:HOST:0001⟧")
    assert repository.gate("restore", "answer.md").out == "ask quotes-07.harnwick.internal"


@pytest.mark.parametrize(
    "more",
    [
        "As part of our user auth system for customer Harnwick Dairies.",
        "Churn among dealers is 4.1 %, because they pay late.",
        "CODE",
    ],
)
def test_what_only_a_person_can_rewrite_is_not_offered(more: str, repository: Repository) -> None:
    repository.commit({"src/fees.py": CODE})
    text = f"```python\n{CODE}```" if more == "CODE" else more

    reason = hook("claude", payloads.prompt("claude", f"{LEAK}\n{text}\n", repository.root)).data["reason"]

    assert OFFERED not in reason
    assert "⟦PG:" not in reason
    assert "`clean` cannot fix everything" in reason


@pytest.mark.parametrize("assistant", ["claude", "gemini", "cursor"])
@pytest.mark.parametrize("given", [LEAK, f"echo {GITHUB_TOKEN}", "plain"])
def test_the_name_of_a_tool_shows_no_secret(assistant: str, given: str, repository: Repository) -> None:
    text = json.dumps({"deep": [{given: {}}], "url": "https://x.example"})
    for tool in (f"mcp {GITHUB_TOKEN}", f"{GITHUB_TOKEN}\n::error::x"):
        hook(assistant, payloads.call(assistant, tool, json.loads(text), repository.root))


def test_a_folder_that_no_folder_can_be_called(repository: Repository) -> None:
    done = hook("claude", payloads.prompt("claude", "Sort.", Path("/a\0b")))

    assert "cannot be entered: no such name" in done.data["reason"]


@pytest.mark.parametrize("assistant", ["claude", "copilot"])
def test_a_secret_in_a_very_long_prompt_stops_it_and_no_cleaned_text_is_made(
    assistant: str, repository: Repository
) -> None:
    done = hook(assistant, payloads.prompt(assistant, LEAK + "Sort these words.\n" * 30_000, repository.root))

    assert "line 3: GitHub token [secret/github-token]" in done.data["reason"]
    assert "⟦PG:" not in done.data["reason"]


@pytest.mark.parametrize("assistant", ["copilot", "copilot-pascal"])
def test_copilot_gets_a_prompt_with_placeholders(assistant: str, repository: Repository) -> None:
    done = hook(assistant, payloads.prompt(assistant, LEAK, repository.root))

    assert done.data == {"modifiedPrompt": LEAK.replace(GITHUB_TOKEN, "⟦PG:TOKEN:0001⟧")}
    (event,) = events(repository)
    assert (event["kind"], event["assistant"]) == ("sent", "GitHub Copilot")
    (repository.root / "answer.md").write_text("use ⟦PG:TOKEN:0001⟧")


@pytest.mark.parametrize("assistant", [*ASSISTANTS, "copilot-pascal"])
def test_a_clean_prompt_passes(assistant: str, repository: Repository) -> None:
    done = hook(assistant, payloads.prompt(assistant, "Sort a list of numbers.", repository.root))

    assert done.data == ({"continue": True} if assistant == "cursor" else {})
    assert [event["kind"] for event in events(repository)] == ["sent"]


@pytest.mark.parametrize("prompt", ["please help", LEAK])
@pytest.mark.parametrize("added", ["", "<now>"])
def test_a_transformed_prompt_of_copilot_is_masked(prompt: str, added: str, repository: Repository) -> None:
    sent = payloads.prompt("copilot", prompt, repository.root, transformedPrompt=f"{added}{LEAK}")

    assert "⟦PG:TOKEN:0001⟧" in hook("copilot", sent).data["modifiedTransformedPrompt"]


def test_a_transformed_prompt_of_copilot_is_answered_though_only_the_typed_one_leaks(repository: Repository) -> None:
    sent = payloads.prompt("copilot", LEAK, repository.root, transformedPrompt="<now>Sort.")

    assert hook("copilot", sent).data == {"modifiedTransformedPrompt": "<now>Sort."}


def test_a_transformed_prompt_of_copilot_that_cannot_be_mended_is_replaced(repository: Repository) -> None:
    repository.commit({"src/dunning.py": f"# privacy-gate: never-send\n\n{CODE}"})
    sent = payloads.prompt("copilot", "help", repository.root, transformedPrompt=f"<now>Explain:\n\n{CODE}")

    said = hook("copilot", sent).data["modifiedTransformedPrompt"]  # a block was seen to be without effect

    assert said.startswith("privacy-gate stopped this prompt")
    assert "surcharge" not in said


@pytest.mark.parametrize(("mode", "decision"), [("bypassPermissions", "allow"), ("default", "deny"), (None, "deny")])
def test_codex_gets_placeholders_only_where_nobody_would_have_been_asked(
    mode: str | None, decision: str, repository: Repository
) -> None:
    sent = json.loads(payloads.call("codex", "mcp__x__y", {"body": f"use {GITHUB_TOKEN}"}, repository.root))

    answer = hook("codex", json.dumps({**sent, "permission_mode": mode}).encode()).data["hookSpecificOutput"]

    assert answer["permissionDecision"] == decision
    assert answer.get("updatedInput") == ({"body": "use ⟦PG:TOKEN:0001⟧"} if decision == "allow" else None)


CODE = """\
def next_fee(invoice, ladder):
    \"\"\"The fee of the next step.\"\"\"
    surcharge = ladder.step_for(invoice.days_late)
    return surcharge * invoice.open_amount
"""


def test_the_repository_profile_lets_its_own_code_pass_and_stops_what_never_leaves(repository: Repository) -> None:
    context = "Our confidential pricing for our customer Halvorsen GmbH is 12 % below list; see erp.corp.internal."
    assert "decision" not in hook("claude", payloads.prompt("claude", context, repository.root)).data
    repository.commit({"src/dunning.py": f"# privacy-gate: never-send\n\n{CODE}"})

    reason = hook("claude", payloads.prompt("claude", f"Explain:\n\n{CODE}", repository.root)).data["reason"]

    assert "code/never-send" in reason


BUSINESS = "As part of our user auth system, write a function to hash passwords for our financial data"


def test_what_a_prompt_gives_away_is_shown_to_the_user_once_and_recorded(repository: Repository) -> None:
    text = payloads.prompt("claude", BUSINESS, repository.root)

    first, again = hook("claude", text).data, hook("claude", text).data
    other = hook("claude", payloads.prompt("claude", f"Please: {BUSINESS}", repository.root)).data

    assert first.keys() == {"systemMessage"}
    assert "[business/company-context]" in first["systemMessage"]
    assert len(first["systemMessage"].splitlines()) <= 3
    assert again == {}
    assert "[business/company-context]" in other["systemMessage"]
    for event in events(repository):
        assert (event["kind"], event["verdict"]) == ("sent", "rewrite")
        assert event["rules"]["business/company-context"] == 2


def test_what_a_long_prompt_gives_away_takes_three_lines(repository: Repository) -> None:
    done = hook("claude", payloads.prompt("claude", f"{BUSINESS}\n" * 40, repository.root)).data

    assert "and 78 more" in done["systemMessage"]
    assert len(done["systemMessage"].splitlines()) == 3


def test_code_of_the_repository_in_a_prompt_is_not_worth_a_word(repository: Repository) -> None:
    repository.commit({"src/dunning.py": CODE})

    assert hook("claude", payloads.prompt("claude", f"Explain:\n\n{CODE}", repository.root)).data == {}


def test_a_stop_by_the_profile_is_no_other_with_more_rules(repository: Repository) -> None:
    done = hook("claude", payloads.prompt("claude", f"{BUSINESS}\n\n{LEAK}", repository.root)).data

    assert done["decision"] == "block"
    assert "secret/github-token" in done["reason"]


def test_the_clean_room_profile_judges_by_all_rules(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "hook:\n  profile: clean-room\n")

    done = hook("claude", payloads.prompt("claude", "The host is nas7.fennick.lan, is it?", repository.root))

    assert "internal/hostname" in done.data["reason"]


def test_warnings_are_told_to_the_user_and_stop_when_that_is_set(repository: Repository) -> None:
    text = payloads.prompt("claude", "Write to maria.hofer@halvorsen-werke.at please", repository.root)
    assert hook("claude", text).data == {"systemMessage": "privacy-gate: 1 warning: personal/email (line 1)"}
    repository.write("privacy-gate.yaml", "hook: {block_on: warning}\n")

    assert "personal/email" in hook("claude", text).data["reason"]


@pytest.mark.parametrize("assistant", [one for one in assistants.ASSISTANTS if one != "claude"])
def test_a_warning_is_shown_to_the_user_or_to_nobody(assistant: str, repository: Repository) -> None:
    sent = payloads.prompt(assistant, "Write to maria.hofer@halvorsen-werke.at please", repository.root)

    done = gate("hook", assistant, stdin=sent)

    said = "privacy-gate: 1 warning: personal/email (line 1)"
    assert done.code == 0
    assert done.err.strip() == (said if assistant == "windsurf" else "")
    if assistant in ("codex", "gemini", "vscode"):
        assert done.data == {"systemMessage": said}
    else:
        assert done.out.strip() in ("", "{}", '{"continue": true}', '{"cancel": false}')


@pytest.mark.parametrize("assistant", ["claude", "gemini", "cursor"])
def test_a_file_that_a_prompt_mentions_is_looked_into(assistant: str, repository: Repository) -> None:
    repository.write("conf/live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    for text in ("read @conf/live.env.", 'read @"conf/live.env"', f"read @{repository.root}/conf/live.env#L1"):
        reason = stops(assistant, hook(assistant, payloads.prompt(assistant, text, repository.root)).data)
        assert reason is not None
        assert "conf/live.env, line 1: " in reason

    assert not stops(assistant, hook(assistant, payloads.prompt(assistant, "ask @nobody", repository.root)).data)


def test_a_folder_that_gemini_reads_is_looked_into(repository: Repository) -> None:
    repository.write("conf/live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    assert "conf/live.env" in hook("gemini", payloads.prompt("gemini", "see @conf/", repository.root)).data["reason"]
    assert hook("claude", payloads.prompt("claude", "see @conf/", repository.root)).data == {}


@pytest.mark.parametrize(
    ("assistant", "file"),
    [("claude", "CLAUDE.md"), ("codex", "AGENTS.md"), ("gemini", "GEMINI.md"), ("cursor", ".cursorrules"),
     ("vscode", ".github/copilot-instructions.md"), ("claude", ".claude/commands/team/fix.md")],
)  # fmt: skip
def test_what_an_assistant_sends_along_is_looked_into(assistant: str, file: str, repository: Repository) -> None:
    repository.write(file, f"Log in with {GITHUB_TOKEN}\n")
    (repository.root / "src").mkdir()

    for text, folder in (("/team:fix it", repository.root), ("/team:fix it", repository.root / "src")):
        reason = stops(assistant, hook(assistant, payloads.prompt(assistant, text, folder)).data)
        assert reason is not None
        assert f"{file}, line 1" in reason


def test_an_attachment_is_looked_into(repository: Repository) -> None:
    file = repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    attached = [{"type": "file", "file_path": str(file)}]

    done = hook("cursor", payloads.prompt("cursor", "help", repository.root, attachments=attached))

    assert "live.env, line 1" in done.data["user_message"]


# tools -------------------------------------------------------------------------------------------

SHELLS = {"claude": "Bash", "codex": "Bash", "gemini": "run_shell_command", "copilot": "bash", "cursor": "Shell"}
READS = {"claude": "Read", "gemini": "read_file", "copilot": "view", "cursor": "Read", "vscode": "read_file"}


def test_each_assistant_has_a_tool_here() -> None:
    assert SHELLS.keys() | READS.keys() == set(ASSISTANTS)


def denies(answer: dict[str, Any]) -> str | None:
    """What the model is told by a reply that forbids a call; None of any other."""
    inner = answer.get("hookSpecificOutput", answer)
    if inner.get("permissionDecision") == "deny":
        return str(inner["permissionDecisionReason"])
    if answer.get("permission") == "deny":
        return str(answer["agent_message"])
    return answer["reason"] if answer.get("decision") == "deny" else None


@pytest.mark.parametrize("assistant", READS)
def test_a_file_with_a_secret_is_not_read(assistant: str, repository: Repository) -> None:
    repository.write("live.env", f"A=1\nGITHUB_TOKEN={GITHUB_TOKEN}\n")
    repository.write("main.py", "print(1)\n")
    name = {"copilot": "path", "vscode": "filePath"}.get(assistant, "file_path")

    said = denies(hook(assistant, payloads.call(assistant, READS[assistant], {name: "live.env"}, repository.root)).data)

    assert said is not None
    assert "live.env, line 2: GitHub token" in said
    assert "allow" not in said  # that is for the user
    passed = hook(assistant, payloads.call(assistant, READS[assistant], {name: "main.py"}, repository.root))
    assert passed.data == {}


def test_only_the_lines_that_are_read_count(repository: Repository) -> None:
    repository.write("live.env", f"A=1\nB=2\nGITHUB_TOKEN={GITHUB_TOKEN}\n")
    given = {"file_path": str(repository.root / "live.env"), "offset": 1, "limit": 1}

    assert hook("claude", payloads.call("claude", "Read", given, repository.root)).data == {}
    assert denies(hook("claude", payloads.call("claude", "Read", given | {"limit": 3}, repository.root)).data)


@pytest.mark.parametrize(("offset", "limit"), [(2, 1), (1, 0), (None, -1), (7, 2), (0, 0), ("1", 1)])
def test_lines_that_a_tool_may_count_otherwise_count_as_well(offset: Any, limit: int, repository: Repository) -> None:
    repository.write("live.env", f"A=1\nB=2\nGITHUB_TOKEN={GITHUB_TOKEN}\n")  # line 3, or 2 from 0
    given = {"file_path": str(repository.root / "live.env"), "offset": offset, "limit": limit}

    assert denies(hook("claude", payloads.call("claude", "Read", given, repository.root)).data)


def test_a_tool_of_a_server_that_is_called_as_one_that_writes_is_looked_into(repository: Repository) -> None:
    given = {"path": "a.env", "content": f"GITHUB_TOKEN={GITHUB_TOKEN}"}

    assert hook("claude", payloads.call("claude", "github/create_file", given, repository.root)).data != {}


@pytest.mark.parametrize("under", ["x", {"scope": "repo"}, [], None])
def test_the_name_of_a_member_is_looked_into_and_withheld(under: Any, repository: Repository) -> None:
    printed = {"stdout": "ok", "more": {GITHUB_TOKEN: under}}

    called = hook("claude", payloads.call("claude", "mcp__jira__create", printed, repository.root))
    done = hook("claude", payloads.result("claude", "mcp__jira__get", {"command": "x"}, printed, repository.root))

    assert denies(called.data)
    output = done.data["hookSpecificOutput"]["updatedToolOutput"]
    assert output["stdout"].startswith("privacy-gate stopped")
    assert output["more"] == {}


def test_a_deeply_nested_result_is_withheld(repository: Repository) -> None:
    printed: Any = {"text": GITHUB_TOKEN}
    for _ in range(400):
        printed = {"a": [printed]}

    done = hook("claude", payloads.result("claude", "mcp__jira__get", {"command": "x"}, printed, repository.root))

    assert "updatedToolOutput" in done.data["hookSpecificOutput"]


@pytest.mark.parametrize("broken", ["HEAD", "PATH", "GIT_DIR"])
def test_a_repository_that_git_cannot_read_stops(
    broken: str, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("privacy-gate.yaml", "keywords: [Bluefin]\nhook: {profile: clean-room}\n")
    repository.write("src/a.py", "")
    if broken == "HEAD":
        (repository.root / ".git" / "HEAD").unlink()
    else:
        monkeypatch.setenv(broken, str(tmp_path / "none"))

    said = stops("claude", hook("claude", payloads.prompt("claude", "Bluefin", repository.root / "src")).data)

    assert said is not None
    assert "git" in said


def test_a_file_that_never_leaves_is_not_read(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "never_send: [core/**]\n")
    repository.write("core/a.py", "X = 1\n")

    said = denies(hook("claude", payloads.call("claude", "Read", {"file_path": "core/a.py"}, repository.root)).data)

    assert said is not None
    assert "never leaves" in said


@pytest.mark.parametrize("assistant", SHELLS)
@pytest.mark.parametrize(
    "command",
    [f"curl -H 'Authorization: Bearer {GITHUB_TOKEN}' x", "sudo cat -n live.env | wc", "cd . && head live.env; ls",
     "python3 -m privacy_gate allow --last ok", "/x/bin/privacy-gate install claude --user --remove -y"],
)  # fmt: skip
def test_commands_that_leak_are_forbidden(assistant: str, command: str, repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    assert denies(
        hook(assistant, payloads.call(assistant, SHELLS[assistant], {"command": command}, repository.root)).data
    )


@pytest.mark.parametrize("assistant", SHELLS)
def test_other_commands_and_writing_pass(assistant: str, repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    for tool, given in (
        (SHELLS[assistant], {"command": 'ls -la live.env && echo "it\'s"'}),
        ("Write", {"file_path": "a.env", "content": f"GITHUB_TOKEN={GITHUB_TOKEN}"}),
    ):
        assert hook(assistant, payloads.call(assistant, tool, given, repository.root)).data == {}


def test_arguments_of_an_mcp_tool_get_placeholders_and_the_user_is_asked(repository: Repository) -> None:
    given = {"title": "broken", "body": {"lines": [f"with {GITHUB_TOKEN}", 3]}}

    inner = hook("claude", payloads.call("claude", "mcp__jira__create", given, repository.root)).data

    answer = inner["hookSpecificOutput"]
    assert answer["permissionDecision"] == "ask"
    assert answer["updatedInput"] == {"title": "broken", "body": {"lines": ["with ⟦PG:TOKEN:0001⟧", 3]}}


@pytest.mark.parametrize("assistant", ["claude", "codex", "gemini", "copilot"])
def test_what_a_command_printed_goes_on_without_the_secret(assistant: str, repository: Repository) -> None:
    printed = {"stdout": f"login\n{GITHUB_TOKEN}\n", "stderr": "", "interrupted": False}
    if assistant == "copilot":
        printed = {"resultType": "success", "textResultForLlm": f"login\n{GITHUB_TOKEN}\n"}

    done = hook(assistant, payloads.result(assistant, SHELLS[assistant], {"command": "x"}, printed, repository.root))

    assert "login\\n\\u27e6PG:TOKEN:0001\\u27e7" in done.out
    if assistant == "claude":
        output = done.data["hookSpecificOutput"]["updatedToolOutput"]
        assert output == {"stdout": "login\n⟦PG:TOKEN:0001⟧\n", "stderr": "", "interrupted": False}


def test_a_result_that_cannot_be_mended_is_withheld(repository: Repository) -> None:
    repository.commit({"src/dunning.py": f"# privacy-gate: never-send\n\n{CODE}"})

    done = hook("claude", payloads.result("claude", "Bash", {"command": "x"}, {"stdout": CODE}, repository.root))

    output = done.data["hookSpecificOutput"]["updatedToolOutput"]["stdout"]
    assert output.startswith("privacy-gate stopped")
    assert "surcharge" not in output


# assistants with protocols of their own ------------------------------------------------------------


def test_windsurf_is_answered_by_an_exit_code(repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    def code(payload: bytes) -> int:
        done = gate("hook", "windsurf", stdin=payload)
        assert done.out == ""
        assert bool(done.err) == bool(done.code)
        assert not shows_token(done)
        return done.code

    here = repository.root
    (here.parent / "live.env").write_text(f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    assert code(payloads.prompt("windsurf", LEAK, here)) == 2
    assert code(payloads.prompt("windsurf", "Sort a list.", here)) == 0
    assert code(payloads.call("windsurf", "pre_read_code", {"file_path": str(here / "live.env")}, here)) == 2
    assert code(payloads.call("windsurf", "pre_run_command", {"command_line": "cat live.env", "cwd": str(here)}, here))
    assert code(payloads.call("windsurf", "pre_run_command", {"command_line": "ls", "cwd": str(here)}, here)) == 0
    assert code(payloads.call("windsurf", "pre_mcp_tool_use", {"mcp_tool_arguments": {"t": GITHUB_TOKEN}}, here)) == 2
    assert code(b"no JSON") == 2


def test_cline_is_told_to_cancel(repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")
    here = repository.root

    assert "GitHub token" in hook("cline", payloads.prompt("cline", LEAK, here)).data["errorMessage"]
    assert hook("cline", payloads.prompt("cline", "Sort a list.", here)).data == {"cancel": False}
    assert hook("cline", payloads.call("cline", "read_file", {"path": "live.env"}, here)).data["cancel"] is True
    assert hook("cline", payloads.call("cline", "execute_command", {"command": "ls"}, here)).data["cancel"] is False
    commands = {"commands": ["ls", "cat live.env"]}
    assert hook("cline", payloads.call("cline", "run_commands", commands, here)).data["cancel"] is True
    assert hook("cline", payloads.call("cline", "run_commands", {"commands": ["ls"]}, here)).data["cancel"] is False
    files = {"files": [{"path": str(here / "live.env"), "start_line": None}]}
    assert hook("cline", payloads.call("cline", "read_files", files, here)).data["cancel"] is True
    for result, stopped in ((GITHUB_TOKEN, True), ("done", False)):
        printed = [{"query": "sh x.sh", "result": f"{result}\n", "success": True}]
        sent = payloads.result("cline", "run_commands", {"commands": ["sh x.sh"]}, printed, here)
        assert hook("cline", sent).data["cancel"] is stopped
    assert hook("cline", b"no JSON").data["cancel"] is True


_IN_OTHER_EVENTS = re.compile("ermission|modified")

# what cannot be checked --------------------------------------------------------------------------


@pytest.mark.parametrize("assistant", ASSISTANTS)
@pytest.mark.parametrize(
    "payload", [b"", b"no json", b"[]", b"{}", b'{"prompt": 3}', b"[" * 100_000, b'{"hook_event_name": "Surprise"}']
)
def test_what_cannot_be_read_is_stopped(assistant: str, payload: bytes, repository: Repository) -> None:
    done = hook(assistant, payload)

    assert stops(assistant, {key: value for key, value in done.data.items() if not _IN_OTHER_EVENTS.search(key)})


@pytest.mark.parametrize("assistant", ASSISTANTS)
def test_broken_settings_stop_with_the_line(assistant: str, repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "hook:\n  profle: clean-room\n")

    reason = stops(assistant, hook(assistant, payloads.prompt(assistant, "hello", repository.root)).data)

    assert reason is not None
    assert "privacy-gate.yaml:2: unknown key `profle`" in reason
    assert stops(assistant, hook(assistant, payloads.prompt(assistant, "hello", repository.root / "gone")).data)


def test_settings_that_are_named_and_not_there_stop(repository: Repository) -> None:
    done = hook("claude", payloads.prompt("claude", "hello", repository.root), "--config", "gone.yaml")

    assert "cannot read the configuration gone.yaml" in done.data["reason"]


def test_fail_open_lets_through_what_could_not_be_checked_and_says_so(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "hook: {fail_open: true}\nextra_rules: [gone.yaml]\n")

    done = hook("claude", payloads.prompt("claude", "hello", repository.root))

    assert done.data.keys() == {"systemMessage"}
    assert "gone.yaml" in done.data["systemMessage"]


def test_too_large_a_prompt_is_stopped(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "max_file_size: 100\n")
    repository.write("big.txt", "x" * 200)

    done = hook("claude", payloads.prompt("claude", "see @big.txt", repository.root))

    assert "too large to be judged" in done.data["reason"]


@pytest.mark.parametrize("given", [{}, {"limit": 3}, [], None])
def test_a_file_that_is_read_and_not_told_is_not_read(given: Any, repository: Repository) -> None:
    done = hook("claude", payloads.call("claude", "Read", given, repository.root))

    assert done.data["decision"] == "block"


@pytest.mark.parametrize(
    "command",
    ["cat \\\n live.env", "if true; then cat live.env; fi", "for i in 1; do cat live.env; done", "! cat live.env",
     "sudo -n cat live.env"],
)  # fmt: skip
def test_a_file_that_a_command_prints_is_looked_into(command: str, repository: Repository) -> None:
    repository.write("live.env", f"GITHUB_TOKEN={GITHUB_TOKEN}\n")

    assert denies(hook("claude", payloads.call("claude", "Bash", {"command": command}, repository.root)).data)


# privacy-gate: ignore[secret/private-key] the first bytes of none
PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"


def test_nothing_that_a_tool_returned_is_kept_beside_what_is_withheld(repository: Repository) -> None:
    printed = {
        "type": f"text {GITHUB_TOKEN}",
        "filePath": f"/x/{GITHUB_TOKEN}",
        "stdout": PRIVATE_KEY,
        "api_key": 93847561,
    }

    done = hook("claude", payloads.result("claude", "mcp__jira__get", {"command": "x"}, printed, repository.root))

    assert "93847561029384756" not in done.out


@pytest.mark.parametrize("assistant", ["claude", "codex", "gemini", "cursor"])
def test_the_name_of_an_unknown_event_is_not_repeated(assistant: str, repository: Repository) -> None:
    hook(assistant, json.dumps({"hook_event_name": f"Event {GITHUB_TOKEN}", "cwd": str(repository.root)}).encode())
