"""Prompts in the hooks of assistants: what is stopped, what passes, and with which reply."""

from __future__ import annotations

import json

import pytest

from privacy_gate.integrations import assistants
from tests.gate import GITHUB_TOKEN, gate
from tests.integrations.assistants import payloads
from tests.integrations.assistants.hook_calls import ASSISTANTS, CODE, LEAK, events, hook, stops
from tests.repository import Repository
from tests.tokens import numbered, token


@pytest.mark.parametrize("assistant", [one for one in ASSISTANTS if one != "copilot"])
def test_a_prompt_with_a_secret_is_stopped(assistant: str, repository: Repository) -> None:
    done = hook(assistant, payloads.prompt(assistant, LEAK, repository.root))

    reason = stops(assistant, done.data)
    assert reason is not None
    assert "line 3: GitHub token in plain text [secret/github-token]" in reason
    assert "Bearer <TOKEN 1>" in numbered(reason)
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
    text = reason.split(OFFERED)[1].split("To send it once")[0].strip()
    assert "harnwick" not in text
    assert gate("scan", "-", "--fail-on", "warning", "--ignore", "prompt", stdin=text.encode()).code == 0
    (repository.root / "answer.md").write_text(f"ask {token(text, 'HOST')}")
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
    assert "PG_" not in reason
    assert "`clean` cannot fix everything" in reason


@pytest.mark.parametrize("assistant", ["claude", "copilot"])
def test_a_secret_in_a_very_long_prompt_stops_it_and_no_cleaned_text_is_made(
    assistant: str, repository: Repository
) -> None:
    done = hook(assistant, payloads.prompt(assistant, LEAK + "Sort these words.\n" * 30_000, repository.root))

    assert "line 3: GitHub token in plain text [secret/github-token]" in done.data["reason"]
    assert "PG_" not in done.data["reason"]


@pytest.mark.parametrize("assistant", ["copilot", "copilot-pascal"])
def test_copilot_gets_a_prompt_with_placeholders(assistant: str, repository: Repository) -> None:
    done = hook(assistant, payloads.prompt(assistant, LEAK, repository.root))

    prompt = done.data["modifiedPrompt"]
    assert numbered(prompt) == LEAK.replace(GITHUB_TOKEN, "<TOKEN 1>")
    (event,) = events(repository)
    assert (event["kind"], event["assistant"]) == ("sent", "GitHub Copilot")
    (repository.root / "answer.md").write_text(prompt)
    restored = repository.gate("restore", "--secrets", "answer.md")
    assert (restored.code, restored.out) == (1, prompt)  # a hook's secrets are stored nowhere


@pytest.mark.parametrize("assistant", [*ASSISTANTS, "copilot-pascal"])
def test_a_clean_prompt_passes(assistant: str, repository: Repository) -> None:
    done = hook(assistant, payloads.prompt(assistant, "Sort a list of numbers.", repository.root))

    assert done.data == ({"continue": True} if assistant == "cursor" else {})
    assert [event["kind"] for event in events(repository)] == ["sent"]


@pytest.mark.parametrize("prompt", ["please help", LEAK])
@pytest.mark.parametrize("added", ["", "<now>"])
def test_a_transformed_prompt_of_copilot_is_masked(prompt: str, added: str, repository: Repository) -> None:
    sent = payloads.prompt("copilot", prompt, repository.root, transformedPrompt=f"{added}{LEAK}")

    assert "<TOKEN 1>" in numbered(hook("copilot", sent).data["modifiedTransformedPrompt"])


def test_a_transformed_prompt_of_copilot_is_answered_though_only_the_typed_one_leaks(repository: Repository) -> None:
    sent = payloads.prompt("copilot", LEAK, repository.root, transformedPrompt="<now>Sort.")

    assert hook("copilot", sent).data == {"modifiedTransformedPrompt": "<now>Sort."}


