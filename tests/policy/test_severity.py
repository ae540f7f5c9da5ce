"""What may happen to a text that goes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate.cli.cleaning import sendable
from privacy_gate.cli.options import Options
from privacy_gate.cli.session import begin
from tests.gate import GITHUB_TOKEN, gate, scan
from tests.repository import Repository

FORM = "TASK\nSort a list.\n\nINPUT\na list\n\nOUTPUT\na list\n\nCONSTRAINTS\nnone\n\nTESTS\n[2, 1] gives [1, 2]\n"
REASON = "This is for customer Harnwick Dairies, who want the odd cent in the last share."
CONTEXT = [
    REASON,
    "Never round up in the first month, finance insists on that.",
    "Our lending platform refuses the rest.",
]
PLAIN = "The list may be empty. It is sorted already. Use the standard library only. Return a new list."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sort a list of numbers.", "send"),
        (f"curl -H 'Authorization: Bearer {GITHUB_TOKEN}'", "never"),
        ("ask t.lind@harnwick.eu", "rewrite"),
        ("```python\ndef calculate_proprietary_risk_score(x): ...\n```", "rewrite"),
        (f"Split an amount. {REASON}", "rewrite"),
        (" ".join(["Split an amount.", *CONTEXT]), "local"),
        ("\n".join(["Split an amount.", *CONTEXT]), "local"),
        (" ".join(["Split an amount.", *CONTEXT, PLAIN]), "rewrite"),
        (f"{' '.join(CONTEXT)} {GITHUB_TOKEN}", "never"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_the_verdict_says_what_helps(text: str, expected: str) -> None:
    found = scan(text)

    assert found.data["verdict"] == expected
    assert found.data["files"][0]["verdict"] == expected


@pytest.mark.parametrize(
    ("text", "expected"), [(FORM, "send"), (FORM.replace("INPUT\na list\n", ""), "rewrite"), ("Sort a list.", "send")]
)
@pytest.mark.usefixtures("folder")
def test_bad_form_gives_nothing_away(text: str, expected: str) -> None:
    assert scan(text, form=True).data["verdict"] == expected


def test_the_text_says_it_in_words(folder: Path) -> None:
    for name, text in (("a", "Sort."), ("b", REASON), ("c", " ".join(CONTEXT)), ("d", f"key {GITHUB_TOKEN}")):
        (folder / f"{name}.prompt").write_text(text)

    shown = gate("scan", *(f"{name}.prompt" for name in "abcd"), "--ignore", "prompt").out

    assert "a.prompt may" not in shown
    assert "rewrite: b.prompt may be sent once it is rewritten as suggested" in shown
    assert "local: c.prompt only for a model on this machine" in shown
    assert "never: d.prompt must not leave this machine" in shown


CODE = """
def settle(entries, rungs, factor):
    owed = sum(entry.amount * factor for entry in entries if entry.open)
    for rung in sorted(rungs, key=lambda rung: rung.floor):
        if owed >= rung.floor and rung.active:
            owed -= min(rung.cut, owed) / len(rungs)
            entries = [entry for entry in entries if entry.due > rung.floor]
    return round(owed, 2), entries
"""


def test_code_of_the_repository_stays_here_and_marked_code_for_ever(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repo")
    repository.commit({"src/dunning.py": CODE, ".gitignore": "prompts/\n"})
    repository.write("prompts/a.md", f"Why is this slow?\n\n```python\n{CODE}```\n")

    assert repository.report("scan", "prompts/a.md").data["verdict"] == "local"

    repository.commit({"src/dunning.py": f"# privacy-gate: never-send\n{CODE}"})
    assert repository.report("scan", "prompts/a.md").data["verdict"] == "never"


@pytest.mark.parametrize("text", ["ask t.lind@harnwick.eu", "fixes OQ-4417: late export", f"key = '{GITHUB_TOKEN}'"])
def test_what_was_cleaned_may_be_sent(folder: Path, text: str) -> None:
    session = begin(Options(exposure="outbound"))

    assert sendable(session, "prompts/a.md", text).report.verdict == "send"
