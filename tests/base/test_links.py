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

PRECIOUS = b"a file of the user \xff\x00\n"


pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="links ask for a privilege there"),
    pytest.mark.repository(
        {"src/a.py": "def orders(trucks):\n    return [one for one in trucks if one.free]\n"},
        files={"prompts/a.md": f"Our host db7.corp.example is slow.\n{TOKEN_LINE}"},
    ),
]


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
@pytest.mark.usefixtures("few_rules")
def test_a_link_a_pipe_or_a_damaged_file_is_replaced(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test, because every session compiles the rules."""
    monkeypatch.setenv("PRIVACY_GATE_CACHE", str(tmp_path / "cache"))
    before = session(repository)

    names = list(kept(repository))
    assert len(names) > 10
    targets = tmp_path / "precious"
    targets.mkdir()
    for number, name in enumerate(names):
        (targets / str(number)).write_bytes(PRECIOUS)
        name.unlink()
        name.symlink_to(targets / str(number))
    after_links = session(repository)
    assert [target.read_bytes() for target in sorted(targets.iterdir())] == [PRECIOUS] * len(names)

    for number, name in enumerate(kept(repository)):
        name.write_bytes((PRECIOUS, b"", b"x" * 100)[number % 3])
    after_damage = session(repository)

    for name in kept(repository):
        name.unlink()
        os.mkfifo(name)
    after_pipes = session(repository)

    for done in (before, after_links, after_damage, after_pipes):
        assert all("internal error" not in one.err for one in done)
        assert done[1].code == 1


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
