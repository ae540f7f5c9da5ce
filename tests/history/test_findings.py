"""What `privacy-gate history` reports of a secret: where it was first, and that it is masked."""

from __future__ import annotations

import json

import pytest

from privacy_gate.reporters import REPORTERS
from tests.gate import GITHUB_TOKEN, gate
from tests.history.repositories import FILLER, LEAK, OTHER_TOKEN, at, found, history
from tests.repository import Repository, shows_token


def test_a_secret_in_many_versions_is_one_finding_with_its_first_commit(repo: Repository) -> None:
    at(repo, "2020-01-01", {"app.py": "x = 1\n"})
    first = at(repo, "2020-01-02", {"app.py": f"x = 1\n{LEAK}"}, "add the token")
    for number in range(8):
        at(repo, f"2020-02-0{number + 1}", {"app.py": f"x = {number}\n{LEAK}{FILLER[: 900 * number]}"})

    (one,) = found()

    assert one["rule"] == "secret/github-token"
    assert (one["path"], one["start"]["line"]) == ("app.py", 2)
    assert one["commit"] == {
        "id": first,
        "date": "2020-01-02T12:00:00Z",
        "author": "T",
        "subject": "add the token",
        "now": [{"path": "app.py", "start": {"line": 2, "column": 10}}],
    }
    assert f"first in {first[:12]} (2020-01-02), still in HEAD" in one["message"]
    assert GITHUB_TOKEN not in history().out


def test_what_is_removed_is_found_and_not_in_head(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    repo.commit({"app.py": "pass\n"})

    done = history()

    assert done.code == 1
    assert done.data["findings"][0]["commit"]["now"] == []
    assert "no longer in HEAD" in done.data["findings"][0]["message"]
    assert gate("scan", ".").code == 0


def test_a_renamed_and_copied_secret_is_one_finding(repo: Repository) -> None:
    repo.commit({"old.py": LEAK})
    repo.git("mv", "old.py", "new.py")
    repo.commit({"copy.py": f"# a copy\n{LEAK}"})

    (one,) = found()

    assert one["path"] == "old.py"
    assert {place["path"] for place in one["commit"]["now"]} == {"new.py", "copy.py"}
    assert {place["path"] for place in one["related"]} == {"new.py", "copy.py"}


def test_two_secrets_on_one_line_in_turn_are_two(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    repo.commit({"app.py": LEAK.replace(GITHUB_TOKEN, OTHER_TOKEN)})

    assert len(found()) == 2


def test_what_only_a_merge_brings_is_found(repo: Repository) -> None:
    repo.commit({"app.py": "a = 1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"app.py": "a = 2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"app.py": "a = 3\n"})
    repo.git("merge", "-q", "side", code=1)
    merge = repo.commit({"app.py": LEAK}, "merge")
    assert len(repo.git("rev-list", "--parents", "-n", "1", merge).split()) == 3

    (one,) = found()

    assert one["commit"]["id"] == merge


@pytest.mark.parametrize(
    "command", [("tag", "-a", "v1", "-m"), ("notes", "add", "-m"), ("commit", "--allow-empty", "-qm")]
)
def test_messages_of_commits_tags_and_notes_are_read(repo: Repository, command: tuple[str, ...]) -> None:
    repo.commit({"app.py": "a = 1\n"})
    repo.git(*command, f"see {GITHUB_TOKEN}")

    (one,) = found()

    assert one["rule"] == "secret/github-token"
    if command[0] != "notes":
        assert one["path"].startswith("<tag v1>" if command[0] == "tag" else "<commit ")
    assert GITHUB_TOKEN not in json.dumps(one)


def test_an_odd_encoding_of_a_message_hides_nothing(repo: Repository) -> None:
    repo.commit({"app.py": "a = 1\n"})
    tree = repo.git("rev-parse", "HEAD^{tree}").strip()
    who = "T <t@example.org> 1577880000 +0000"
    for encoding, word in (("ISO-8859-1", b"gr\xfc\xdfe"), ("rot13", b"x"), ("utf-7", b"x")):
        raw = f"tree {tree}\nauthor {who}\ncommitter {who}\nencoding {encoding}\n\n".encode() + word
        oid = repo.git(
            "hash-object", "-t", "commit", "-w", "--stdin", stdin=raw + f" {GITHUB_TOKEN}\n".encode()
        ).strip()
        repo.git("update-ref", f"refs/heads/{encoding}", oid)

    assert [one["rule"] for one in found()] == ["secret/github-token"]


def test_hostile_subjects_authors_and_paths_are_escaped_and_masked(repo: Repository) -> None:
    repo.config(**{"user.name": "A\x1b[31m"})
    repo.commit({"a\nb\x1b[2J.py": LEAK}, f"\x1b]0;x\x07 ::error:: {OTHER_TOKEN}")

    for form in REPORTERS:
        shown = gate("history", "--format", form)
        assert shown.code == 1
        assert not {"\x1b", "\x07"} & set(shown.out + shown.err), form
        assert GITHUB_TOKEN not in shown.out
        assert OTHER_TOKEN not in shown.out


def test_a_secret_in_a_name_of_the_past_is_found_and_masked(repo: Repository) -> None:
    first = repo.commit({f"src/{GITHUB_TOKEN}.py": "x = 1\n", f"prompts/{OTHER_TOKEN}.md": "words\n"})
    repo.git("rm", "-q", f"src/{GITHUB_TOKEN}.py")
    repo.commit({"a.py": "x = 1\n"})

    done = history("--ignore", "prompt")

    assert done.code == 1
    assert not shows_token(done)
    assert OTHER_TOKEN not in done.out + done.err
    named = [one for one in done.data["findings"] if "in the file name" in one["message"]]
    assert [one["commit"]["id"] for one in named] == [first, first]
    assert sorted("no longer in HEAD" in one["message"] for one in named) == [False, True]
    assert done.data["verdict"] != "send"
    assert not [one for one in found(f"{first}..HEAD") if "in the file name" in one["message"]]


def test_a_secret_in_what_a_link_led_to_is_found_and_masked(repo: Repository) -> None:
    link = repo.root / "current"
    link.symlink_to(f"https://{GITHUB_TOKEN}@github.com/x/y")
    repo.git("add", "-A")
    first = repo.commit(message="one")
    link.unlink()
    link.symlink_to(f"releases/{OTHER_TOKEN}")
    repo.git("add", "-A")
    second = repo.commit(message="two")

    done = history()

    assert done.code == 1
    assert not shows_token(done)
    assert OTHER_TOKEN not in done.out + done.err
    led = [one for one in done.data["findings"] if "in the link target" in one["message"]]
    assert [one["commit"]["id"] for one in led] == [first, second]
    assert ["no longer in HEAD" in one["message"] for one in led] == [True, False]
    assert [one["commit"]["id"] for one in found(f"{first}..HEAD")] == [second]


def test_the_mailmap_counts(repo: Repository) -> None:
    repo.commit({".mailmap": "Real Name <t@example.org>\n", "app.py": LEAK})

    assert found()[0]["commit"]["author"] == "Real Name"
