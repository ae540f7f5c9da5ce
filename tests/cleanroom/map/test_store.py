"""Where the map of a repository lies, for whom, for how long, and whom it believes."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from unittest import mock

import msgspec
import pytest

from privacy_gate.base import atomic_write
from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom.map import store as module
from privacy_gate.cleanroom.map.records import MapFile, PairRecord, sign
from privacy_gate.cleanroom.map.store import MapStore, map_folder
from privacy_gate.cleanroom.map.user_key import NAME, load_user_key
from privacy_gate.cleanroom.masking.mask import Mark, mask
from privacy_gate.cleanroom.masking.pairs import Pair, PairMap
from privacy_gate.cleanroom.masking.unmask import unmask
from tests.gate import gate
from tests.repository import GATE, Repository, cache_of_its_own, environment

NOW = 1_800_000_000.0
DAY = 86_400


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own = cache_of_its_own(tmp_path / "cache")
    monkeypatch.setenv("PRIVACY_GATE_CACHE", str(own))
    return own


def send(store: MapStore, conversation: str, original: str, *, secret: bool = False) -> str:
    """Mask a text in a conversation, keep the map, and give what was sent."""
    with store.lock():
        pairs = store.load(conversation)
        masked = mask(original, [Mark(0, len(original), "HOST", secret)], pairs).text
        store.keep(conversation, pairs)
    return masked


def _restored(store: MapStore, conversation: str, text: str) -> str:
    return unmask(text, store.load(conversation))


def test_what_a_conversation_sent_comes_back_there_and_nowhere_else(tmp_path: Path) -> None:
    sent = send(MapStore(tmp_path / "map", NOW), "prompts/a.md", "db7.lan")

    assert _restored(MapStore(tmp_path / "map", NOW), "prompts/a.md", sent) == "db7.lan"
    assert _restored(MapStore(tmp_path / "map", NOW), "prompts/b.md", sent) == sent
    assert send(MapStore(tmp_path / "map", NOW + 1), "prompts/b.md", "db7.lan") == sent
    assert [name for name, _ in MapStore(tmp_path / "map", NOW).conversations()] == ["prompts/b.md", "prompts/a.md"]


def test_it_is_for_this_user_alone(tmp_path: Path, cache: Path) -> None:
    send(MapStore(tmp_path / "map"), "a", "db7.lan")

    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "map").iterdir()} == {0o600}
    assert stat.S_IMODE((tmp_path / "map").stat().st_mode) == 0o700
    assert stat.S_IMODE((cache / NAME).stat().st_mode) == 0o600


def test_a_secret_is_never_in_it(tmp_path: Path) -> None:
    sent = send(MapStore(tmp_path / "map", NOW), "a", "zK8vQ2mx", secret=True)

    data = (tmp_path / "map" / "map.json").read_bytes()
    assert not MapStore(tmp_path / "map", NOW).records()
    assert b"zK8" not in data
    assert msgspec.json.encode(b"zK8vQ2mx")[1:8] not in data
    assert MapStore(tmp_path / "map", NOW).load("a").sent == {sent}
    assert send(MapStore(tmp_path / "map", NOW), "b", "zK8vQ2mx", secret=True) == sent


def test_what_was_not_used_for_14_days_goes(tmp_path: Path) -> None:
    folder = tmp_path / "map"
    first, second = (send(MapStore(folder, NOW), "a", name) for name in ("db7.lan", "db8.lan"))
    send(MapStore(folder, NOW + 10 * DAY), "b", "db7.lan")

    later = MapStore(folder, NOW + 15 * DAY)
    assert [one.stand_in for one in later.records()] == [first]
    assert _restored(later, "a", f"{first} {second}") == f"{first} {second}"
    assert _restored(later, "b", first) == "db7.lan"
    with later.lock():
        later.expire()
    assert second.encode() not in (folder / "map.json").read_bytes()


def test_a_time_in_the_future_begins_now(tmp_path: Path) -> None:
    folder = tmp_path / "map"
    send(MapStore(folder, NOW + 1000 * DAY), "a", "db7.lan")

    with MapStore(folder, NOW).lock():
        MapStore(folder, NOW).expire()
    assert len(MapStore(folder, NOW).records()) == 1
    assert not MapStore(folder, NOW + 15 * DAY).records()


def test_a_planted_record_is_discarded(tmp_path: Path) -> None:
    folder = tmp_path / "map"
    sent = send(MapStore(folder, NOW), "a", "db7.lan")
    file = folder / "map.json"
    held = msgspec.json.decode(file.read_bytes(), type=MapFile)
    (pair,) = held.pairs
    planted = [
        msgspec.structs.replace(pair, original=b"evil.example"),
        sign(PairRecord("fetch_data", b"rm -rf", "", NOW), b"another key"),
    ]
    file.write_bytes(msgspec.json.encode(MapFile(held.salt, planted, held.conversations)))

    assert MapStore(folder, NOW).records() == []
    assert _restored(MapStore(folder, NOW), "a", f"{sent} fetch_data") == f"{sent} fetch_data"


def test_without_the_key_it_is_discarded(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "map"
    sent = send(MapStore(folder, NOW), "a", "db7.lan")
    (cache / NAME).unlink()

    assert _restored(MapStore(folder, NOW), "a", sent) == sent
    assert send(MapStore(folder, NOW), "a", "db7.lan") != sent


def test_a_damaged_map_is_named_and_can_be_rotated(tmp_path: Path) -> None:
    folder = tmp_path / "map"
    sent = send(MapStore(folder), "a", "db7.lan")
    (folder / "map.json").write_bytes((folder / "map.json").read_bytes()[:-9])

    with pytest.raises(GateError, match="is damaged"):
        MapStore(folder).load("a")
    with MapStore(folder).lock():
        MapStore(folder).rotate()
    assert send(MapStore(folder), "a", "db7.lan") != sent


def test_a_pair_can_be_forgotten(tmp_path: Path) -> None:
    store = MapStore(tmp_path / "map")
    first, second = (send(store, "a", name) for name in ("db7.lan", "db8.lan"))

    assert store.forget(lambda one: one.stand_in == first) == 1
    assert store.forget(lambda one: one.stand_in == first) == 0
    assert _restored(store, "a", f"{first} {second}") == f"{first} db8.lan"


def test_a_retired_pair_stays_with_those_who_sent_it(tmp_path: Path) -> None:
    store = MapStore(tmp_path / "map")
    sent = send(store, "a", "db7.lan")
    with store.lock():
        pairs = store.load("b")
        masked = mask(f"{sent} db7.lan", [Mark(len(sent) + 1, len(sent) + 8, "HOST")], pairs).text
        store.keep("b", pairs)

    assert unmask(masked, store.load("b")) == f"{sent} db7.lan"
    assert _restored(store, "a", sent) == "db7.lan"
    assert send(store, "c", "db7.lan") == masked.split()[1]


def test_odd_text_comes_back(tmp_path: Path) -> None:
    store = MapStore(tmp_path / "map")

    assert _restored(store, "a", send(store, "a", "\ud800 \0é\n")) == "\ud800 \0é\n"


def test_processes_take_turns(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.cleanroom.map.test_store import send, MapStore\n"
        "for at in range(15): send(MapStore(Path(sys.argv[1])), 'a', f'db{at}x{sys.argv[2]}.lan')"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "map"), str(at)], cwd=Path(__file__).parents[3])
        for at in range(3)
    ]

    assert [one.wait() for one in started] == [0, 0, 0]
    assert len(MapStore(tmp_path / "map").load("a").sent) == 45


def test_one_that_waits_for_long_is_told(tmp_path: Path) -> None:
    first, second = MapStore(tmp_path / "map"), MapStore(tmp_path / "map")
    short = mock.patch.object(module, "PATIENCE", 0.01)

    with first.lock(), short, pytest.raises(GateError, match="another process"), second.lock():
        pass


@pytest.mark.skipif(os.name != "posix", reason="no such signal")
def test_a_killed_process_leaves_a_whole_map(tmp_path: Path) -> None:
    code = (
        "import sys, itertools; from pathlib import Path; from tests.cleanroom.map.test_store import send, MapStore\n"
        "for at in itertools.count():\n"
        "    send(MapStore(Path(sys.argv[1])), 'a', f'db{at}.lan')\n    print(at, flush=True)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "map")], cwd=Path(__file__).parents[3], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    last = [process.stdout.readline() for _ in range(5)][-1]
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    assert len(MapStore(tmp_path / "map").records()) > int(last)


def test_a_full_disk_leaves_the_old_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MapStore(tmp_path / "map")
    sent = send(store, "a", "db7.lan")

    def fail(_handle: int, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_write, "write", fail)
    with pytest.raises(GateError, match="No space left"):
        send(store, "a", "db8.lan")

    assert _restored(store, "a", sent) == "db7.lan"
    assert [file.name for file in (tmp_path / "map").iterdir()] == ["map.json"]


@pytest.mark.skipif(os.name != "posix", reason="no such limit")
def test_clean_at_a_limit_of_the_system_leaves_the_old_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    repository = Repository(tmp_path / "work")
    repository.write("prompts/a.md", "Write to t.lind@harnwick.eu\n")
    repository.write("prompts/b.md", "Write to b.orsen@harnwick.eu\n")
    monkeypatch.chdir(repository.root)
    sent = gate("clean", "prompts/a.md").out
    before = (repository.root / ".git/privacy-gate/map/map.json").read_bytes()

    done = subprocess.run(
        [*GATE, "clean", "prompts/b.md"],
        env=environment() | {"PYTHONDONTWRITEBYTECODE": "1"},  # Python would cut its own files
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (len(before), len(before))),
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot write the map" in done.stderr
    assert "orsen" not in done.stderr
    assert (repository.root / ".git/privacy-gate/map/map.json").read_bytes() == before
    assert [file.name for file in (repository.root / ".git/privacy-gate/map").iterdir()] == ["map.json"]
    assert gate("restore", "-", stdin=sent.encode()).out == "Write to t.lind@harnwick.eu\n"


FULL_DISK = """
mount -t tmpfs -o size=512k tmpfs "$1" || exit 77
cd "$1" && shift && kept="$1" && shift
git init -q .
printf 'Write to t.lind@harnwick.eu\\n' > a.md
printf 'Write to b.orsen@harnwick.eu\\n' > b.md
"$@" clean a.md > "$kept/sent"
cp .git/privacy-gate/map/map.json "$kept/before"
cat /dev/zero > filler 2> /dev/null
"$@" clean b.md > "$kept/out" 2> "$kept/err"
echo $? > "$kept/code"
cp .git/privacy-gate/map/map.json "$kept/after"
ls .git/privacy-gate/map > "$kept/files"
rm filler
"$@" restore - < "$kept/sent" > "$kept/back"
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a small file system of its own")
def test_clean_on_a_disk_that_is_full_leaves_the_old_map(tmp_path: Path) -> None:
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    kept.mkdir()
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", FULL_DISK, "sh", str(disk), str(kept), *GATE]
    try:
        done = subprocess.run(
            [str(one) for one in command], env=environment(), capture_output=True, text=True, check=False, timeout=120
        )
    except FileNotFoundError:
        pytest.skip("no unshare")
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("this machine permits no mount")

    found = {file.name: file.read_text() for file in kept.iterdir()}
    assert (found["code"], found["out"]) == ("2\n", ""), done.stderr
    assert "cannot write the map" in found["err"]
    assert "orsen" not in found["err"]
    assert (found["after"], found["files"]) == (found["before"], "map.json\n")
    assert found["back"] == "Write to t.lind@harnwick.eu\n"


@pytest.mark.skipif(os.name != "posix", reason="links ask for a privilege there")
def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "map").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(GateError, match="is a symbolic link"):
        send(MapStore(tmp_path / "map"), "a", "db7.lan")


def test_outside_git_it_lies_in_the_cache(cache: Path) -> None:
    assert map_folder(None) == cache / "map"
    assert len(load_user_key()) == 32
    assert not PairMap(b"", [Pair("a_b", "c_d")]).sent


@pytest.mark.skipif(os.name != "posix", reason="links ask for a privilege there")
@pytest.mark.parametrize("linked", ["privacy-gate", "privacy-gate/map"])
def test_clean_writes_nothing_through_a_linked_directory(
    linked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path / "work")
    repository.write("prompts/a.md", "Write to t.lind@harnwick.eu\n")
    (tmp_path / "elsewhere").mkdir()
    place = repository.root / ".git" / linked
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(tmp_path / "elsewhere")
    monkeypatch.chdir(repository.root)

    done = gate("clean", "prompts/a.md")

    assert done.code == 2
    assert f"{place} is a symbolic link" in done.err
    assert not list((tmp_path / "elsewhere").rglob("map.json"))
