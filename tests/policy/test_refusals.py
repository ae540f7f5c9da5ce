"""What neither a baseline nor an inline ignore accepts in a prompt, and what both still accept elsewhere."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.gate import GITHUB_TOKEN
from tests.repository import TOKEN_LINE, Repository

CODE = """
def settle(entries, rungs, factor):
    owed = sum(entry.amount * factor for entry in entries if entry.open)
    for rung in sorted(rungs, key=lambda rung: rung.floor):
        if owed >= rung.floor and rung.active:
            owed -= min(rung.cut, owed) / len(rungs)
            entries = [entry for entry in entries if entry.due > rung.floor]
    return round(owed, 2), entries
"""
TEXTS = {
    "secret": (f"curl -H 'Authorization: Bearer {GITHUB_TOKEN}'", "secret"),
    "mail": ("Ask t.lind@harnwick.eu about it.", "personal"),
    "never-send": (f"```python{CODE}```", "code"),
}


@pytest.fixture
def repository(repository: Repository) -> Repository:
    settings = "severity: {prompt: off, business: off, identifier: off, personal: {outbound: error}}\n"
    repository.commit({"privacy-gate.yaml": settings, "vault/a.py": f"# privacy-gate: never-send\n{CODE}"})
    return repository


def state(repository: Repository, *arguments: str) -> tuple[int, str]:
    done = repository.report("scan", "prompts/a.md", *arguments)
    return done.code, done.data["verdict"]


@pytest.mark.parametrize(("text", "family"), TEXTS.values(), ids=TEXTS)
def test_a_baseline_lets_nothing_of_it_be_sent(repository: Repository, text: str, family: str) -> None:
    repository.write("prompts/a.md", f"{text}\n")
    before = state(repository)
    assert before[0] == 1

    accepted = repository.gate("baseline")
    again = repository.gate("scan", "prompts/a.md")
    last = repository.gate("baseline", "--last")

    assert "a baseline does not apply to these in a prompt" in accepted.out
    assert f"{family}/" in accepted.out
    assert (again.code, last.code) == (1, 2)
    assert state(repository, "--record") == before
    events = json.loads(repository.gate("ledger", "list", "--format", "json").out)["events"]
    assert [one["verdict"] for one in events] == [before[1]]


@pytest.mark.parametrize("comment", ["privacy-gate: ignore[{}] made up", "pragma: allowlist secret", "gitleaks:allow"])
@pytest.mark.parametrize(("text", "family"), TEXTS.values(), ids=TEXTS)
def test_an_inline_ignore_lets_nothing_of_it_be_sent(
    repository: Repository, text: str, family: str, comment: str
) -> None:
    repository.write("prompts/a.md", f"{text}\n")
    before = state(repository)
    repository.write("prompts/a.md", f"<!-- {comment.format(family)} -->\n{text} <!-- {comment.format(family)} -->\n")

    assert state(repository) == before


def test_an_ignore_that_is_refused_is_named_and_not_called_unused(repository: Repository) -> None:
    repository.write("prompts/a.md", f"{TEXTS['secret'][0]} <!-- privacy-gate: ignore[secret] made up -->\n")

    found = {one["rule"]: one["message"] for one in repository.report("scan", "prompts").data["findings"]}

    assert "cannot be ignored in a prompt" in found["gate/refused-ignore"]
    assert "gate/unused-ignore" not in found


def test_an_entry_that_an_older_release_wrote_is_refused_and_pruned(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "prompts: [nothing/**]\n")
    repository.write("prompts/a.md", TOKEN_LINE)
    repository.gate("baseline")
    repository.write("privacy-gate.yaml", "prompts: [prompts/**]\n")

    found, said = repository.report("scan"), repository.gate("scan")

    assert (found.code, found.data["verdict"], found.data["summary"]["baselined"]) == (1, "never", 0)
    assert [(one["path"], one["refused"]) for one in found.data["stale"]] == [("prompts/a.md", True)]
    assert "1 entry of the baseline refused: a baseline does not apply to this in a prompt" in said.out
    assert repository.gate("baseline", "--prune").code == 0
    assert repository.report("scan").data["stale"] == []


def test_a_baseline_of_detect_secrets_is_no_other_way(repository: Repository) -> None:
    digest = hashlib.sha1(GITHUB_TOKEN.encode(), usedforsecurity=False).hexdigest()
    results = {name: [{"type": "Secret Keyword", "hashed_secret": digest}] for name in ("prompts/a.md", "a.py")}
    repository.write(".secrets.baseline", json.dumps({"version": "1.5.0", "results": results}))
    repository.write("prompts/a.md", TOKEN_LINE)
    repository.write("a.py", TOKEN_LINE)

    assert [one["path"] for one in repository.report("scan").data["findings"]] == ["prompts/a.md"]


def test_in_an_internal_text_both_hold(repository: Repository) -> None:
    repository.write("a.py", TOKEN_LINE)
    repository.write("b.py", f"{TOKEN_LINE.strip()}  # privacy-gate: ignore[secret] made up\n")
    assert [one["path"] for one in repository.report("scan").data["findings"]] == ["a.py"]

    repository.gate("baseline")

    assert repository.report("scan").data["findings"] == []


def test_context_in_a_prompt_can_be_accepted(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "severity: {prompt: off}\n")
    repository.write("prompts/a.md", "As part of our billing system, sort a list.\n")
    assert state(repository)[0] == 1

    repository.gate("baseline")

    assert state(repository) == (0, "send")


def test_no_ignore_is_written_where_it_does_not_count(repository: Repository) -> None:
    repository.write("prompts/a.md", TOKEN_LINE)

    done = repository.gate("scan", "prompts", "--add-ignores", "made up")

    assert "ignores do not apply to secret/github-token in a prompt" in done.err
    assert (repository.root / "prompts/a.md").read_text() == TOKEN_LINE


# what a policy sets ------------------------------------------------------------------------------

CONTEXT = "As part of our billing system, sort a list."


def policy(repository: Repository, text: str, prompt: str) -> int:
    repository.write("policy.yaml", text)
    repository.write("privacy-gate.yaml", "extends: policy.yaml\nmay_ignore: []\n")
    repository.write("prompts/a.md", prompt)
    return state(repository, "--ignore", "prompt,gate")[0]


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ("severity: {business: error}\n", "business"),
        ("severity: {business/company-context: {outbound: error}}\n", "business/company-context"),
        ("glossary: [{term: Falcon, confidential: true}]\n", "business"),
    ],
)
def test_an_ignore_does_not_silence_what_a_policy_makes_an_error(
    repository: Repository, settings: str, named: str
) -> None:
    text = f"{CONTEXT} It is Falcon."
    ignored = f"{text} <!-- privacy-gate: ignore[business] a reason -->\n"

    assert policy(repository, settings, ignored) == 1
    repository.gate("baseline")
    assert state(repository, "--ignore", "prompt,gate")[0] == 1


def test_a_policy_can_allow_it_and_the_repository_cannot(repository: Repository) -> None:
    ignored = f"{CONTEXT} <!-- privacy-gate: ignore[business] a reason -->\n"
    allowing = "severity: {business: error}\nmay_ignore: [business/company-context]\n"

    assert policy(repository, "severity: {business: error}\n", ignored) == 1
    repository.write("privacy-gate.yaml", "extends: policy.yaml\nmay_ignore: [business]\n")
    assert state(repository, "--ignore", "prompt,gate")[0] == 1
    repository.write("policy.yaml", allowing)
    repository.write("privacy-gate.yaml", "extends: policy.yaml\n")
    assert state(repository, "--ignore", "prompt,gate,business/wording")[0] == 0


def test_an_ignore_holds_for_what_no_policy_sets(repository: Repository) -> None:
    ignored = f"{CONTEXT} <!-- privacy-gate: ignore[business] a reason -->\n"

    assert policy(repository, "severity: {secret: error}\n", ignored) == 0
