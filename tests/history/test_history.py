"""`privacy-gate history` in real repositories."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.base.git import stream as git_stream
from privacy_gate.base.git.environment import environment as git_environment
from privacy_gate.history import store, workers
from privacy_gate.history.store import Frame, HistoryStore, Writer
from privacy_gate.reporters import REPORTERS
from tests.gate import GITHUB_TOKEN, Outcome, gate
from tests.repository import Repository, environment, shows_token, start

OTHER_TOKEN = "ghp_" + "Zk4nD0mT0k3nF0rT3sts0nly9876543210qY"
LEAK = f"token = '{GITHUB_TOKEN}'\n"
FILLER = "".join(f"line {number} of a file that says nothing at all\n" for number in range(400))


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path / "repo")
    monkeypatch.chdir(made.root)
    return made


def history(*arguments: str) -> Outcome:
    return gate("history", "--format", "json", *arguments)


def found(*arguments: str) -> list[dict[str, Any]]:
    done = history(*arguments)
    assert done.code in {0, 1}, done.err
    findings: list[dict[str, Any]] = done.data["findings"]
    return findings


def watched(monkeypatch: pytest.MonkeyPatch, most: int | None = None) -> list[str]:
    """The objects that are read from now on. After `most` of them the user gives up."""
    asked: list[str] = []

    def stream(root: Path, oids: list[str], limit: int) -> Any:
        if most is not None and len(asked) >= most:
            raise KeyboardInterrupt
        asked.extend(oids)
        return git_stream.stream(root, oids, limit)

    monkeypatch.setattr(workers, "stream", stream)
    return asked


def at(repo: Repository, date: str, files: Mapping[str, str | bytes], message: str = "a change") -> str:
    """A commit of a certain date."""
    for path, content in files.items():
        repo.stage(path, content)
    dates = {"GIT_AUTHOR_DATE": f"{date}T12:00:00Z", "GIT_COMMITTER_DATE": f"{date}T12:00:00Z"}
    done = start(["git", "commit", "-q", "--allow-empty", "-m", message], repo.root, env=environment(**dates))
    assert done.code == 0, done.err
    return repo.git("rev-parse", "HEAD").strip()


# what a finding says ----------------------------------------------------------------------------------


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
    assert sorted("not in HEAD" in one["message"] for one in named) == [False, True]
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
    assert ["not in HEAD" in one["message"] for one in led] == [True, False]
    assert [one["commit"]["id"] for one in found(f"{first}..HEAD")] == [second]


def test_the_mailmap_counts(repo: Repository) -> None:
    repo.commit({".mailmap": "Real Name <t@example.org>\n", "app.py": LEAK})

    assert found()[0]["commit"]["author"] == "Real Name"


# what is read ------------------------------------------------------------------------------------------


def test_all_refs_count_and_older_stashes_on_demand(repo: Repository) -> None:
    repo.commit({"app.py": "a = 1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"side.py": LEAK})
    repo.git("checkout", "-q", "main")
    for token in (OTHER_TOKEN, "nothing"):
        repo.write("app.py", f"t = '{token}'\n")
        repo.git("stash", "-q")

    assert [one["path"] for one in found()] == ["side.py"]
    assert sorted(one["path"] for one in found("--reflogs")) == ["app.py", "side.py"]
    assert found("main") == []


def test_a_detached_head_counts(repo: Repository) -> None:
    repo.commit({"app.py": "a = 1\n"})
    repo.git("checkout", "-q", "--detach")
    repo.commit({"app.py": LEAK})

    assert len(found()) == 1


def test_a_range_reports_what_came_in_it(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    repo.git("tag", "v1")
    repo.commit({"app.py": f"{LEAK}x = 1\n"})
    second = repo.commit({"app.py": f"{LEAK}t = '{OTHER_TOKEN}'\n"})

    (one,) = found("v1..main")

    assert one["commit"]["id"] == second
    assert found("main..v1") == []
    assert len(found()) == 2


def test_since_a_date(repo: Repository) -> None:
    at(repo, "2020-01-01", {"app.py": LEAK})
    at(repo, "2021-01-01", {"app.py": f"{LEAK}t = '{OTHER_TOKEN}'\n"})

    assert len(found("--since", "2020-06-01")) == 1
    assert history("--since", "a long time").code == 2


def test_a_replaced_object_and_a_graft_hide_nothing(repo: Repository) -> None:
    first = repo.commit({"app.py": LEAK})
    blob = repo.git("rev-parse", "HEAD:app.py").strip()
    harmless = repo.git("hash-object", "-w", "--stdin", stdin=b"pass\n").strip()
    repo.git("replace", blob, harmless)
    last = repo.commit({"app.py": "pass\n"})
    (repo.root / ".git" / "info").mkdir(exist_ok=True)
    (repo.root / ".git" / "info" / "grafts").write_text(f"{last}\n")

    (one,) = found()

    assert one["commit"]["id"] == first


def test_binary_large_linked_and_foreign_content_is_listed(repo: Repository) -> None:
    repo.write("privacy-gate.yaml", "max_file_size: 2000\n")
    (repo.root / "link").symlink_to("app.py")
    repo.git("add", "link")
    head = repo.commit(
        {
            "app.py": "a = 1\n",
            "logo.bin": bytes(range(256)) * 4,
            "large.txt": FILLER,
            "privacy-gate.yaml": "max_file_size: 2000\n",
        }
    )
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},module")
    repo.git("commit", "-qm", "a module")

    done = history()

    assert done.code == 0
    reasons = {one["path"]: one["reason"] for one in done.data["skipped"]}
    assert reasons == {
        "link": "symbolic link",
        "module": "submodule",
        "logo.bin": "binary",
        "large.txt": "larger than max_file_size (2,000 bytes)",
    }
    assert history().data["skipped"] == done.data["skipped"]


def test_a_path_that_is_not_utf8(repo: Repository) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", stdin=LEAK.encode()).strip()
    name = b"caf\xe9.py"
    subprocess.run(
        ["git", "update-index", "--add", "--index-info"], cwd=repo.root, env=environment(), check=True,
        input=f"100644 {oid}\t".encode() + name + b"\n",
    )  # fmt: skip
    repo.git("commit", "-qm", "a name")

    assert [one["path"] for one in found()] == ["caf\\xe9.py"]
    assert [one["path"] for one in found()] == ["caf\\xe9.py"]


# what cannot be read ------------------------------------------------------------------------------------


def test_a_shallow_clone_is_a_problem(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"app.py": LEAK})
    repo.commit({"app.py": "pass\n"})
    repo.commit({"app.py": "pass  # more\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth", "2", f"file://{repo.root}", str(clone))
    monkeypatch.chdir(clone)

    done = history()

    assert done.code == 2
    assert "this clone is shallow" in done.err
    assert history("HEAD~1..HEAD").code == 0


def test_a_partial_clone_is_a_problem_and_fetches_nothing(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.config(**{"uploadpack.allowFilter": "true"})
    repo.commit({"app.py": LEAK})
    repo.commit({"app.py": "pass\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=blob:none", f"file://{repo.root}", str(clone))
    monkeypatch.chdir(clone)
    packs = sorted(path.name for path in (clone / ".git" / "objects" / "pack").iterdir())

    done = history()

    assert done.code == 2
    assert "app.py" in done.err
    assert "not in this clone" in done.err
    assert sorted(path.name for path in (clone / ".git" / "objects" / "pack").iterdir()) == packs


def test_a_damaged_object_is_no_clean_history(repo: Repository) -> None:
    repo.commit({"app.py": "a = 1\n" * 50})
    oid = repo.git("rev-parse", "HEAD:app.py").strip()
    file = repo.root / ".git" / "objects" / oid[:2] / oid[2:]
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:20])

    assert history().code == 2


@pytest.mark.parametrize("arguments", [("nope",), ("--all",), ("main..nope",), ("-x",)])
def test_a_revision_that_is_none(repo: Repository, arguments: tuple[str, ...]) -> None:
    repo.commit({"app.py": "a = 1\n"})

    assert history(*arguments).code == 2


def test_without_commits_and_without_a_repository(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert history().code == 2
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "outside").mkdir()
    monkeypatch.chdir(tmp_path / "outside")
    assert history().code == 2


# without a work tree ---------------------------------------------------------------------------------------


def _bare(repo: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.git("clone", "-q", "--bare", str(repo.root), str(folder))
    monkeypatch.chdir(folder)


def test_a_bare_repository_is_read_by_the_settings_of_its_head(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"app.py": LEAK, "old/b.py": f"t = '{OTHER_TOKEN}'\n", "prompts/a.md": "Explain why it fails.\n"})
    repo.git("rm", "-q", "app.py")
    repo.commit({"privacy-gate.yaml": "exclude: ['old/*']\n"})
    expected = found("--select", "secret")
    _bare(repo, tmp_path / "served.git", monkeypatch)
    here = history("--select", "secret")

    assert (here.code, here.data["findings"]) == (1, expected)
    assert [one["path"] for one in expected] == ["app.py"]
    assert f"settings and baseline come from HEAD ({repo.git('rev-parse', '--short=12', 'HEAD').strip()})" in here.err
    assert history("--select", "secret", "--quiet").err == ""
    assert history("--select", "secret", "--record").code == 2
    assert gate("diff").code == 2


def test_a_bare_repository_whose_head_names_nothing(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"app.py": LEAK, "privacy-gate.yaml": "exclude: ['*.py']\n"})
    _bare(repo, tmp_path / "served.git", monkeypatch)
    repo.git("--git-dir", str(tmp_path / "served.git"), "symbolic-ref", "HEAD", "refs/heads/nothing")
    here = history()

    assert [one["rule"] for one in here.data["findings"]] == ["secret/github-token"]
    assert "come from the defaults, because HEAD has no commit" in here.err


def test_a_prompt_in_a_bare_repository_with_code_that_must_not_leave(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which code that is nobody can tell there: it does not look as if there were none."""
    repo.commit({"prompts/a.md": "Explain why it fails.\n", "privacy-gate.yaml": "never_send: ['core/*']\n"})
    _bare(repo, tmp_path / "served.git", monkeypatch)
    here = history()

    assert (here.code, [one["path"] for one in here.data["problems"]]) == (2, ["prompts/a.md"])
    assert history("--no-index").code == 0


