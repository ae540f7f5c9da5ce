"""`privacy-gate ledger` and `--record`, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privacy_gate.base import git
from privacy_gate.base.text import text_digest
from privacy_gate.cleanroom import ledger
from privacy_gate.cleanroom.ledger import Event, EventKind, Result
from privacy_gate.model import Verdict
from tests.gate import GITHUB_TOKEN, gate
from tests.repository import Repository

CLEAN = (
    "TASK: Write a Python function `double(n: int) -> int`.\n\n"
    "INPUT: a whole number, for example `2`.\n\n"
    "OUTPUT: a whole number, twice the input, for example `4`.\n\n"
    "CONSTRAINTS: the standard library only.\n\n"
    "TESTS:\n- `double(2) == 4`\n- `double(0) == 0`\n"
)
LEAK = f"TASK: Call our server with {GITHUB_TOKEN}\n"


pytestmark = pytest.mark.repository({}, files={"prompts/a.md": CLEAN, "prompts/b.md": LEAK})


def lines(repository: Repository) -> list[dict[str, object]]:
    text = (repository.root / ".git/privacy-gate/ledger.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def put(repository: Repository, *events: Event) -> None:
    found = git.find(repository.root)
    assert found
    for at, event in enumerate(events):
        ledger.record(found, event, moment=1_800_000_000 + 60 * at)


def test_a_check_is_recorded_only_on_request(repository: Repository) -> None:
    gate("scan", "prompts")
    assert not (repository.root / ".git/privacy-gate/ledger.jsonl").exists()

    done = gate("scan", "prompts", "--record")

    assert done.code == 1
    found = {str(line["prompt"]): line for line in lines(repository)}
    assert list(found) == ["prompts/a.md", "prompts/b.md"]
    assert [line["kind"] for line in found.values()] == ["checked", "checked"]
    assert [line["verdict"] for line in found.values()] == ["send", "never"]
    rules = found["prompts/b.md"]["rules"]
    assert isinstance(rules, dict)
    assert rules["secret/github-token"] == 1
    assert GITHUB_TOKEN not in json.dumps(found)


def test_a_staged_prompt_is_recorded_as_judged_in_part(repository: Repository) -> None:
    repository.stage("prompts/a.md", CLEAN + "- `double(3) == 6`\n")

    assert gate("diff", "--record").code == 0

    (line,) = lines(repository)
    assert (line["prompt"], line["whole"]) == ("prompts/a.md", False)
    assert "only added lines" in gate("ledger", "list").out


def test_ci_records_nothing_and_says_so(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    done = gate("scan", "prompts/a.md", "--record")

    assert done.code == 0
    assert "ledger is not available in CI" in done.err
    assert gate("ledger", "record", "prompts/a.md", "--assistant", "x").code == 2
    assert not (repository.root / ".git/privacy-gate/ledger.jsonl").exists()


def test_a_sent_prompt_is_recorded_with_its_verdict(repository: Repository) -> None:
    done = gate("ledger", "record", "prompts/b.md", "--assistant", "claude", "--reason", "by mistake")

    assert done.code == 0
    (line,) = lines(repository)
    assert done.out == (f"Recorded as sent: prompts/b.md (never). The ledger head is {line['hash']}\n")
    assert (line["kind"], line["assistant"], line["reason"]) == ("sent", "claude", "by mistake")


def test_a_secret_in_what_is_said_about_it_is_masked(repository: Repository) -> None:
    arguments = ("--assistant", f"bot {GITHUB_TOKEN}", "--reason", f"{GITHUB_TOKEN} was in it", "--keep-text")

    assert gate("ledger", "record", "prompts/b.md", *arguments).code == 0

    (line,) = lines(repository)
    assert GITHUB_TOKEN[8:] not in json.dumps(line)
    assert str(line["reason"]).endswith("**** was in it")
    assert "TASK: Call our server with" in str(line["text"])
    assert "TASK: Call our server with" in gate("ledger", "show", "1").out


def test_a_typed_prompt_has_no_path(repository: Repository) -> None:
    done = gate("ledger", "record", "-", "--assistant", "claude", stdin=CLEAN.encode())

    assert done.code == 0
    (line,) = lines(repository)
    assert line["prompt"] == ""
    assert "(typed)" in gate("ledger", "list").out


def test_list_is_a_line_an_event(repository: Repository) -> None:
    put(
        repository,
        Event(kind=EventKind.CHECKED, prompt="prompts/a.md", verdict=Verdict.REWRITE, rules={"business/figure": 2}),
        Event(kind=EventKind.SENT, prompt="prompts/a.md", verdict=Verdict.SEND, assistant="claude"),
        Event(kind=EventKind.TESTED, prompt="prompts/a.md", result=Result.FAILED, tests={"passed": 3, "failed": 1}),
        Event(kind=EventKind.ALLOWED, reason="a made-up\x1b[31m key\n"),
    )

    assert gate("ledger", "list").out.splitlines() == [
        "1  2027-01-15 08:00  checked   rewrite   prompts/a.md  business/figure ×2",
        "2  2027-01-15 08:01  sent      send      prompts/a.md  to claude",
        "3  2027-01-15 08:02  tested              prompts/a.md  failed (1 failed, 3 passed)",
        "4  2027-01-15 08:03  allowed             (typed)       “a made-up\\x1b[31m key\\n”",
    ]
    assert gate("ledger", "list", "--kind", "sent").out.count("\n") == 1
    assert gate("ledger", "list", "--prompt", "prompts/a.md", "--last", "2").out.startswith("2 ")
    listed = gate("ledger", "list", "--format", "json", "--output", "out.json")
    assert (listed.code, listed.out) == (0, "")
    data = json.loads(Path("out.json").read_text())
    assert (data["version"], data["holds"], len(data["events"])) == (1, True, 4)


def test_the_page_is_one_file(repository: Repository) -> None:
    put(repository, Event(kind=EventKind.SENT, prompt="prompts/a.md", verdict=Verdict.SEND, assistant="claude"))

    assert gate("ledger", "list", "--format", "html", "--output", "ledger.html").code == 0
    text = Path("ledger.html").read_text()
    assert text.startswith("<!doctype html>")
    assert "<title>Ledger of work</title>" in text
    assert "to claude" in text
    assert "[[" not in text


def test_show_gives_all_of_an_event_and_knows_the_text_of_today(repository: Repository) -> None:
    put(
        repository,
        Event(kind=EventKind.SENT, prompt="prompts/a.md", content=text_digest("older"), assistant="claude"),
        Event(kind=EventKind.SENT, prompt="prompts/a.md", content=text_digest(CLEAN), assistant="claude"),
    )
    second = str(lines(repository)[1]["hash"])

    shown = gate("ledger", "show", "prompts/a.md").out.split("\n\n")

    assert "(another version)" in shown[0]
    assert "(current version)" in shown[1]
    assert f"hash       {second}" in shown[1]
    assert gate("ledger", "show", second[:10]).out == gate("ledger", "show", "2").out
    assert "no event" in gate("ledger", "show", "prompts/none.md").err


def test_verify(repository: Repository) -> None:
    assert gate("ledger", "verify") == (0, "no ledger yet\n", "")
    put(repository, *[Event(kind=EventKind.SENT, prompt=f"{n}.md") for n in range(3)])
    head = str(lines(repository)[2]["hash"])
    assert gate("ledger", "verify") == (0, f"3 events; the ledger is unbroken\nhead: {head}\n", "")
    assert gate("ledger", "verify", "--head", head[:12]).code == 0

    file = repository.root / ".git/privacy-gate/ledger.jsonl"
    file.write_text(file.read_text().replace("1.md", "9.md"))
    changed = gate("ledger", "verify")
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:1]))
    cut = gate("ledger", "verify", "--head", head)

    assert changed.code == 1
    assert changed.out.startswith("line 2: was modified")
    assert cut.code == 1
    assert "lines at the end were removed" in cut.out


def test_a_damaged_ledger_is_listed_and_the_damage_said(repository: Repository) -> None:
    put(repository, *[Event(kind=EventKind.SENT, prompt=f"{n}.md") for n in range(3)])
    file = repository.root / ".git/privacy-gate/ledger.jsonl"
    first, second, third = file.read_text().splitlines(keepends=True)
    file.write_text(first + second.replace('"sent"', "7") + third.replace("2.md", "3.md"))

    listed = gate("ledger", "list")

    assert listed.code == 1
    assert listed.out.count("\n") == 2
    assert "the ledger was modified" in listed.err
    assert "1 line could not be shown: 2" in listed.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify", "--head", "xyz"), "not a hash"),
        (("verify", "--head", "abc"), "not a hash"),
        (("record", "prompts", "--assistant", "x"), "is not a single text"),
        (("record", "gone.md", "--assistant", "x"), "file not found"),
        (("record", "prompts/a.md"), "missing option `--assistant`"),
        (("list", "--output", "no/such/folder/x"), "cannot write"),
    ],
)
def test_bad_input(repository: Repository, arguments: tuple[str, ...], said: str) -> None:
    done = gate("ledger", *arguments)

    assert done.code == 2
    assert said in done.err
    assert repository


def test_outside_a_repository(folder: Path) -> None:
    assert "not in a git repository" in gate("ledger", "list").err
    (folder / "a.md").write_text("x")
    assert "--record: not in a git repository" in gate("scan", "a.md", "--record").err
