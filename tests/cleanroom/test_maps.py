"""Where the maps of cleaned prompts lie, for whom, and for how long."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from unittest import mock

import pytest

from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom import maps as module
from privacy_gate.cleanroom.mapping import Mapping, Value
from privacy_gate.cleanroom.maps import KEPT, SECRETS_KEPT, Maps, folder
from tests.gate import GITHUB_TOKEN, gate
from tests.repository import TOKEN_LINE, Repository

NOW = 1_800_000_000.0
MAPPING = Mapping([Value("EMAIL", 1, "a@b.example", False), Value("TOKEN", 1, "s3cret", True)], {"get_score": "get_it"})


def test_a_map_is_for_this_user_alone(tmp_path: Path) -> None:
    Maps(tmp_path / "clean", NOW).keep("prompts/a.md", MAPPING)

    (file,) = (tmp_path / "clean").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert Maps(tmp_path / "clean", NOW).get("prompts/a.md") == MAPPING


def test_each_prompt_has_its_own_and_the_last_is_known(tmp_path: Path) -> None:
    Maps(tmp_path, NOW + 1).keep("b.md", Mapping(names={"get_b": "fetch_secret_b"}))
    Maps(tmp_path, NOW).keep("a.md", MAPPING)
    maps = Maps(tmp_path, NOW + 2)

    assert maps.get("a.md") == MAPPING
    assert maps.get("c.md") is None
    assert maps.by_age() == [("b.md", Mapping(names={"get_b": "fetch_secret_b"})), ("a.md", MAPPING)]


def test_secrets_are_forgotten_first_and_then_the_rest(tmp_path: Path) -> None:
    Maps(tmp_path, NOW).keep("a.md", MAPPING)

    later = Maps(tmp_path, NOW + SECRETS_KEPT + 1)
    assert later.get("a.md") == Mapping(MAPPING.values[:1], MAPPING.names)
    assert b"s3cret" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert Maps(tmp_path, NOW + KEPT + 1).by_age() == []
    assert not list(tmp_path.iterdir())


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / ".new-x"
    left.write_text("s3cret")
    os.utime(left, (NOW, NOW))

    Maps(tmp_path, NOW + 7200)

    assert not left.exists()


def test_what_a_killed_process_left_is_no_damaged_map(tmp_path: Path) -> None:
    maps = Maps(tmp_path)
    maps.keep("a.md", MAPPING)
    (tmp_path / f".new-{'0' * 16}-x.json").write_bytes(b"")

    assert [name for name, _ in Maps(tmp_path).by_age()] == ["a.md"]


def test_a_damaged_map_is_named(tmp_path: Path) -> None:
    Maps(tmp_path, NOW).keep("a.md", MAPPING)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    os.utime(file, (NOW, NOW))

    with pytest.raises(GateError, match="is damaged"):
        Maps(tmp_path, NOW + SECRETS_KEPT).get("a.md")


def test_a_damaged_map_goes_when_the_time_of_secrets_is_over(tmp_path: Path) -> None:
    Maps(tmp_path, NOW).keep("a.md", MAPPING)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    os.utime(file, (NOW, NOW))

    assert Maps(tmp_path, NOW + SECRETS_KEPT + 1).get("a.md") is None
    assert not list(tmp_path.iterdir())


def test_a_map_of_a_clock_that_was_wrong_has_a_time_too(tmp_path: Path) -> None:
    Maps(tmp_path, NOW + 1000 * SECRETS_KEPT).keep("a.md", MAPPING)

    assert Maps(tmp_path, NOW).get("a.md") == MAPPING
    assert Maps(tmp_path, NOW + SECRETS_KEPT + 1).get("a.md") == Mapping(MAPPING.values[:1], MAPPING.names)


def test_what_is_over_while_another_process_keeps_a_new_map(tmp_path: Path) -> None:
    Maps(tmp_path, NOW).keep("a.md", MAPPING)
    maps = Maps(tmp_path, NOW)
    with maps.held():
        maps.keep("a.md", MAPPING)
        with pytest.raises(GateError, match="another process is using"), mock.patch.object(module, "_PATIENCE", 0.01):
            Maps(tmp_path, NOW + SECRETS_KEPT + 1)
    assert Maps(tmp_path, NOW).get("a.md") == MAPPING


def test_a_map_with_another_kind_than_the_gate_writes_is_damaged(tmp_path: Path) -> None:
    Maps(tmp_path, NOW).keep("a.md", Mapping([Value("HOST", 1, "db7.corp", False)]))
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes().replace(b'"HOST"', rb'"H\u001b[31m"'))
    os.utime(file, (NOW, NOW))

    with pytest.raises(GateError, match="is damaged"):
        Maps(tmp_path, NOW).get("a.md")


def test_outside_git_they_lie_in_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRIVACY_GATE_CACHE", str(tmp_path))

    assert folder(None) == tmp_path / "clean"


@pytest.mark.skipif(os.name != "posix", reason="links ask for a privilege there")
@pytest.mark.parametrize("linked", ["privacy-gate", "privacy-gate/clean"])
def test_no_map_is_written_through_a_linked_directory(
    linked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path / "work")
    repository.write("prompts/a.md", f"Write to {TOKEN_LINE}\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    place = repository.root / ".git" / linked
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(elsewhere)
    monkeypatch.chdir(repository.root)

    done = gate("clean", "prompts/a.md")

    assert done.code == 2
    assert f"{place} is a link" in done.err
    assert not any(GITHUB_TOKEN.encode() in file.read_bytes() for file in elsewhere.rglob("*") if file.is_file())
