"""Own names in a real repository: found in prompts, kept by blob, read again only when they changed."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from privacy_gate.base import git
from privacy_gate.config import Config
from privacy_gate.index.budget import NOTHING
from privacy_gate.index.own_names_store import NameStore
from tests.gate import Outcome
from tests.repository import Repository

FILES = {
    "src/halvard_rates.py": "class HalvardRateBook:\n    pass\n",
    "deploy/app.yaml": "url: https://rates.orvanda.net/v1\n",
}


@pytest.fixture
def repository(repository: Repository) -> Repository:
    repository.config(**{"user.email": "t@quellhaus.de"})
    repository.git("remote", "add", "origin", "git@git.orvanda.net:tessmer-group/dunningbook.git")
    repository.commit(FILES)
    return repository


def found(repository: Repository, prompt: str, *arguments: str) -> list[str]:
    return named(repository.report("scan", "-", "--select", "internal/own-name", *arguments, stdin=prompt.encode()))


def named(outcome: Outcome) -> list[str]:
    assert not outcome.data["problems"]
    return [f"{one['message']}" for one in outcome.data["findings"]]


def test_a_prompt_is_told_where_its_names_are_from(repository: Repository) -> None:
    outcome = repository.report("scan", "-", "--select", "internal", stdin=b"why is HalvardRateBook slow?\n")

    (one,) = outcome.data["findings"]
    assert one["message"] == '"HalvardRateBook" is a class of this repository (src/halvard_rates.py:1)'
    assert one["related"][0]["path"] == "src/halvard_rates.py"
    assert one["severity"] == "warning"


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("import halvard_rates", 1),
        ("ask t@quellhaus.de", 1),
        ("see https://ci.orvanda.net", 1),
        ("clone tessmer-group/dunningbook", 2),
        ("import requests, src.rates; ask t@gmail.com", 0),
    ],
)
def test_paths_remotes_authors_and_hosts_count(repository: Repository, prompt: str, count: int) -> None:
    assert len(found(repository, prompt)) == count


def test_texts_that_stay_and_no_index_open_nothing(repository: Repository) -> None:
    assert found(repository, "HalvardRateBook", "--no-index") == []
    assert found(repository, "HalvardRateBook", "--exposure", "internal") == []
    assert not (repository.root / ".git/privacy-gate/names.db").exists()


def test_changed_new_and_deleted_files_count_at_once(repository: Repository) -> None:
    assert not found(repository, "QuellLadder DunningSpool")
    repository.write("src/new.ts", "export class QuellLadder {}\n")
    repository.write("src/halvard_rates.py", "class DunningSpool: ...\n")

    assert len(found(repository, "QuellLadder DunningSpool HalvardRateBook")) == 2

    (repository.root / "src/new.ts").unlink()
    repository.git("checkout", "-q", "--", ".")
    assert len(found(repository, "QuellLadder DunningSpool HalvardRateBook")) == 1


def test_only_what_changed_is_read(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    here = git.find(repository.root)
    assert here is not None
    read: list[int] = []
    assert NameStore(here).bring_up_to_date(Config(), progress=lambda at, _: read.append(at)) == 0
    assert len(read) == 2

    assert NameStore(here).bring_up_to_date(Config(), progress=lambda at, _: read.append(at)) == 0
    assert len(read) == 2
    repository.commit({"src/more.go": "func QuellMarginFor(x int) {\n"})
    store = NameStore(here)
    assert store.bring_up_to_date(Config(), progress=lambda at, _: read.append(at)) == 0
    assert len(read) == 3
    place = store.get("quell_margin_for")
    assert place is not None
    assert (place.path, place.line, place.kind) == ("src/more.go", 1, "function")


def test_what_is_too_much_is_said_and_taken_up_again(repository: Repository) -> None:
    here = git.find(repository.root)
    assert here is not None

    assert NameStore(here).bring_up_to_date(Config(), NOTHING) == 2
    assert NameStore(here).bring_up_to_date(Config()) == 0


def test_the_file_tells_no_name(repository: Repository) -> None:
    found(repository, "x")
    data = (repository.root / ".git/privacy-gate/names.db").read_bytes().lower()

    assert b"ratebook" not in data
    assert b"rate_book" not in data
    assert b"orvanda" not in data


def test_where_nothing_can_be_kept_the_names_are_read_each_time(repository: Repository) -> None:
    (repository.root / ".git/privacy-gate").write_text("in the way")

    outcome = repository.report("scan", "-", "--select", "internal/own-name", stdin=b"HalvardRateBook")

    assert len(named(outcome)) == 1
    assert "cannot be" in outcome.err


def test_nobody_asks_for_names_where_their_rule_is_not_selected(repository: Repository) -> None:
    repository.report("scan", "-", "--select", "secret", stdin=b"HalvardRateBook")

    assert not (repository.root / ".git/privacy-gate").exists()


def test_several_at_once_all_find_it(repository: Repository) -> None:
    asked = ("scan", "-", "--format", "json", "--select", "internal/own-name")
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: named(repository.process(*asked, stdin=b"HalvardRateBook")), range(4)))

    assert [len(one) for one in done] == [1] * 4


def test_a_broken_file_is_made_anew(repository: Repository) -> None:
    found(repository, "x")
    (repository.root / ".git/privacy-gate/names.db").write_bytes(b"no database" * 1000)

    assert len(found(repository, "HalvardRateBook")) == 1


def test_a_store_of_another_version_is_made_anew(repository: Repository) -> None:
    found(repository, "x")
    with closing(sqlite3.connect(repository.root / ".git/privacy-gate/names.db")) as connection, connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()

    assert len(found(repository, "HalvardRateBook")) == 1


def test_new_authors_and_remotes_count_and_old_ones_stay(repository: Repository) -> None:
    assert len(found(repository, "ask t@quellhaus.de or a@veldtmann.org")) == 1
    repository.config(**{"user.email": "a@veldtmann.org"})
    repository.commit({"src/more.py": "x = 1\n"})
    assert len(found(repository, "ask t@quellhaus.de or a@veldtmann.org")) == 2

    assert not found(repository, "see ostermoor-hub.eu")
    repository.git("remote", "add", "second", "https://ostermoor-hub.eu/a/b.git")
    assert len(found(repository, "see ostermoor-hub.eu, ask t@quellhaus.de")) == 2
    repository.git("remote", "remove", "second")
    assert not found(repository, "see ostermoor-hub.eu")


def test_modules_come_and_go_with_their_files(repository: Repository) -> None:
    repository.commit({"src/quellmoor_ladder.py": "x = 1\n"})
    assert len(found(repository, "import quellmoor_ladder, halvard_rates")) == 2
    repository.git("rm", "-q", "src/quellmoor_ladder.py")
    assert len(found(repository, "import quellmoor_ladder, halvard_rates")) == 1


def test_a_name_is_looked_up_without_going_through_all_files(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({f"src/m{number}.py": f"x = {number}\n" for number in range(200)})
    here = git.find(repository.root)
    assert here is not None
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def connected(*given: Any, **named: Any) -> sqlite3.Connection:
        opened.append(connect(*given, **named))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", connected)
    store = NameStore(here)
    store.bring_up_to_date(Config())
    steps: list[int] = []
    opened[-1].set_progress_handler(lambda: steps.append(1), 1)

    assert store.get("nobody_calls_it_so") is None
    assert 0 < len(steps) < 200
