"""`gate/stand-in-left`: what an answer brought and nobody restored is a warning in a file, with the command for it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN, gate
from tests.repository import Repository

HOST = "quotes-07.harnwick.internal"
PROMPT = (
    f"Call {HOST} with {GITHUB_TOKEN} in this function:\n\n```python\n"
    "def compute_harnwick_bonus(rows):\n    return sorted(rows)\n```\n"
)


pytestmark = pytest.mark.repository(
    {"a.txt": "a\n", "privacy-gate.yaml": "keywords: [harnwick]\n"}, files={"prompts/a b.md": PROMPT}, own_cache=True
)


def _clean() -> dict[str, str]:
    """Clean the prompt; what stands for what."""
    sent = gate("clean", "prompts/a b.md", "--quiet").out
    first, _, code = sent.partition("\n")
    return {
        "host": first.split()[1],
        "secret": first.split()[3],
        "name": code.partition("def ")[2].partition("(")[0],
        "all": sent,
    }


def _staged(repository: Repository, text: str, path: str = "src/an answer.py") -> list[dict[str, object]]:
    repository.write(path, text)
    repository.git("add", path)
    found: list[dict[str, object]] = gate("diff", "--format", "json", "--select", "gate/stand-in-left").data["findings"]
    return found


@pytest.mark.parametrize("kind", ["host", "name"])
def test_a_staged_stand_in_is_a_warning_and_its_command_restores_it(kind: str, repository: Repository) -> None:
    sent = _clean()

    (found,) = _staged(repository, f"run = {sent['host']}\n" if kind == "host" else f"def {sent['name']}():\n")

    assert found["severity"] == "warning"
    command = str(found["suggestion"]).split("`")[1]
    assert gate(*shlex.split(command)[1:]).code == 0
    restored = (repository.root / "src/an answer.py").read_text()
    assert (HOST if kind == "host" else "harnwick") in restored
    assert not _staged(repository, restored)


def test_a_secret_comes_back_with_its_own_option(repository: Repository) -> None:
    sent = _clean()

    (found,) = _staged(repository, f"token = '{sent['secret']}'\n")

    assert GITHUB_TOKEN not in str(found)
    assert gate(*shlex.split(str(found["suggestion"]).split("`")[1])[1:]).code == 0
    assert GITHUB_TOKEN in (repository.root / "src/an answer.py").read_text()


def test_variants_and_other_case_are_found(repository: Repository) -> None:
    sent = _clean()
    camel = "".join(word.title() for word in sent["name"].split("_"))

    found = _staged(repository, f"{sent['host'].lower()}\n{camel}\n{camel}\n")

    assert {str(one["message"]).split("`")[1] for one in found} == {sent["host"].lower(), camel}


def test_every_command_that_checks_files_finds_it(repository: Repository) -> None:
    sent = _clean()
    repository.write("src/a.py", f"run = {sent['host']}\n")
    repository.git("add", "src/a.py")

    assert "gate/stand-in-left" in gate("scan", "src", "--format", "json").rules
    assert "gate/stand-in-left" in gate("pre-commit", "src/a.py", "--format", "json").rules
    repository.git("commit", "-qm", "x")
    assert "gate/stand-in-left" in gate("diff", "HEAD~1..HEAD", "--format", "json").rules


def test_a_prompt_keeps_its_stand_ins(repository: Repository) -> None:
    sent = _clean()

    assert not _staged(repository, sent["all"], "prompts/b.md")


def test_a_name_of_the_repository_is_none(repository: Repository) -> None:
    sent = _clean()
    repository.commit({"src/own.py": f"def {sent['name']}(): ...\n"})

    assert not _staged(repository, f"{sent['name']}()\n")


def test_a_name_that_anybody_may_write_counts_beside_another(repository: Repository) -> None:
    repository.write("prompts/a b.md", f"Call {HOST}.\n\n```python\nharnwick_value = 1\nprint(harnwick_value)\n```\n")
    sent = gate("clean", "prompts/a b.md", "--quiet").out
    name = sent.partition("```python\n")[2].partition(" ")[0]
    assert name[-1].isdigit()

    assert not _staged(repository, f"{name} = 1\n")
    assert len(_staged(repository, f"{name} = '{sent.split()[1].rstrip('.')}'\n")) == 2


def test_a_token_of_unknown_origin_has_no_command(repository: Repository) -> None:
    _clean()

    (found,) = _staged(repository, "run = PG_HOST_b2c3d4\n")

    assert "`" not in str(found["suggestion"])
    repository.git("commit", "-qm", "documentation")
    assert not _staged(repository, "run = 'PG_HOST_b2c3d4'\n", "docs/b.md")


def test_without_a_map_nothing_is_found_or_created(repository: Repository, tmp_path: Path) -> None:
    assert not _staged(repository, "run = PG_HOST_b2c3d4\n")
    assert not (repository.root / ".git/privacy-gate/map").exists()
    assert not (tmp_path / "cache/map.key").exists()


def test_without_the_key_nothing_is_known(repository: Repository, tmp_path: Path) -> None:
    sent = _clean()
    (tmp_path / "cache/map.key").unlink()

    assert not _staged(repository, f"run = {sent['host']}\n")
    assert not (tmp_path / "cache/map.key").exists()


def test_a_damaged_map_is_named_and_blocks_nothing(repository: Repository) -> None:
    _clean()
    (repository.root / ".git/privacy-gate/map/map.json").write_bytes(b"{")
    repository.write("src/a.py", "x = 1\n")
    repository.git("add", "src/a.py")

    done = gate("diff")

    assert done.code == 0
    assert "is damaged" in done.err
