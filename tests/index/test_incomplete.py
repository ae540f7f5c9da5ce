"""An index that is behind: what a check reads, what it says when that is not enough, and where it is complete."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.gate import Outcome
from tests.index.code import COLLECT, NEXT_STEP
from tests.index.scenario import PRIVATE_FILE, PROMPT, make_repository
from tests.repository import Repository

FILES = 12
PATH = "prompts/shorter.md"
OTHER = "prompts/other.md"
HARMLESS = "Write a function that turns a list of pairs into a dictionary. For [(1, 2)] it gives {1: 2}.\n"
VERBATIM = f"Make this shorter:\n\n```python\n{NEXT_STEP}```\n"
NO_FORM = ("--ignore", "prompt")
LACKS = "the private index lacks code of"
MARK = "# privacy-gate: never-send\n"

with_permissions = pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere")


@pytest.fixture
def ours(tmp_path: Path) -> Repository:
    """A fresh clone with a prompt that holds renamed code of its last file."""
    origin = make_repository(tmp_path / "origin", FILES, 60)
    subprocess.run(["git", "clone", "-q", origin.root, tmp_path / "clone"], check=True)
    clone = Repository(tmp_path / "clone")
    for name, value in (("name", "T"), ("email", "t@example.org")):
        clone.git("config", f"user.{name}", value)
    clone.write(PATH, PROMPT)
    return clone


def allow(repository: Repository, budget: int, **more: Any) -> None:
    """Set how much a check may read."""
    repository.write("privacy-gate.yaml", json.dumps({"index_budget": budget, **more}))


def gate(repository: Repository, *arguments: str, stdin: bytes = b"", **env: str) -> Outcome:
    return repository.gate(*arguments, stdin=stdin, variables=env)


def judged(outcome: Outcome) -> dict[str, Any]:
    (one,) = outcome.data["files"]
    assert isinstance(one, dict)
    return one


def test_a_fresh_clone_is_read_before_its_first_prompt_is_judged(ours: Repository) -> None:
    done = gate(ours, "scan", "prompts/", "--format", "json", *NO_FORM)

    assert (done.code, done.rules, done.err) == (1, ["code/private"], "")
    assert judged(done)["verdict"] == "local"


@pytest.mark.parametrize("budget", [0, 1, 2_000])
def test_a_prompt_is_not_to_be_sent_while_the_index_is_behind(ours: Repository, budget: int) -> None:
    allow(ours, budget)
    done = gate(ours, "scan", "prompts/", "--format", "json", *NO_FORM)

    assert (done.code, done.rules, judged(done)["verdict"]) == (2, [], "local")
    assert any(one["message"].startswith(LACKS) for one in done.data["problems"])
    assert "privacy-gate index build" in done.err


def test_the_remedy_is_the_command_that_is_named(ours: Repository) -> None:
    allow(ours, 0)
    assert gate(ours, "scan", PATH, *NO_FORM).code == 2

    assert gate(ours, "index", "build").code == 0

    assert gate(ours, "scan", PATH, *NO_FORM).code == 1
    ours.write(OTHER, HARMLESS)
    assert gate(ours, "scan", OTHER, *NO_FORM).code == 0


def test_each_check_goes_on_where_the_last_one_stopped(ours: Repository) -> None:
    allow(ours, 6_000)

    codes = [gate(ours, "scan", PATH, *NO_FORM).code for _ in range(10)]

    assert codes == sorted(codes, reverse=True)
    assert (codes[0], codes[-1]) == (2, 1)


def test_names_count_as_well(ours: Repository) -> None:
    allow(ours, 0)
    done = gate(ours, "scan", "-", "--format", "json", "--select", "internal/own-name", stdin=HARMLESS.encode())

    assert done.code == 2
    assert [one["message"].startswith("the index of names lacks names in") for one in done.data["problems"]] == [True]


@pytest.mark.parametrize(
    "arguments",
    [
        ("diff",),
        ("pre-commit", PATH, "privacy-gate.yaml"),
        ("scan", "-"),
        ("clean", PATH),
        ("index", "query", PATH),
        ("history",),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_every_command_that_judges_a_prompt_ends_with_2(ours: Repository, arguments: tuple[str, ...]) -> None:
    allow(ours, 0)
    ours.git("add", "--all")
    if arguments == ("history",):
        ours.git("commit", "-qm", "Ask")

    done = gate(ours, *arguments, stdin=HARMLESS.encode())

    assert done.code == 2, done
    assert LACKS in done.err


def test_what_stays_here_needs_no_index(ours: Repository) -> None:
    allow(ours, 0)
    ours.git("add", "privacy-gate.yaml")

    assert gate(ours, "diff").code == 0
    assert gate(ours, "scan", "billing", "claims").code == 0
    assert gate(ours, "scan", PATH, "--select", "secret").code == 0
    assert not (ours.root / ".git" / "privacy-gate" / "index.db").exists()


@pytest.mark.parametrize(
    "name", ["text", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "html"]
)
def test_every_format_says_so(ours: Repository, name: str) -> None:
    allow(ours, 0)
    done = gate(ours, "scan", PATH, "--format", name, *NO_FORM)

    said = done.out if name not in ("text", "concise") else done.out + done.err
    assert LACKS in said


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_several_processes_read_it_once_and_agree(ours: Repository, jobs: str) -> None:
    for number in range(6):
        ours.write(f"prompts/{number}.md", HARMLESS)
    complete = gate(ours, "scan", "prompts/", "--format", "json", "--jobs", jobs, *NO_FORM)
    assert (complete.code, complete.rules, complete.err) == (1, ["code/private"], "")

    (ours.root / ".git" / "privacy-gate" / "index.db").unlink()
    allow(ours, 0)
    behind = gate(ours, "scan", "prompts/", "--format", "json", "--jobs", jobs, *NO_FORM)

    assert (behind.code, behind.rules) == (2, [])
    assert {one["verdict"] for one in behind.data["files"]} == {"local"}
    assert behind.err.count(LACKS) == 1


def test_in_ci_everything_is_read(ours: Repository) -> None:
    allow(ours, 0)
    done = gate(ours, "scan", PATH, "--format", "json", *NO_FORM, CI="true")

    assert (done.code, done.rules) == (1, ["code/private"])


def test_in_ci_a_large_repository_shows_how_far_it_is(tmp_path: Path) -> None:
    large = make_repository(tmp_path / "large", 1_100, 8)
    large.write(PATH, PROMPT)
    done = gate(large, "scan", PATH, *NO_FORM, CI="true")

    assert done.code == 1
    assert "privacy-gate: reading files of this repository: 1,000 of 1,100\n" in done.err


def test_the_action_reads_everything(ours: Repository, tmp_path: Path) -> None:
    allow(ours, 0)
    before = ours.git("rev-parse", "HEAD").strip()
    ours.git("add", "--all")
    ours.git("commit", "-qm", "Ask")
    after = ours.git("rev-parse", "HEAD").strip()
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"before": before, "after": after, "ref": "refs/heads/main"}))

    done = gate(ours, "action", GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=str(event), GITHUB_EVENT_NAME="push")

    assert done.code == 1, done
    assert "code/private" in done.out


# code that never leaves ---------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["marker", "marker, staged only", "settings", "untracked"])
def test_code_that_never_leaves_is_read_whatever_the_budget(ours: Repository, how: str) -> None:
    allow(ours, 0, never_send=["zones/**"] if how == "settings" else [])
    if how.startswith("marker"):
        ours.stage(PRIVATE_FILE, MARK + (ours.root / PRIVATE_FILE).read_text())
        if how.endswith("only"):
            (ours.root / PRIVATE_FILE).unlink()
    elif how == "untracked":
        ours.git("rm", "-q", PRIVATE_FILE)
        ours.write("new/rule.py", MARK + COLLECT + NEXT_STEP)
    ours.write(PATH, VERBATIM)

    done = gate(ours, "scan", PATH, "--format", "json", *NO_FORM)

    assert (done.code, done.rules) == (2, ["code/never-send"])
    assert judged(done)["verdict"] == "never"


def test_a_marker_that_is_added_later_counts_at_once(ours: Repository) -> None:
    allow(ours, 0)
    ours.write(PATH, VERBATIM)
    assert gate(ours, "scan", PATH, "--format", "json", *NO_FORM).rules == []

    ours.write(PRIVATE_FILE, MARK + (ours.root / PRIVATE_FILE).read_text())

    assert gate(ours, "scan", PATH, "--format", "json", *NO_FORM).rules == ["code/never-send"]


def test_a_file_that_git_calls_binary_is_searched_for_the_marker(ours: Repository) -> None:
    allow(ours, 0)
    ours.stage(".gitattributes", "*.py binary\n")
    ours.stage(PRIVATE_FILE, MARK + (ours.root / PRIVATE_FILE).read_text())
    ours.write(PATH, VERBATIM)

    assert gate(ours, "scan", PATH, "--format", "json", *NO_FORM).rules == ["code/never-send"]


FILLER = f"#{'0' * 198}\n"  # a line of 200 bytes that gives nothing away


@pytest.mark.parametrize("how", ["marker", "settings", "untracked"])
def test_code_that_never_leaves_is_read_whatever_its_size(ours: Repository, how: str) -> None:
    allow(ours, 0, never_send=[] if how == "marker" else ["zones/**"])
    ours.git("rm", "-q", "--cached", PRIVATE_FILE)
    text = (MARK if how == "marker" else "") + FILLER * 5500 + (ours.root / PRIVATE_FILE).read_text()
    (ours.write if how == "untracked" else ours.stage)(PRIVATE_FILE, text)
    ours.write(PATH, VERBATIM)

    assert gate(ours, "scan", PATH, "--format", "json", *NO_FORM).rules == ["code/never-send"]


@pytest.mark.parametrize("how", ["marker", "settings", "untracked"])
def test_code_that_never_leaves_and_is_too_large_makes_a_check_incomplete(ours: Repository, how: str) -> None:
    allow(ours, 20_000_000, never_send=[] if how == "marker" else ["zones/**"])
    text = (MARK if how == "marker" else "") + FILLER * 50_001
    (ours.write if how == "untracked" else ours.stage)("zones/table.py", text)
    ours.write(OTHER, HARMLESS)

    for _ in range(2):  # read, and known
        done = gate(ours, "scan", OTHER, "--format", "json", *NO_FORM)

        assert done.code == 2
        assert "zones/table.py has more than 10,000,000 bytes" in done.data["problems"][0]["message"]
        assert prompt(ours, HARMLESS)["decision"] == "block"


def test_large_data_among_what_never_leaves_is_no_gap(ours: Repository) -> None:
    allow(ours, 20_000_000, never_send=["zones/**"])
    ours.write("zones/weights.bin", "\0" + FILLER * 50_001)
    ours.write(OTHER, HARMLESS)

    assert gate(ours, "scan", OTHER, "--format", "json", *NO_FORM).code == 0


# an index that cannot be written ------------------------------------------------------------------


@with_permissions
def test_a_repository_that_cannot_be_written_is_read_in_memory(ours: Repository) -> None:
    git = ours.root / ".git"
    git.chmod(0o500)
    try:
        whole = gate(ours, "scan", PATH, "--format", "json", *NO_FORM)
        assert (whole.code, whole.rules) == (1, ["code/private"])
        assert "cannot be written" in whole.err

        allow(ours, 0)
        behind = gate(ours, "scan", PATH, "--format", "json", *NO_FORM)
        assert (behind.code, judged(behind)["verdict"]) == (2, "local")
        assert "cannot be written" in behind.data["problems"][0]["message"]
    finally:
        git.chmod(0o700)


def test_a_database_that_another_process_writes_is_done_without(ours: Repository) -> None:
    allow(ours, 0)
    gate(ours, "scan", PATH)
    ours.write("new.py", COLLECT)  # there is something to write
    with closing(sqlite3.connect(ours.root / ".git/privacy-gate/index.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = gate(ours, "scan", PATH, "--format", "json", *NO_FORM)

    assert (done.code, judged(done)["verdict"]) == (2, "local")
    assert "another process" in done.data["problems"][0]["message"]


# an assistant's hook ------------------------------------------------------------------------------


def prompt(repository: Repository, text: str, **env: str) -> dict[str, Any]:
    payload = {"hook_event_name": "UserPromptSubmit", "cwd": str(repository.root), "prompt": text, "session_id": "s"}
    done = gate(repository, "hook", "claude", stdin=json.dumps(payload).encode(), **env)
    assert done.code == 0, done
    reply: dict[str, Any] = done.data
    return reply


def test_a_hook_says_once_that_the_index_is_behind_and_stops_nothing(ours: Repository) -> None:
    allow(ours, 0, hook={"profile": "clean-room"})

    first, second = prompt(ours, HARMLESS), prompt(ours, HARMLESS)

    assert LACKS in first["systemMessage"]
    assert "decision" not in first
    assert LACKS not in json.dumps(second)


def test_a_hook_says_it_again_when_the_index_is_behind_again(ours: Repository) -> None:
    allow(ours, 0, hook={"profile": "clean-room"})
    prompt(ours, HARMLESS)
    gate(ours, "index", "build")
    assert LACKS not in json.dumps(prompt(ours, HARMLESS))

    ours.write("new.py", COLLECT)

    assert LACKS in json.dumps(prompt(ours, HARMLESS))


def test_a_hook_stops_code_that_never_leaves_with_an_index_that_is_behind(ours: Repository) -> None:
    allow(ours, 0, never_send=["zones/**"])

    reply = prompt(ours, VERBATIM)

    assert reply["decision"] == "block"
    assert "code/never-send" in reply["reason"]


def test_a_hook_stops_everything_while_code_that_never_leaves_is_unknown(ours: Repository) -> None:
    allow(ours, 0, never_send=["zones/**"])
    (ours.root / ".git" / "index").write_bytes(b"damaged")

    assert prompt(ours, HARMLESS)["decision"] == "block"


def test_a_hook_in_ci_reads_no_more_than_elsewhere(ours: Repository) -> None:
    allow(ours, 0, hook={"profile": "clean-room"})

    assert LACKS in prompt(ours, HARMLESS, CI="true")["systemMessage"]