# other refs ---------------------------------------------------------------------------------------------


def _two_branches(repo: Repository) -> tuple[str, str]:
    """A secret that came on one branch, and a day later in another version of the file on another branch."""
    at(repo, "2020-01-01", {"app.py": FILLER})
    repo.git("checkout", "-q", "-b", "earlier")
    earlier = at(repo, "2020-01-02", {"app.py": FILLER + LEAK})
    repo.git("checkout", "-q", "-b", "later", "main")
    later = at(repo, "2020-01-03", {"app.py": f"{FILLER}{LEAK}y = 1\n"})
    at(repo, "2020-01-04", {"app.py": f"{FILLER}y = 1\n"})
    repo.git("checkout", "-q", "main")
    return earlier, later


def test_what_a_vanished_branch_had_first_is_found_where_else_it_is(repo: Repository) -> None:
    earlier, later = _two_branches(repo)

    assert [one["commit"]["id"] for one in found()] == [earlier]
    assert [one["commit"]["id"] for one in found("later")] == [later]
    assert [one["commit"]["id"] for one in found()] == [earlier]
    assert found("earlier..later")[0]["commit"]["id"] == later
    repo.git("branch", "-q", "-D", "earlier")
    assert [one["commit"]["id"] for one in found()] == [later]
    assert [one["commit"]["id"] for one in found("--fresh")] == [later]


