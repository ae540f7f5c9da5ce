"""Building an organisation's index from real repositories, with workers of Dask."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.base.errors import GateError
from privacy_gate.index.organisation import shard
from privacy_gate.organisation import build, overview
from privacy_gate.organisation.manifest import ManifestRepository as Named
from privacy_gate.organisation.storage import Storage
from tests.gate import gate
from tests.organisation.repositories import NAMES, Organisation, code, files, organisation
from tests.repository import environment


def test_what_has_not_moved_is_not_read_again(ours: Organisation) -> None:
    index = ours.folder / "index"
    first = ours.built(index)
    before = files(index)
    again = ours.built(index)
    unchanged = files(index)
    ours.repositories["depots"].commit({"src/depots/more.py": code(50)})
    moved = ours.built(index)
    left = ours.built(index, [one for one in ours.named() if one.name != "fleet"])

    assert [(one.read, one.kept, one.gone, one.joined) for one in (first, again, moved, left)] == [
        (3, 0, 0, True),
        (0, 3, 0, False),
        (1, 2, 0, True),
        (0, 2, 1, True),
    ]
    assert before == unchanged
    assert len(files(index)) == 2 + 2  # of what moved and what left nothing stays


@pytest.mark.once
def test_neither_the_order_nor_the_number_of_workers_matters(ours: Organisation) -> None:
    ours.built(ours.folder / "one", workers=1)
    ours.built(ours.folder / "three", ours.named()[::-1], workers=3)
    step = ours.folder / "in steps"
    ours.built(step, ours.named()[2:])
    ours.built(step)

    assert files(ours.folder / "one") == files(ours.folder / "three") == files(step)


@pytest.mark.once
def test_it_may_lie_in_an_object_store(indexed: Organisation) -> None:
    address = f"memory://gate-{os.getpid()}/index"
    indexed.built(address)
    indexed.repositories["depots"].commit({"src/depots/more.py": code(50)})
    indexed.built(address)

    found = overview.load_last(Storage(address), indexed.secret)
    assert found is not None
    assert [one.name for one in found.repositories] == list(NAMES)
    assert all(Storage(address).size(one.shard) == one.size for one in found.repositories)
    here = files(indexed.folder / "index")
    assert all(
        Storage(address).read(one.shard) == here[one.shard] for one in (found.repositories[0], found.repositories[2])
    )


def test_the_files_tell_nothing_without_the_key(indexed: Organisation) -> None:
    index = indexed.folder / "index"

    everything = b"".join(name.encode() + data for name, data in files(index).items())
    commits = [one.git("rev-parse", "HEAD").strip() for one in indexed.repositories.values()]
    told = [*NAMES, "src/", "core.py", *commits, *(commit[:12] for commit in commits), str(indexed.folder)]
    assert [word for word in told if word.encode() in everything] == []
    assert [word for word in commits if bytes.fromhex(word) in everything] == []
    assert bytes.fromhex(indexed.key.read_text().strip()) not in everything
    assert indexed.key.read_text().strip().encode() not in everything


@pytest.mark.once
def test_another_key_is_refused(indexed: Organisation, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    theirs = organisation(tmp_path / "theirs", ["billing"])
    before = files(indexed.folder / "index")

    with pytest.raises(GateError, match="another key"):
        theirs.built(indexed.folder / "index")
    assert files(indexed.folder / "index") == before


@pytest.mark.once
def test_a_repository_that_cannot_be_read_stays_as_it_was(indexed: Organisation) -> None:
    index = indexed.folder / "index"
    known = indexed.catalogue()
    commit = indexed.repositories["depots"].commit({"src/depots/more.py": code(60)})
    blob = indexed.repositories["depots"].git("rev-parse", f"{commit}:src/depots/more.py").strip()
    (indexed.repositories["depots"].root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    shutil.rmtree(indexed.repositories["fleet"].root)
    new = Named("new", str(indexed.folder / "nowhere"), None)

    built = indexed.built(index, [*indexed.named(), new])

    assert built.catalogue.repositories == known.repositories
    assert list(built.stale) == ["depots", "fleet"]
    assert "some of its files are not in the clone" in built.stale["depots"]
    assert "directory not found" in built.stale["fleet"]
    assert list(built.failed) == ["new"]


@pytest.mark.once
def test_an_empty_repository_is_none_and_a_head_that_leads_nowhere_is_a_failure(ours: Organisation) -> None:
    (ours.folder / "empty").mkdir()
    subprocess.run(["git", "init", "-q", "."], cwd=ours.folder / "empty", check=True, env=environment())
    ours.repositories["fleet"].git("symbolic-ref", "HEAD", "refs/heads/renamed")

    built = ours.built(ours.folder / "index", [*ours.named(), Named("empty", str(ours.folder / "empty"), None)])

    assert [one.name for one in built.catalogue.repositories] == ["billing", "depots"]
    assert (built.empty, list(built.failed)) == (1, ["fleet"])
    assert "its HEAD points to refs/heads/renamed, which does not exist" in built.failed["fleet"]


@pytest.mark.once
@pytest.mark.parametrize("case", ["a part", "another's", "the filter"])
def test_what_was_changed_in_the_store_is_not_built_upon(indexed: Organisation, case: str) -> None:
    """All of it has the length that it had: only who looks notices."""
    index = indexed.folder / "index"
    first = indexed.catalogue()
    whole = files(index)
    billing, depots, _ = (entry.shard for entry in first.repositories)
    if case == "the filter":
        (index / first.membership).write_bytes(bytes(len(whole[first.membership])))
        assert indexed.built(index).joined
        assert files(index) == whole
        return
    head = shard.head(whole[billing][: shard.HEAD], indexed.secret, billing)
    data = bytearray(whole[billing])
    data[head.part(0, 0).start] ^= 1
    (index / billing).write_bytes(bytes(data) if case == "a part" else whole[depots])
    indexed.repositories["fleet"].commit({"src/fleet/more.py": code(50)})
    before = (index / "catalogue").read_bytes()

    if case == "another's":
        assert indexed.built(index).read == 2  # what is none of billing's is read again
    else:
        with pytest.raises(GateError, match="the shard of billing was modified; build it again with --anew"):
            indexed.built(index)
        assert (index / "catalogue").read_bytes() == before
        assert indexed.built(index, anew=True).read == 3
    assert (index / billing).read_bytes() == whole[billing]


@pytest.mark.once
def test_of_two_builds_at_once_the_later_one_says_so(indexed: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    index = indexed.folder / "index"
    indexed.repositories["fleet"].commit({"src/fleet/more.py": code(50)})
    join, others = build.join_filter, [indexed.named()]

    def slow(*arguments: Any) -> Any:
        made = join(*arguments)
        if others:  # while this one makes its filter, another one is through
            indexed.repositories["depots"].commit({"src/depots/more.py": code(51)})
            indexed.built(index, others.pop())
        return made

    monkeypatch.setattr(build, "join_filter", slow)
    with pytest.raises(GateError, match="another build changed the index"):
        indexed.built(index)

    found = overview.load_last(Storage(str(index)), indexed.secret)
    assert found is not None
    assert all((index / name).is_file() for name in (found.membership, *(one.shard for one in found.repositories)))
    assert indexed.built(index).read == 0


@pytest.mark.once
def test_what_a_build_that_was_stopped_left_behind_goes_in_time(ours: Organisation) -> None:
    index = ours.folder / "index"
    old, young = (index / "shards" / f"{16 * letter}-{16 * '0'}" for letter in "ab")
    partial = index / "shards" / f"{16 * 'c'}-{16 * '0'}.{32 * '0'}.partial"
    foreign = index / "notes.txt"
    old.parent.mkdir(parents=True)
    for file in (old, young, partial, foreign):
        file.write_bytes(b"x")
        if file is not young:
            os.utime(file, (1_000_000_000, 1_000_000_000))
    ours.built(index)

    assert [file.exists() for file in (old, young, partial, foreign)] == [False, True, False, True]


@pytest.mark.once
def test_broken_settings_of_a_repository_make_all_its_code_count(ours: Organisation) -> None:
    one = ours.repositories["billing"]
    one.commit({"privacy-gate.yaml": "public_code: [src/**]\n"})
    some = ours.built(ours.folder / "some").catalogue
    one.commit({"privacy-gate.yaml": "public_code: [src/**]\nno_such_key: 1\n"})
    built = ours.built(ours.folder / "broken")

    assert "no_such_key" in built.notes["billing"]
    assert some.repositories[0].prints < built.catalogue.repositories[0].prints


@pytest.mark.once
def test_a_shard_cut_short_is_made_again(indexed: Organisation) -> None:
    index = indexed.folder / "index"
    built = indexed.catalogue()
    whole = files(index)
    name = built.repositories[1].shard
    (index / name).write_bytes(whole[name][:-12])

    assert indexed.built(index).read == 1
    assert files(index) == whole


def test_the_command_builds_and_says_what_is_there(ours: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ours.folder)
    key = ("--index", "index", "--key", str(ours.key))
    told = [gate("org", "status", *key)]
    dry = gate("org", "build", "repositories.txt", "--dry-run", *key)
    assert not (ours.folder / "index").exists()
    built = gate("org", "build", "repositories.txt", "--workers", "2", *key)
    told.append(gate("org", "status", "repositories.txt", *key))
    ours.repositories["fleet"].commit({"a.py": code(70)})
    told.append(gate("org", "status", "repositories.txt", *key))

    assert dry.out == "".join(f"{name}: new\n" for name in NAMES)
    assert built.code == 0, built
    assert built.out.splitlines()[1].startswith("the index has 3 repositories, ")
    assert [one.code for one in told] == [1, 0, 1]
    assert told[1].out.endswith("up to date\n")
    assert told[2].out.endswith("fleet: its HEAD has changed\n")
    shown = "".join(one.out + one.err for one in (dry, built, *told))
    assert ours.key.read_text().strip() not in shown


@pytest.mark.once
def test_what_could_not_be_read_is_exit_code_2(ours: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ours.folder)
    shutil.rmtree(ours.repositories["fleet"].root)

    done = gate("org", "build", "repositories.txt", "--index", "i", "--key", str(ours.key))

    assert done.code == 2
    assert "fleet: cannot be read; its code is not in the index: directory not found" in done.err


@pytest.mark.once
def test_git_mirrors_what_has_an_address(ours: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ours.folder)
    mirror = ours.folder / "mirrors" / "billing.git"
    origin = ours.repositories["billing"].root
    (ours.folder / "m.yaml").write_text(f"repositories:\n- {{path: {mirror}, url: 'file://{origin}'}}\n")
    command = ("org", "build", "m.yaml", "--index", "index", "--key", str(ours.key))

    without = gate(*command)
    first = gate(*command, "--fetch")
    ours.repositories["billing"].commit({"src/billing/more.py": code(80)})
    second = gate(*command, "--fetch")

    assert [one.code for one in (without, first, second)] == [2, 0, 0]
    assert (mirror / "HEAD").is_file()
    ours.repositories["billing"].git("branch", "-m", "trunk")
    ours.repositories["billing"].commit({"src/billing/again.py": code(81)})
    renamed = gate(*command, "--fetch")
    assert (renamed.code, renamed.out[:19]) == (0, "1 repository read i"), renamed
    head = ours.repositories["billing"].git("rev-parse", "HEAD")
    assert subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=mirror, text=True) == head
    assert second.out.startswith("1 repository read in ")


@pytest.mark.once
def test_nothing_is_mirrored_into_what_is_no_mirror(ours: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ours.folder)
    mine = ours.repositories["billing"].root
    before = files(mine)
    origin = ours.repositories["depots"].root
    (ours.folder / "m.yaml").write_text(f"repositories:\n- {{path: {mine}, url: 'file://{origin}'}}\n")

    done = gate("org", "build", "m.yaml", "--index", "index", "--key", str(ours.key), "--fetch")

    assert done.code == 2
    assert "is not a bare repository, so it cannot be a mirror" in done.err
    assert files(mine) == before


def test_without_the_extra_the_command_says_what_is_missing(
    ours: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("privacy_gate.cli.org.find_spec", lambda _name: None)
    monkeypatch.chdir(ours.folder)

    done = gate("org", "build", "repositories.txt", "--index", "i", "--key", str(ours.key))

    assert done.code == 2
    assert "pip install 'privacy-gate[org]'" in done.err
