"""A link in the place of a file that the gate writes is replaced, and never followed; a damaged file is made anew.

Every place that the gate writes is found by running it: each file that a session of commands leaves in the cache folder
and in git's folder is replaced by a link in turn.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate import Outcome, gate
from tests.integrations.assistants import payloads
from tests.repository import TOKEN_LINE, Repository

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links ask for a privilege there")

PRECIOUS = b"a file of the user \xff\x00\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("PRIVACY_GATE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CI", raising=False)
    made = Repository(tmp_path / "work")
    made.commit({"src/a.py": "def orders(trucks):\n    return [one for one in trucks if one.free]\n"})
    made.write("prompts/a.md", f"Our host db7.corp.example is slow.\n{TOKEN_LINE}")
    monkeypatch.chdir(made.root)
    return made


def session(repository: Repository) -> list[Outcome]:
    """Commands that write all that the gate keeps."""
    prompt = payloads.prompt("claude", TOKEN_LINE, repository.root)
    return [
        gate("index", "build"),
        gate("scan", "prompts/a.md"),
        gate("clean", "prompts/a.md"),
        gate("history"),
        gate("hook", "claude", stdin=prompt),
        gate("ledger"),
    ]


def kept(repository: Repository) -> Iterator[Path]:
    """The files that the gate keeps for itself."""
    cache = Path(os.environ["PRIVACY_GATE_CACHE"])
    for folder in (cache, repository.root / ".git" / "privacy-gate"):
        for above, _, names in os.walk(folder):
            yield from (Path(above) / name for name in sorted(names) if not name.startswith("."))


@pytest.mark.once
def test_a_link_is_never_followed(repository: Repository, tmp_path: Path) -> None:
    before = session(repository)
    names = list(kept(repository))
    assert len(names) > 10
    copy = tmp_path / "precious"
    copy.mkdir()
    for number, name in enumerate(names):
        target = copy / str(number)
        target.write_bytes(PRECIOUS)
        name.unlink()
        name.symlink_to(target)

    after = session(repository)

    assert [target.read_bytes() for target in sorted(copy.iterdir())] == [PRECIOUS] * len(names)
    assert all("internal error" not in one.err for one in (*before, *after))
    assert after[1].code == before[1].code == 1


@pytest.mark.once
def test_a_damaged_file_is_made_anew(repository: Repository) -> None:
    session(repository)
    for number, name in enumerate(kept(repository)):
        name.write_bytes((PRECIOUS, b"", b"x" * 100)[number % 3])

    after = session(repository)

    assert all("internal error" not in one.err for one in after)
    assert after[1].code == 1


@pytest.mark.once
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(repository: Repository) -> None:
    session(repository)
    for name in kept(repository):
        name.unlink()
        os.mkfifo(name)

    after = session(repository)

    assert all("internal error" not in one.err for one in after)
    assert after[1].code == 1


@pytest.mark.parametrize("command", [("--output", "json=report.json"), ("--output", "sarif=report.json")])
def test_a_report_replaces_a_link(command: tuple[str, ...], repository: Repository, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(PRECIOUS)
    (repository.root / "report.json").symlink_to(target)

    gate("scan", "prompts/a.md", *command)

    assert target.read_bytes() == PRECIOUS
    assert not (repository.root / "report.json").is_symlink()


def test_a_baseline_replaces_a_link(repository: Repository, tmp_path: Path) -> None:
    baseline = repository.root / ".privacy-gate-baseline"
    baseline.symlink_to(tmp_path / "nowhere")

    gate("baseline", "src")

    assert not (tmp_path / "nowhere").exists()


def test_settings_and_texts_replace_a_link(repository: Repository, tmp_path: Path) -> None:
    target = tmp_path / "settings.json"
    target.write_bytes(b"{}\n")
    folder = repository.root / ".claude"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "settings.json").symlink_to(target)

    assert gate("install", "claude", "--project", "--yes").code == 0

    assert target.read_bytes() == b"{}\n"
    assert b"privacy-gate" in (folder / "settings.json").read_bytes()