def test_what_came_before_on_a_branch_that_is_new_here_is_first(repo: Repository) -> None:
    _two_branches(repo)
    found()
    repo.git("checkout", "-q", "--orphan", "oldest")
    oldest = at(repo, "2019-01-01", {"app.py": f"{FILLER}{LEAK}y = 1\n"})

    assert [one["commit"]["id"] for one in found()] == [oldest]


def test_what_is_known_already_is_not_read_again_for_other_refs(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    _two_branches(repo)
    found()
    found("later")
    asked = watched(monkeypatch)

    found("later")

    assert asked == []


# rules, silencing, accepting ----------------------------------------------------------------------------


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


# what is remembered --------------------------------------------------------------------------------------


def test_the_second_run_reads_what_is_new(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"app.py": LEAK, "b.py": "b = 1\n"})
    before = history()
    asked = watched(monkeypatch)

    assert history().out == before.out
    assert asked == []
    new = repo.commit({"b.py": f"t = '{OTHER_TOKEN}'\n"})
    assert len(found()) == 2
    assert asked == [repo.git("rev-parse", "HEAD:b.py").strip(), new]
    assert len(found("--fresh")) == 2
    assert len(asked) > 4


def test_a_run_that_was_stopped_goes_on(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        repo.commit({f"{number}.py": f"n = {number}\n" + (LEAK if number == 1 else "")})
    monkeypatch.setattr(workers, "_PIECE", 2)
    with monkeypatch.context() as patched:
        asked = watched(patched, most=4)
        assert history("--jobs", "1").code == 130
    more = watched(monkeypatch)

    assert len(found("--jobs", "1")) == 1
    assert (len(asked), len(more), len({*asked, *more})) == (4, 8, 12)


KILLED = """
import os, signal
from privacy_gate.__main__ import main
from privacy_gate.history import store as state, workers as work
from privacy_gate.history.store import Writer
work._PIECE = 2
write, written = Writer.write, []
def torn(self, frame):
    before = self.file.stat().st_size if written else 0
    write(self, frame)
    written.append(self)
    if len(written) == 3:
        os.truncate(self.file, (before + self.file.stat().st_size) // 2)
        os.kill(os.getpid(), signal.SIGKILL)
Writer.write = torn
main()
"""


@pytest.mark.once
@pytest.mark.skipif(os.name != "posix", reason="nothing is killed like that on Windows")
def test_a_run_that_was_killed_in_the_middle_of_writing_goes_on(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        repo.commit({f"{number}.py": f"n = {number}\n" + (LEAK if number in {1, 5} else "")})
    killed = start([sys.executable, "-c", KILLED, "history", "--jobs", "1"], repo.root)
    assert killed.code == -signal.SIGKILL, killed.err
    asked = watched(monkeypatch)
    resumed = history("--jobs", "1")

    assert len(asked) == 16 - 4  # two writes of two came through, the third was torn
    assert (resumed.code, resumed.out) == (1, history("--fresh", "--jobs", "1").out)
    assert [one["path"] for one in resumed.data["findings"]] == ["1.py"]


def test_other_settings_read_all_again(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    assert history().code == 1
    repo.write("privacy-gate.yaml", "severity: {secret: warning}\n")
    assert history().code == 0
    repo.write("privacy-gate.yaml", "exclude: ['*.py']\n")
    assert found() == []


def test_what_is_remembered_holds_no_value_and_is_for_this_user(repo: Repository) -> None:
    repo.commit({"app.py": LEAK, "prompts/a.md": f"Explain {GITHUB_TOKEN}\n"})
    history()
    files = [path for path in (repo.root / ".git" / "privacy-gate" / "history").rglob("*") if path.is_file()]

    assert files
    for file in files:
        assert GITHUB_TOKEN.encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0


def test_a_damaged_memory_is_read_anew(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    before = history().out
    for file in (repo.root / ".git" / "privacy-gate" / "history").rglob("*"):
        if file.is_file() and file.name != "salt":
            file.write_bytes(file.read_bytes()[:-7])

    assert history().out == before


def test_a_memory_that_nests_without_end_is_read_anew(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    before = history().out
    payload = b"\x81\xa1x" + b"\x91" * 100_000  # a field of another version: lists in lists
    data = store._HEAD.pack(len(payload), store._digest(payload)) + payload
    for file in (repo.root / ".git" / "privacy-gate" / "history").rglob("*"):
        if file.is_file() and file.name != "salt":
            file.write_bytes(data)

    assert history().out == before


@pytest.mark.skipif(os.name != "posix", reason="no folder is held on Windows")
def test_another_process_takes_nothing_away_that_this_one_found(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads less, ends while this one reads, and makes one file of what was written until then."""
    for number in range(6):
        repo.commit({f"app{number}.py": f"{LEAK[:-1]}  # {number}\n"})
    expected = history("--fresh").out
    writes, close = Writer.write, HistoryStore.close
    times: list[Writer] = []

    def write(self: Writer, frame: Frame) -> None:
        times.append(self)
        if len(times) != 2:
            writes(self, frame)
            return

        def late(state: HistoryStore, every: Frame) -> None:
            writes(self, frame)
            close(state, every)

        with monkeypatch.context() as within:
            within.setattr(Writer, "write", writes)
            within.setattr(HistoryStore, "close", late)
            assert history("HEAD~1..HEAD").code == 1

    monkeypatch.setattr(workers, "_PIECE", 2)
    monkeypatch.setattr(Writer, "write", write)
    here = history("--fresh")

    assert (here.code, here.out) == (1, expected)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_repository_that_cannot_be_written_to(repo: Repository) -> None:
    repo.commit({"app.py": LEAK})
    (repo.root / ".git").chmod(0o555)
    try:
        assert history().code == 1
    finally:
        (repo.root / ".git").chmod(0o755)


def test_head_moves_and_what_it_holds_is_known(repo: Repository) -> None:
    repo.commit({"app.py": f"{LEAK}{FILLER}"})
    for number in range(4):
        repo.commit({"app.py": f"{LEAK}{FILLER}more = {number}\n"})
    repo.commit({"app.py": "pass\n"})
    assert found()[0]["commit"]["now"] == []

    repo.git("checkout", "-q", "HEAD~2")

    assert [place["path"] for place in found()[0]["commit"]["now"]] == ["app.py"]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_several_processes_find_the_same(repo: Repository, jobs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PIECE", 2)
    for number in range(9):
        repo.commit(
            {f"{number % 3}.py": f"{FILLER[: number * 300]}n = {number}\n" + LEAK * (number == 4)}, f"m {number}"
        )

    (one,) = found("--jobs", jobs)

    assert one["path"] == "1.py"


# the ledger ------------------------------------------------------------------------------------------------


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


def test_git_is_asked_for_no_network() -> None:
    assert git_environment()["GIT_ALLOW_PROTOCOL"] == "none"
    assert shutil.which("git")
