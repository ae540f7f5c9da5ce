"""One meaning of "may be sent": the verdict of a text and the exit code of the command that judged it agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privacy_gate.cleanroom.session_cleaning import make_sendable
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import begin
from tests.gate import GITHUB_TOKEN, Outcome, gate, scan
from tests.repository import Repository

FORM = "TASK\nSort a list.\n\nINPUT\na list\n\nOUTPUT\na list\n\nCONSTRAINTS\nnone\n\nTESTS\n[2, 1] gives [1, 2]\n"
TEXTS = {
    "clean": "Sort a list of numbers.\n",
    "token": f"curl -H 'Authorization: Bearer {GITHUB_TOKEN}'\n",
    "mail": "ask t.lind@harnwick.eu\n",
    "figure": "Customers pay 0.7 % less.\n",
    "customer": "This is for customer Harnwick Dairies, who want the odd cent in the last share.\n",
    "name": "```python\ndef calculate_proprietary_risk_score(x): ...\n```\n",
    "form": FORM.replace("INPUT\na list\n", ""),
    "ticket": "fixes OQ-4417: late export\n",
    "host": "It runs on db3.harnwick.internal.\n",
}
REASON = "This is for customer Harnwick Dairies, who want the odd cent in the last share."
CONTEXT = [
    REASON,
    "Never round up in the first month, finance insists on that.",
    "Our lending platform refuses the rest.",
]
PLAIN = "The list may be empty. It is sorted already. Use the standard library only. Return a new list."


LEVELS = ("error", "warning", "note")


def verdict(done: Outcome) -> str:
    return str(done.data["verdict"])


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.usefixtures("folder")
def test_a_scan_that_ends_with_0_says_that_the_text_may_be_sent(text: str, level: str) -> None:
    done = gate("scan", "-", "--format", "json", "--fail-on", level, stdin=text.encode())

    assert (done.code == 0) == (verdict(done) == "send")
    assert (done.code == 1) == (verdict(done) in ("rewrite", "local", "never"))


@pytest.mark.usefixtures("folder")
def test_what_is_below_fail_on_is_shown_and_may_be_sent() -> None:
    text = TEXTS["form"].encode()
    lenient = gate("scan", "-", "--format", "json", stdin=text)
    strict = gate("scan", "-", "--format", "json", "--fail-on", "warning", stdin=text)

    assert lenient.data["summary"]["warning"] == strict.data["summary"]["warning"] > 0
    assert (lenient.code, verdict(lenient)) == (0, "send")
    assert (strict.code, verdict(strict)) == (1, "rewrite")


def test_the_setting_decides_where_no_option_is_given(folder: Path) -> None:
    (folder / "privacy-gate.yaml").write_text("fail_on: warning\n")
    done = gate("scan", "-", "--format", "json", stdin=TEXTS["form"].encode())

    assert (done.code, verdict(done)) == (1, "rewrite")


@pytest.mark.parametrize("options", [("--exit-zero",), ("--fail-on", "never")])
@pytest.mark.usefixtures("folder")
def test_an_exit_code_that_is_switched_off_leaves_the_verdict(options: tuple[str, ...]) -> None:
    done = gate("scan", "-", "--format", "json", *options, stdin=TEXTS["token"].encode())

    assert (done.code, verdict(done)) == (0, "never")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.usefixtures("folder")
def test_clean_ends_as_a_scan_of_what_it_prints(text: str, level: str) -> None:
    done = gate("clean", "-", "--fail-on", level, stdin=text.encode())
    after = gate("scan", "-", "--fail-on", level, stdin=done.out.encode())

    assert done.code == after.code


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_clean_in_place_ends_as_a_scan_of_the_file(folder: Path, text: str) -> None:
    (folder / "prompts").mkdir()
    (folder / "prompts/a.md").write_text(text)

    done = gate("clean", "prompts/a.md", "--in-place")

    assert done.code == gate("scan", "prompts/a.md").code


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_command_that_judges_a_prompt_says_the_same(tmp_path: Path, text: str, level: str) -> None:
    repository = Repository(tmp_path / "repo")
    repository.commit({"privacy-gate.yaml": f"fail_on: {level}\n"})
    repository.write("prompts/a.md", text)
    repository.git("add", ".")

    done = [
        repository.report("scan", "prompts/a.md", "--record"),
        repository.report("diff", "--staged"),
        repository.report("pre-commit", "prompts/a.md"),
    ]

    assert len({(one.code, verdict(one)) for one in done}) == 1
    assert (done[0].code == 0) == (verdict(done[0]) == "send")
    events = json.loads(repository.gate("ledger", "list", "--format", "json").out)["events"]
    assert [one["verdict"] for one in events] == [verdict(done[0])]


@pytest.fixture
def unknown_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a prompt, and settings that need a git work tree where there is none."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "privacy-gate.yaml").write_text("never_send: [vault/**]\n")
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts/a.md").write_text("Sort a list of numbers.\n")
    return tmp_path


@pytest.mark.usefixtures("unknown_code")
def test_a_text_that_was_not_checked_completely_is_not_sent() -> None:
    done = gate("scan", "prompts/", "--format", "json")

    assert (done.code, verdict(done), done.data["incomplete"]) == (2, "local", True)
    assert [(one["verdict"], one["incomplete"]) for one in done.data["files"]] == [("local", True)]
    assert gate("scan", "prompts/", "--exit-zero").code == 2


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("text", "The check is incomplete: 1 problem."),
        ("text", "local: prompts/a.md: Use a local model (not checked completely)"),
        ("concise", "prompts/a.md:1:1: error[gate/problem] could not be checked"),
        ("json", '"incomplete": true'),
        ("sarif", '"executionSuccessful":false'),
        ("github", "could not be checked"),
        ("gitlab", "could not be checked"),
        ("markdown", "Could not be checked"),
        ("html", "(not checked completely)"),
        ("junit", "could not be checked"),
        ("rdjson", "could not be checked"),
    ],
)
@pytest.mark.usefixtures("unknown_code")
def test_every_format_says_that_the_check_is_incomplete(form: str, said: str) -> None:
    assert said in gate("scan", "prompts/", "--format", form).out


def test_a_problem_elsewhere_leaves_a_text_checked(folder: Path) -> None:
    (folder / "prompts").mkdir()
    (folder / "prompts/a.md").write_text("Sort a list of numbers.\n")
    (folder / "prompts/c.md").write_text("word " * 2_000)
    (folder / "privacy-gate.yaml").write_text("max_file_size: 5000\n")

    done = gate("scan", "prompts/", "--format", "json")

    assert (done.code, verdict(done), done.data["incomplete"]) == (2, "local", True)
    assert [(one["path"], one["verdict"]) for one in done.data["files"]] == [("prompts/a.md", "send")]


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
    found = scan(text, "--fail-on", "warning")

    assert found.data["verdict"] == expected
    assert found.data["files"][0]["verdict"] == expected


@pytest.mark.parametrize(
    ("text", "expected"), [(FORM, "send"), (FORM.replace("INPUT\na list\n", ""), "rewrite"), ("Sort a list.", "send")]
)
@pytest.mark.usefixtures("folder")
def test_bad_form_gives_nothing_away(text: str, expected: str) -> None:
    assert scan(text, "--fail-on", "warning", form=True).data["verdict"] == expected


def test_the_text_says_it_in_words(folder: Path) -> None:
    for name, text in (("a", "Sort."), ("b", REASON), ("c", " ".join(CONTEXT)), ("d", f"key {GITHUB_TOKEN}")):
        (folder / f"{name}.prompt").write_text(text)

    shown = gate("scan", *(f"{name}.prompt" for name in "abcd"), "--ignore", "prompt", "--fail-on", "warning").out

    assert "a.prompt may" not in shown
    assert "rewrite: b.prompt: Rewrite before sending" in shown
    assert "local: c.prompt: Use a local model" in shown
    assert "never: d.prompt: Do not send" in shown


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

    assert make_sendable(session, "prompts/a.md", text).report.verdict == "send"
