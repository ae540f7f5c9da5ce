"""Rules, ignores, baselines and the ledger of `privacy-gate history`."""

from __future__ import annotations

import json

from tests.gate import GITHUB_TOKEN, gate
from tests.history.repositories import LEAK, OTHER_TOKEN, at, found, history
from tests.repository import Repository


def test_prompts_of_the_past_are_judged_as_prompts(repo: Repository) -> None:
    text = "We never told a client why: it is our secret sauce, Acme Holding pays us twice the market price.\n"
    repo.commit({"prompts/a.md": text, "docs/a.md": text})
    repo.git("rm", "-q", "prompts/a.md")
    repo.git("commit", "-qm", "gone")

    done = history()

    assert {one["path"] for one in done.data["findings"]} == {"prompts/a.md"}
    assert {one["exposure"] for one in done.data["findings"]} == {"outbound"}
    assert [one["path"] for one in done.data["files"]] == ["prompts/a.md"]
    assert not {one["rule"] for one in done.data["findings"] if one["rule"].startswith("prompt/")}


def test_select_fail_on_and_ignores(repo: Repository) -> None:
    repo.commit({"app.py": LEAK.rstrip() + "  # privacy-gate: ignore[secret] made up for a test\n"})

    assert history().code == 0
    assert history().data["summary"]["suppressed"] == 1
    assert history("--no-ignores").code == 1
    assert history("--no-ignores", "--fail-on", "never").code == 0
    assert history("--no-ignores", "--select", "personal").data["findings"] == []


def test_a_trusted_commit_lets_no_ignore_count(repo: Repository) -> None:
    base = repo.commit({"a.txt": "x\n"})
    repo.commit(
        {
            "app.py": LEAK.rstrip() + "  # privacy-gate: ignore[secret] made up\n",
            "privacy-gate.yaml": "severity: {secret: off}\n",
        }
    )

    assert history("--trust", base).code == 1


def test_a_baseline_holds_back_a_value_in_all_its_versions(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    repo.commit({"app.py": f"other = 1\nmy_{LEAK}"})
    repo.commit({"app.py": f"other = 2\nmy_{LEAK}"})
    gate("baseline")

    done = history()

    assert (done.code, done.data["summary"]["baselined"]) == (0, 1)
    repo.commit({"app.py": f"other = 2\nmy_{LEAK.replace(GITHUB_TOKEN, OTHER_TOKEN)}"})
    assert len(found()) == 1


def test_what_the_history_showed_can_be_accepted(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    repo.commit({"app.py": "pass\n"})
    assert history().code == 1

    assert gate("baseline", "--last").code == 0

    assert history().code == 0
    scanned = gate("scan", ".", "--format", "json")
    assert (scanned.code, scanned.data["summary"]["stale"]) == (0, 0)


def test_prompts_of_the_past_are_recorded_once_and_only_from_before(repo: Repository) -> None:
    at(repo, "2020-01-01", {"prompts/a.md": "Sort these names.\n"})
    second = at(repo, "2020-01-02", {"prompts/a.md": f"Sort these names: {GITHUB_TOKEN}\n"})

    assert history("--record").code == 1
    history("--record")
    at(repo, "2099-01-01", {"prompts/a.md": "Sort these numbers.\n"})
    history("--record")

    events = json.loads(gate("ledger", "list", "--format", "json").out)["events"]
    assert [(one["kind"], one["verdict"]) for one in events] == [("past", "send"), ("past", "never")]
    assert events[1]["commit"] == second
    assert events[1]["happened"] == "2020-01-02T12:00:00Z"
    assert gate("ledger", "verify").code == 0
    assert "before this ledger" in gate("ledger", "list").out
    assert GITHUB_TOKEN not in (repo.root / ".git" / "privacy-gate" / "ledger.jsonl").read_text()


def test_without_record_nothing_is_recorded(repo: Repository) -> None:
    repo.commit({"prompts/a.md": "Sort these names.\n"})
    history()

    assert not (repo.root / ".git" / "privacy-gate" / "ledger.jsonl").exists()
