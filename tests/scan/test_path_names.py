"""Secrets in the names of files and in the targets of links: found, and shown in no format."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate.reporters import REPORTERS
from tests.gate import GITHUB_TOKEN, Outcome, gate
from tests.repository import Repository

SECRET = GITHUB_TOKEN.removeprefix("ghp_")
FOUND = {
    ("prompts/ghp_****.md", "GitHub token in plain text (in the file name)"),
    ("src/link", "GitHub token in plain text (in the link target)"),
    ("src/ghp_****.bin", "GitHub token in plain text (in the file name)"),
    ("src/ghp_****/a.py", "GitHub token in plain text (in the file name)"),
}


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository in which secrets are staged, in names alone; it is the working folder."""
    repository = Repository(tmp_path / "work")
    repository.commit({"README.md": "hello\n"})
    for path, data in {f"prompts/{GITHUB_TOKEN}.md": b"x = 1\n", f"src/{GITHUB_TOKEN}/a.py": b"x = 1\n"}.items():
        (repository.root / path).parent.mkdir(parents=True)
        (repository.root / path).write_bytes(data)
    (repository.root / f"src/{GITHUB_TOKEN}.bin").write_bytes(bytes(range(32)) * 8)
    (repository.root / "src/link").symlink_to(f"/nowhere/{GITHUB_TOKEN}")
    repository.git("add", "-A")
    monkeypatch.chdir(repository.root)
    return repository


def hides(done: Outcome) -> bool:
    return SECRET[:12] not in done.out + done.err


def found(done: Outcome) -> set[tuple[str, str]]:
    return {(one["path"], one["message"]) for one in done.data["findings"] if one["rule"] == "secret/github-token"}


@pytest.mark.once
def test_a_secret_in_a_name_is_found_wherever_files_come_from(named: Repository) -> None:
    staged = named.git("diff", "--cached", "--name-only", "-z").rstrip("\0").split("\0")
    as_json = ("--format", "json")

    scanned, diffed, hooked = gate("scan", *as_json), gate("diff", *as_json), gate("pre-commit", *staged, *as_json)

    for done in (scanned, diffed, hooked):
        assert (done.code, done.data["verdict"]) == (1, "never")
        assert found(done) == FOUND
        assert hides(done)

    named.commit(message="add")
    assert found(gate("diff", "HEAD~1..HEAD", *as_json)) == FOUND
    named.git("rm", "-q", "-r", "prompts", "src")
    named.commit(message="remove")
    each = gate("diff", "--each-commit", "HEAD~2..HEAD", *as_json)
    assert each.code == 1
    assert any("in the file name)" in message for _, message in found(each))
    assert hides(each)


@pytest.mark.once
def test_a_secret_in_a_name_of_a_patch_is_found(named: Repository) -> None:
    patch = named.git("diff", "--cached").encode()

    done = gate("diff", "--patch", "-", "--format", "json", stdin=patch)

    assert done.code == 1
    assert {path for path, _ in found(done)} == {path for path, _ in FOUND}
    assert hides(done)


@pytest.mark.once
def test_no_format_shows_a_secret_in_a_name(named: Repository) -> None:
    for format_ in REPORTERS:
        done = gate("scan", "--verbose", "--format", format_)
        assert done.code == 1
        assert hides(done), format_


@pytest.mark.usefixtures("folder")
def test_a_byte_that_is_not_utf8_hides_no_secret_in_a_name() -> None:
    Path(f"{GITHUB_TOKEN[:9]}\udcff{GITHUB_TOKEN[9:]}").write_text("x\n", encoding="utf-8")

    done = gate("scan", "--format", "json")

    assert done.code == 1
    assert {path for path, _ in found(done)} == {"ghp_****"}


@pytest.mark.usefixtures("folder")
def test_a_baseline_accepts_a_secret_in_a_name() -> None:
    Path(GITHUB_TOKEN).write_text("x\n", encoding="utf-8")

    made = gate("baseline")
    assert hides(made), made
    assert made.code == 0, made
    done = gate("scan", ".", "--ignore", "gate", "--format", "json")

    assert hides(Outcome(0, Path(".privacy-gate-baseline").read_text(encoding="utf-8"), ""))
    assert (done.code, done.data["findings"]) == (0, [])
