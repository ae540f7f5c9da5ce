"""No command shows or keeps a secret: not in what it prints, writes or remembers, nor when it crashes."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from typing import Any
from unittest import mock

import click
import msgspec
import pytest

from privacy_gate.cleanroom.map.records import MapFile
from privacy_gate.cli.commands import COMMANDS
from privacy_gate.integrations.assistants import hook_worker
from privacy_gate.reporters import REPORTERS
from tests.canaries.room import PLACES, Room
from tests.canaries.scenes import Call, Name, scenes
from tests.canaries.values import Watch, canaries
from tests.cleanroom.model_server import running
from tests.gate import gate

pytestmark = [pytest.mark.once, pytest.mark.skipif(os.name != "posix", reason="programs of sh")]

ALL = [canary for place in PLACES for canary in canaries(place).values()]

STOPPED = {("allow",), ("audit",), ("daemon", "restart"), ("daemon", "run"), ("map", "forget")}
"""What ends in 2 here: there is no terminal, settings cannot be read, an option is wrong, and the map has no secret."""

MAY_ASK = {
    ("local",): "privacy_gate.cleanroom.loopback",
    ("daemon", "status"): "privacy_gate.daemon",
    ("daemon", "stop"): "privacy_gate.daemon",
    ("org", "build"): "privacy_gate.organisation",
    ("org", "pull"): "privacy_gate.organisation",
}
"""The commands that may ask for a socket, and by what."""

COMPILES = {"socket.__new__ privacy_gate.rules.detectors", "socket.bind privacy_gate.rules.detectors"}
"""Whatever command compiles rules first: urllib3, which detect-secrets brings, asks whether there is IPv6."""


class Went:
    """What came out of a run of everything: by where it came out."""

    def __init__(self) -> None:
        self.out: dict[str, bytes] = {}
        self.codes: dict[tuple[Name, int], int] = {}
        self.turned_back: dict[str, bytes] = {}
        self.sockets: dict[Name, set[str]] = {}
        self.git: list[str] = []


def commands() -> dict[Name, click.Command]:
    """Every command that there is, by the words of its name."""
    found: dict[Name, click.Command] = {}

    def walk(command: click.Command, name: Name) -> None:
        if isinstance(command, click.Group):
            for word, inner in command.commands.items():
                walk(inner, (*name, word))
        else:
            found[name] = command

    for word, (load, _) in COMMANDS.items():
        walk(load(), (word,))
    return found


def _made(factory: pytest.TempPathFactory) -> Room:
    real = shutil.which("git")
    assert real
    return Room(factory.mktemp("canaries"), real)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    return _made(tmp_path_factory)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """In which nothing was accepted or mended."""
    return _made(tmp_path_factory)


@pytest.fixture(scope="module")
def went(room: Room) -> Went:
    """Everything is run, once."""
    found = Went()
    before = _files(room)
    with _within(room), running("ollama") as server:
        for name, calls in scenes(room, server.url).items():
            for number, call in enumerate(calls):
                room.sockets.unlink(missing_ok=True)
                _run(room, name, number, call, found)
                if room.sockets.exists():
                    found.sockets.setdefault(name, set()).update(room.sockets.read_text().splitlines())
    found.git = room.git_calls.read_text().splitlines()
    found.out |= {name: data for name, data in _files(room).items() if before.get(name) != data}
    return found


@contextlib.contextmanager
def _within(room: Room) -> Iterator[None]:
    """Nothing of this process's own environment but the compiled rules."""
    import tempfile

    gone = {name: "" for name in ("CI", "GITHUB_ACTIONS") if name in os.environ}
    here = os.getcwd()  # noqa: PTH109
    with mock.patch.dict(os.environ, room.variables() | gone), mock.patch.object(tempfile, "tempdir", None):
        os.chdir(room.root)
        try:
            yield
        finally:
            os.chdir(here)


def _run(room: Room, name: Name, number: int, call: Call, found: Went) -> None:
    label = f"{' '.join(name)} #{number} {' '.join(call.arguments)[:60]}"
    with mock.patch.dict(os.environ, call.variables):
        if name == ("hook",):
            said: list[bytes] = []
            hook_worker.work(call.arguments[0], None, call.stdin, said.append)
            found.out[label] = b"".join(said)
            found.codes[name, number] = 0
            return
        verbose = any("--verbose" in one.opts for one in commands()[name].params)
        done = gate(*name, *(("--verbose",) if verbose else ()), *call.arguments, stdin=call.stdin)
    found.codes[name, number] = done.code
    (found.turned_back if call.turned_back else found.out)[label] = f"{done.out}\0{done.err}".encode()
    for file in (room.folder / "out").iterdir():
        found.out[f"{label} > {file.name}"] = file.read_bytes()
        file.unlink()


def _files(room: Room) -> dict[str, bytes]:
    """All files, but what git itself writes, and the maps."""
    git = room.root / ".git"
    return {
        str(path.relative_to(room.folder)): path.read_bytes()
        for path in room.folder.rglob("*")
        if path.is_file()
        and (not path.is_relative_to(git) or path.is_relative_to(git / "privacy-gate") or path.parent == git / "hooks")
        and not path.is_relative_to(git / "privacy-gate" / "clean")
        and path.relative_to(room.folder).parts[0] not in ("given", "watch")
    }


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch(ALL)


def test_each_command_has_a_scene(room: Room) -> None:
    assert set(scenes(room, "")) == set(commands())


