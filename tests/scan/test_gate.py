"""Making the gate: the cache, and life without it or without hyperscan."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from privacy_gate.base import cache
from privacy_gate.config import Config, Settings
from privacy_gate.integrations.assistants.involved_repositories import IN_REPOSITORY
from privacy_gate.rules.matching import database, pattern
from privacy_gate.scan.gate import assemble
from tests.gate import GITHUB_TOKEN, gate
from tests.repository import cache_of_its_own

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def own_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRIVACY_GATE_CACHE", str(folder / "cache"))
    return folder / "cache"


def find_token() -> bool:
    found = gate("scan", "-", "--format", "json", "--ignore", "prompt", stdin=GITHUB_TOKEN.encode())
    assert found.out, found.err
    return found.rules == ["secret/github-token"]


@pytest.mark.usefixtures("few_rules")
def test_the_cache_is_written_once_and_private(own_cache: Path) -> None:
    assert find_token()
    files = {file.name: file.stat().st_mtime_ns for file in own_cache.iterdir() if file.is_file()}
    assert find_token()

    assert files == {file.name: file.stat().st_mtime_ns for file in own_cache.iterdir() if file.is_file()}
    assert own_cache.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o077 == 0 for file in own_cache.rglob("*"))


@pytest.mark.usefixtures("few_rules")
def test_a_damaged_cache_is_made_anew(own_cache: Path) -> None:
    assert find_token()
    damages: list[Callable[[bytes], bytes]] = [
        lambda data: data[:-1], lambda data: data[:100], lambda _: b"", lambda data: data + b"x"
    ]  # fmt: skip
    for damage in damages:
        for file in filter(Path.is_file, own_cache.iterdir()):  # beside them lies what a check held, for `allow`
            file.write_bytes(damage(file.read_bytes()))

        assert find_token()


def test_single_flipped_bits_are_noticed(own_cache: Path) -> None:
    cache.store("x.engine", bytes(range(256)) * 4)
    whole = (own_cache / "x.engine").read_bytes()

    for at in range(0, len(whole), 7):
        (own_cache / "x.engine").write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        assert cache.load("x.engine") is None


def test_a_tail_that_is_cut_short_is_noticed(own_cache: Path) -> None:
    cache.store("x.engine", b"head", b"tail")
    whole = (own_cache / "x.engine").read_bytes()

    assert cache.load_with_tail("x.engine") == (b"head", b"tail")
    (own_cache / "x.engine").write_bytes(whole[:-1])
    assert cache.load_with_tail("x.engine") is None


@pytest.mark.usefixtures("few_rules")
def test_a_foreign_database_is_made_anew(own_cache: Path) -> None:
    assert find_token()
    (file,) = own_cache.glob("*-hiding.engine")
    stored = cache.load_with_tail(file.name)
    assert stored is not None
    patterns, database = stored
    assert len(database) > 4000
    cache.store(file.name, patterns, database[:-2000] + b"\0" * 2000)

    assert find_token()
    assert cache.load_with_tail(file.name) == stored


@pytest.mark.usefixtures("few_rules")
def test_a_database_of_another_processor_is_left_to_it(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_token()
    (file,) = own_cache.glob("*-hiding.engine")
    stored = cache.load_with_tail(file.name)
    assert stored is not None
    elsewhere = stored[1][:12] + bytes([stored[1][12] ^ 1]) + stored[1][13:]  # a bit of its platform
    cache.store(file.name, stored[0], elsewhere)

    assert find_token()
    assert cache.load_with_tail(file.name) == (stored[0], elsewhere)
    monkeypatch.delattr(database, "compile_database")
    assert find_token()


def test_a_rule_file_that_changed_is_read_again(own_cache: Path, few_rules: Path) -> None:
    assert find_token()
    changed = few_rules.read_text().replace("secret/github-token", "secret/another-token")
    before = few_rules.stat()
    few_rules.write_text(changed.replace("secret/another-token", "secret/github-tokem"))
    os.utime(few_rules, ns=(before.st_atime_ns, before.st_mtime_ns))

    found = gate("scan", "-", "--format", "json", "--ignore", "prompt", stdin=GITHUB_TOKEN.encode())
    assert found.rules == ["secret/github-tokem"]


def test_a_hook_does_not_load_the_large_database_of_wording(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_cache = cache_of_its_own(folder / "cache")
    monkeypatch.setenv("PRIVACY_GATE_CACHE", str(own_cache))
    assemble(Settings(Config(), None, Path()))
    assert list(own_cache.glob("*-telling.engine"))
    for file in own_cache.glob("*-telling.engine"):
        file.unlink()
    assemble(Settings(Config(), None, Path()), select=IN_REPOSITORY)

    assert not list(own_cache.glob("*-telling.engine"))


def test_the_library_notices_a_changed_database(own_cache: Path) -> None:
    """The cache leaves the check of a database to hyperscan. Eight bytes of its head and some at its end pad it."""
    hyperscan = pytest.importorskip("hyperscan")
    made = database.make([pattern("a/b", r"\babc[0-9]{3}\b")])
    assert isinstance(made, database.DatabaseMatcher)
    whole = made.serialise()
    for at in [*range(24), *range(32, len(whole) - 80, 5)]:
        with pytest.raises(hyperscan.error):
            database.DatabaseMatcher(made.patterns, whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])


@pytest.mark.usefixtures("few_rules")
@pytest.mark.parametrize("place", ["a-file", "/proc/nowhere", ""])
def test_without_a_cache_it_only_takes_longer(folder: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a-file").write_text("")
    monkeypatch.setenv("PRIVACY_GATE_CACHE", place)
    if not place:
        for name in ("HOME", "XDG_CACHE_HOME", "PRIVACY_GATE_CACHE"):
            monkeypatch.delenv(name, raising=False)

    assert find_token()


def test_old_databases_are_thrown_away(own_cache: Path) -> None:
    for number in range(25):
        cache.store(f"{number}.engine", b"x")

    assert len(list(own_cache.glob("*.engine"))) == 18


def test_without_hyperscan_the_findings_are_the_same(folder: Path) -> None:
    text = f"As part of our user auth system we use {GITHUB_TOKEN}\n"
    (folder / "a.prompt").write_text(text)
    (folder / "block").mkdir()
    (folder / "block" / "hyperscan.py").write_text("raise ImportError\n")
    environment = os.environ | {"PYTHONPATH": str(folder / "block")}

    def report(env: dict[str, str]) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "privacy_gate", "scan", "a.prompt", "--format", "json"],
            env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        return done.stdout

    assert report(environment) == report(dict(os.environ))


def test_a_selection_looks_for_no_more_and_compiles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(Config(), None, Path())
    whole = assemble(settings)
    monkeypatch.delattr(database, "compile_database")
    part = assemble(settings, select=("gate",))

    assert len(part.matcher.patterns) < len(whole.matcher.patterns)
    # what is masked, and the joints of values in pieces
    assert {item.rule.partition("/")[0] for item in part.matcher.patterns} == {"secret", "personal", "gate"}
    assert part.matcher.reports(f"our proprietary {GITHUB_TOKEN}").keys() - {"gate/joint"} == {"secret/github-token"}