def test_a_transformed_prompt_of_copilot_that_cannot_be_mended_is_replaced(repository: Repository) -> None:
    repository.commit({"src/dunning.py": f"# privacy-gate: never-send\n\n{CODE}"})
    sent = payloads.prompt("copilot", "help", repository.root, transformedPrompt=f"<now>Explain:\n\n{CODE}")

    said = hook("copilot", sent).data["modifiedTransformedPrompt"]  # a block was seen to be without effect

    assert said.startswith("privacy-gate blocked this prompt")
    assert "surcharge" not in said


@pytest.mark.parametrize(("mode", "decision"), [("bypassPermissions", "allow"), ("default", "deny"), (None, "deny")])
def test_codex_gets_placeholders_only_where_nobody_would_have_been_asked(
    mode: str | None, decision: str, repository: Repository
) -> None:
    sent = json.loads(payloads.call("codex", "mcp__x__y", {"body": f"use {GITHUB_TOKEN}"}, repository.root))

    answer = hook("codex", json.dumps({**sent, "permission_mode": mode}).encode()).data["hookSpecificOutput"]

    assert answer["permissionDecision"] == decision
    updated = answer.get("updatedInput")
    assert (updated and numbered(updated["body"])) == ("use <TOKEN 1>" if decision == "allow" else None)


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


NAMES = "class HalvardRateBook:\n    x = 1\ndef quell_margin_for(x):\n    pass\ndef dunning_rungs_left(x):\n    pass\n"
MENTIONS = "Why are HalvardRateBook, quell_margin_for and dunning_rungs_left slow?"


def test_own_names_are_one_line_in_the_clean_room_profile(repository: Repository) -> None:
    repository.write("src/rates.py", NAMES)
    repository.write("privacy-gate.yaml", "hook: {profile: clean-room}\n")
    text = payloads.prompt("claude", MENTIONS, repository.root)
    repository.commit()

    said = hook("claude", text).data["systemMessage"]

    assert "Mentions 3 names of this repository; `clean` renames them" in said
    assert said.count("internal/own-name") == 1
    repository.write("privacy-gate.yaml", "hook: {profile: clean-room, block_on: warning}\n")
    reason = hook("claude", text).data["reason"]
    assert reason.count("internal/own-name") == 1
    assert "quell_margin_for" not in reason  # the version to send has none


def test_a_report_for_people_counts_own_names_and_the_long_one_shows_each(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    repository.write("src/rates.py", NAMES)
    repository.write("prompts/slow.md", MENTIONS)
    repository.commit()

    short = gate("scan", "prompts/slow.md", "--select", "internal/own-name").out
    long = gate("scan", "prompts/slow.md", "--select", "internal/own-name", "--verbose").out
    data = gate("scan", "prompts/slow.md", "--select", "internal/own-name", "--format", "json").data

    assert short.count("[internal/own-name]") == 1
    assert "Mentions 3 names of this repository" in short
    assert long.count("of this repository (src/rates.py") >= 3
    assert len(data["findings"]) == 3
    assert "quell_margin_for" not in gate("clean", "prompts/slow.md").out


def test_warnings_in_instructions_are_shown_once_for_each_content(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "keywords: [Bluefin]\nhook: {profile: clean-room}\n")
    repository.write("CLAUDE.md", "Bluefin is the name of the service.\n")
    text = payloads.prompt("claude", "Sort the list.", repository.root)

    assert "CLAUDE.md, line 1" in hook("claude", text).data["systemMessage"]
    assert hook("claude", text).data == {}
    repository.write("CLAUDE.md", "Bluefin is the name of the service here.\n")
    assert "CLAUDE.md, line 1" in hook("claude", text).data["systemMessage"]
    repository.write("CLAUDE.md", f"Bluefin is the name of the service here.\n{GITHUB_TOKEN}\n")
    for _ in range(2):
        assert "secret/github-token" in hook("claude", text).data["reason"]
