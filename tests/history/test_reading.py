"""What `privacy-gate history` reads, and what it cannot read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from privacy_gate.base.git.environment import environment as git_environment
from tests.gate import gate
from tests.history.repositories import FILLER, LEAK, OTHER_TOKEN, at, found, history
from tests.repository import Repository, environment


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


def test_git_is_asked_for_no_network() -> None:
    assert git_environment()["GIT_ALLOW_PROTOCOL"] == "none"
    assert shutil.which("git")