def test_each_format_is_tried(went: Went) -> None:
    for form in REPORTERS:
        assert went.out[next(label for label in went.out if label.endswith(f"> {form}"))]


def test_it_is_looked_at_what_there_is(went: Went) -> None:
    """Commands that stopped before they had read anything would show nothing either."""
    assert {name for name, _ in went.codes} == set(commands())
    assert {code for (name, _), code in went.codes.items() if name in {("scan",), ("diff",), ("history",)}} == {1, 2}
    for name in commands().keys() - STOPPED:
        assert went.codes[name, 0] < 2, name
    assert any("secret/github-token" in data.decode("utf-8", "replace") for data in went.out.values())
    for kind in ("index.db", "ledger.jsonl", "names.db", "history/", "baseline", "hook/"):
        assert any(kind in name for name in went.out), (kind, sorted(went.out))


def test_no_secret_comes_out(went: Went, watch: Watch) -> None:
    seen = {label: watch.seen(data) for label, data in went.out.items()}
    leaks = {label: sorted({(one.place, one.kind) for one in found}) for label, found in seen.items() if found}

    # it stays as it was in a file of the user's own, to which something is added
    assert leaks.pop("home/.claude/settings.json") == [("settings", "password"), ("settings", "token")]

    assert leaks == {}


@pytest.mark.parametrize(
    "form", ["as it is", "reversed", "hex", "HEX", "base64", "base64 1", "base64 2", "a piece", "utf-16"]
)
@pytest.mark.parametrize("kind", ["token", "password", "url", "key", "wrapped", "iban"])
def test_a_secret_that_came_out_would_be_seen(form: str, kind: str, watch: Watch) -> None:
    canary = canaries("code")[kind]
    value = canary.value.encode()
    forms = {
        "as it is": value,
        "reversed": value[::-1],
        "hex": value.hex().encode(),
        "HEX": value.hex().upper().encode(),
        "base64": base64.b64encode(value),
        "base64 1": base64.b64encode(b"." + value + b"!!"),
        "base64 2": base64.urlsafe_b64encode(b".." + value + b"!"),
        "a piece": value[9:17],
        "utf-16": value.decode().encode("utf-16-le"),
    }

    assert watch.seen(b"some text " + forms[form] + b" and more") == {canary}
    assert watch.seen(b"some text and more") == set()


def test_the_map_holds_no_secret(went: Went, room: Room, watch: Watch) -> None:
    folder = room.root / ".git" / "privacy-gate" / "map"
    data = (folder / "map.json").read_bytes()
    held = msgspec.json.decode(data, type=MapFile)

    assert went.out
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert not watch.seen(data)
    assert not [one for pair in held.pairs for one in watch.seen(pair.original)]


def test_nothing_temporary_is_left(went: Went, room: Room) -> None:
    assert went.out
    left = [path for path in (room.folder / "tmp").rglob("*") if path.is_file() and path.stat().st_size]

    assert left == []  # Dask leaves two empty files, by which it locks


def test_what_may_ask_for_a_socket(went: Went) -> None:
    for name, lines in went.sockets.items():
        assert not [line for line in lines if line.startswith("forbidden")]
        others = lines - COMPILES
        assert name in MAY_ASK or others == set(), (name, lines)
        modules = {line.split()[-1] for line in others if line.split()[-1].startswith("privacy_gate")}
        assert all(module.startswith(MAY_ASK[name]) for module in modules), modules


def test_git_may_fetch_in_no_command(went: Went) -> None:
    assert len(went.git) > 50
    others = [line for line in went.git if not line.startswith("1 none ")]

    mirror = ["init", "ls-remote"]  # `org build --fetch`, of an address where nothing is
    assert [line.split()[6] for line in others] == mirror


POINTS = [
    "privacy_gate.documents.decode",
    "privacy_gate.scan.judging.Judge.judge",
    "privacy_gate.scan.excerpts.Hidden.excerpt",
    "privacy_gate.rules.matching.database.DatabaseMatcher.reports",
    "privacy_gate.scan.session.load",
    "privacy_gate.cleanroom.clean.clean_text",
    "privacy_gate.base.git.attempt",
    "privacy_gate.cleanroom.ledger.record",
    "privacy_gate.base.atomic_write.replace",
]
CRASHING: list[tuple[Name, Call]] = [
    (("scan",), Call((".", "--no-index"))),
    (("scan",), Call(("prompts/leaky.md", "--record"))),
    (("diff",), Call(("--staged", "--no-index"))),
    (("clean",), Call(("src/settle.py", "--no-ignores"))),
]


def _crash(*given: Any, **named: Any) -> Any:
    """An error whose message quotes all that it was given, and all of that."""
    texts = [getattr(one, "text", None) or getattr(one, "_document", None) or one for one in given]
    raise RuntimeError(repr(texts), repr(named), *(getattr(one, "text", "") for one in texts))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("point", POINTS)
def test_a_crash_quotes_nothing(point: str, fresh: Room, watch: Watch) -> None:
    codes = []
    with _within(fresh), mock.patch.dict(os.environ, {"PRIVACY_GATE_DEBUG": "1"}):
        for name, call in CRASHING:
            with mock.patch(point, _crash):
                done = gate(*name, *call.arguments, stdin=call.stdin)
            codes.append(done.code)
            assert watch.seen(f"{done.out}{done.err}".encode()) == set()
    assert 2 in codes, "it is never come by there"
