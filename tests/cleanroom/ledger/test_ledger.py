"""The ledger: what is written, by several at once, after a kill; what is found when somebody changes it."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.base import atomic_write, git
from privacy_gate.base.errors import GateError
from privacy_gate.base.text import text_digest
from privacy_gate.cleanroom import ledger
from privacy_gate.cleanroom.ledger import Event, EventKind, Result, chain, events
from privacy_gate.cleanroom.ledger.verify import Verified, read, verify
from privacy_gate.model import Verdict
from tests.gate import GITHUB_TOKEN
from tests.repository import Repository, environment

NOON = 1_800_000_000.25


@pytest.fixture
def repository(repository: Repository) -> git.Repository:
    repository.commit()
    found = git.find(repository.root)
    assert found is not None
    return found


def checked(repository: git.Repository, head: str | None = None) -> Verified:
    return verify(read(ledger.ledger_path(repository)), head)


def filled(repository: git.Repository, count: int) -> list[str]:
    """The hashes of some events."""
    heads = [
        ledger.record(repository, Event(kind=EventKind.SENT, prompt=f"p{n}.md"), moment=NOON + n) for n in range(count)
    ]
    return [head for head in heads if head]


def test_a_line_says_what_happened_and_not_the_text(repository: git.Repository) -> None:
    text = f"TASK: a secret {GITHUB_TOKEN}"
    event = Event(
        kind=EventKind.CHECKED, prompt="prompts/a.md", content=text_digest(text), assistant="claude",
        verdict=Verdict.NEVER, rules={"secret/github-token": 1}, result=Result.FAILED, tests={"failed": 2},
    )  # fmt: skip

    head = ledger.record(repository, event, moment=NOON)

    raw = ledger.ledger_path(repository).read_bytes()
    line = json.loads(raw)
    assert line == {
        "version": 1, "number": 1, "time": "2027-01-15T08:00:00.250Z", "kind": "checked", "prompt": "prompts/a.md",
        "digest": ledger.digest_text(repository, text), "whole": True, "assistant": "claude", "verdict": "never",
        "rules": {"secret/github-token": 1}, "result": "failed", "tests": {"failed": 2}, "reason": "",
        "gate": line["gate"], "commit": repository.commit, "before": "0" * 64, "hash": head,
    }  # fmt: skip
    assert len(line["digest"]) == 32
    assert len(line["commit"]) == 40
    assert GITHUB_TOKEN.encode() not in raw
    assert text_digest(text).hex().encode() not in raw


def test_the_digest_is_of_the_text_and_of_this_repository(repository: git.Repository, tmp_path: Path) -> None:
    other = git.find(Repository(tmp_path / "other").root)
    assert other is not None
    assert ledger.digest_text(repository, "x") is None
    filled(repository, 1)
    filled(other, 1)

    assert (
        ledger.digest_text(repository, "x")
        == ledger.digest_text(repository, "x")
        != ledger.digest_text(repository, "y")
    )
    assert ledger.digest_text(repository, "x") != ledger.digest_text(other, "x")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_files_are_for_this_user_alone(repository: git.Repository) -> None:
    filled(repository, 1)

    folder = ledger.ledger_path(repository).parent
    assert {path.name for path in folder.iterdir()} == {"ledger.jsonl", "ledger.lock", "ledger.key"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_work_trees_share_one_ledger(repository: git.Repository, tmp_path: Path) -> None:
    git.run(["worktree", "add", "-q", str(tmp_path / "second")], repository.root)
    second = git.find(tmp_path / "second")
    assert second is not None
    filled(repository, 1)
    filled(second, 1)

    assert checked(repository).events == 2


@pytest.mark.parametrize("name", ["CI", "GITHUB_ACTIONS", "GITLAB_CI"])
def test_ci_writes_nothing(repository: git.Repository, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "true")

    assert filled(repository, 1) == []
    assert not ledger.ledger_path(repository).exists()


def test_the_chain_holds_and_its_head_is_the_last_line(repository: git.Repository) -> None:
    heads = filled(repository, 3)

    assert checked(repository) == Verified(3, heads[-1], ())
    assert checked(repository, head=heads[0][:16]).holds


Damage = Callable[[list[bytes]], list[bytes]]


def _without(at: int) -> Damage:
    return lambda lines: lines[:at] + lines[at + 1 :]


def _forged(lines: list[bytes]) -> list[bytes]:
    """A line with another content and a hash that fits."""
    line = json.loads(lines[2]) | {"prompt": "other.md"}
    return [*lines[:2], chain.encode_line(line | {"hash": chain.hash_line(line)}), *lines[3:]]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda lines: [lines[0], lines[1].replace(b"p1.md", b"p9.md"), *lines[2:]], "2: was modified"),
        (lambda lines: [*lines[:4], lines[4].replace(b'"sent"', b'"checked"')], "5: was modified"),
        (lambda lines: [lines[0].replace(b",", b", ", 1), *lines[1:]], "1: was modified"),
        (_without(0), "1: event 1 is missing before it"),
        (_without(2), "3: event 3 is missing before it"),
        (lambda lines: [lines[0], lines[4]], "2: 3 events (2 to 4) are missing before it"),
        (_forged, "4: does not continue from line 3"),
        (lambda lines: [*lines, lines[3]], "6: is event 4 but follows event 5"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "2: is event 1 but follows event 2"),
        (lambda lines: [*lines[:2], b"nonsense", *lines[2:]], "3: cannot be read"),
        (lambda lines: [*lines[:2], b"", *lines[2:]], "3: cannot be read"),
        (lambda lines: [*lines[:2], b"[" * 100_000, *lines[2:]], "3: cannot be read"),
        (lambda lines: [*lines[:2], b'{"number":1}', *lines[2:]], "3: cannot be read"),
    ],
)
def test_damage_is_found_and_named(repository: git.Repository, damage: Damage, said: str) -> None:
    filled(repository, 5)
    file = ledger.ledger_path(repository)
    file.write_bytes(b"".join(line + b"\n" for line in damage(file.read_bytes().splitlines())))

    found = checked(repository)

    assert not found.holds
    assert said in [f"{remark.at}: {remark.message}"[: len(said)] for remark in found.remarks]


def test_a_cut_end_is_found_by_the_head_that_was_noted(repository: git.Repository) -> None:
    heads = filled(repository, 3)
    file = ledger.ledger_path(repository)
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:2]))

    assert checked(repository).holds
    assert not checked(repository, head=heads[2]).holds
    assert "lines at the end were removed" in checked(repository, head=heads[2]).remarks[0].message
    file.unlink()
    assert not checked(repository, head=heads[0]).holds


def test_a_line_torn_at_any_place_is_named_and_healed_without_loss(repository: git.Repository) -> None:
    """Twice, as the healing may be interrupted too."""
    filled(repository, 3)
    file = ledger.ledger_path(repository)
    whole = file.read_bytes()
    kept, third = whole.splitlines(keepends=True)[:2], whole.splitlines(keepends=True)[2]

    for cut in range(1, len(third) - 1, 3):
        file.write_bytes(b"".join(kept) + third[:cut])
        assert [remark.message for remark in checked(repository).remarks] == [
            "is incomplete: the write was interrupted; the next event repairs it"
        ]
        chain.append(file, {"time": "t", "kind": "sent"})
        healed = file.read_bytes()
        assert healed.startswith(b"".join(kept) + third[:cut] + b"\n")
        found = checked(repository)
        assert (found.events, found.holds) == (3, True)
        assert [remark.at for remark in found.remarks] == [3]
        begun = len(b"".join(kept)) + cut
        again = begun + 1 + (len(healed) - begun) * cut // len(third)
        file.write_bytes(healed[:again])
        chain.append(file, {"time": "t", "kind": "sent"})
        assert file.read_bytes().startswith(healed[:again])
        assert checked(repository).holds

    file.write_bytes(whole[:-1])  # only the line feed is missing: nothing is lost
    assert checked(repository).remarks == ()
    chain.append(file, {"time": "t", "kind": "sent"})
    assert checked(repository) == Verified(4, checked(repository).head, ())


def test_only_what_stands_before_it_is_healed_by_a_line(repository: git.Repository) -> None:
    """A line that claims another one to be torn does not make it so."""
    filled(repository, 2)
    file = ledger.ledger_path(repository)
    first, second = file.read_bytes().splitlines(keepends=True)
    healing = chain.build_line({"kind": chain.HEALED, "torn": [1]}, json.loads(second))
    file.write_bytes(b"broken\n" + second + chain.encode_line(healing) + b"\n")

    assert "cannot be read" in checked(repository).remarks[0].message
    assert first


def test_long_lines_and_long_ledgers_are_continued(repository: git.Repository) -> None:
    file = ledger.ledger_path(repository)
    filled(repository, 1)
    for size in (chain.BLOCK - 1, chain.BLOCK, 3 * chain.BLOCK, 9 * chain.BLOCK):
        chain.append(file, {"time": "t", "kind": "sent", "text": "x" * size})
    with file.open("ab") as opened:
        opened.write(b"y" * (2 * chain.BLOCK))
    chain.append(file, {"time": "t", "kind": "sent"})

    found = checked(repository)
    assert (found.events, found.holds, [remark.at for remark in found.remarks]) == (6, True, [6])


WRITER = """
import sys
from pathlib import Path
from privacy_gate.base import git; from privacy_gate.cleanroom import ledger
repository = git.find(Path.cwd())
sent = ledger.EventKind.SENT
for number in range(int(sys.argv[2])):
    ledger.record(repository, ledger.Event(kind=sent, prompt=f"{sys.argv[1]}-{number}", reason="x" * 5000))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill on Windows")
def test_several_processes_write_and_some_are_killed(repository: git.Repository) -> None:
    def start(name: str, count: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", WRITER, name, str(count)], cwd=repository.root, env=environment()
        )

    mortal = [start(f"mortal{n}", 100_000) for n in range(2)]
    steady = [start(f"steady{n}", 20) for n in range(3)]
    file = ledger.ledger_path(repository)
    while not (file.exists() and b"mortal0" in file.read_bytes() and b"mortal1" in file.read_bytes()):
        assert all(process.poll() is None for process in mortal)
        time.sleep(0.02)
    for process in mortal:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert [process.wait(600) for process in steady] == [0, 0, 0]

    found = checked(repository)
    assert found.holds, found.remarks
    prompts = [one.line["prompt"] for one in read(file) if one.line and one.line["kind"] == "sent"]
    for name in ("steady0", "steady1", "steady2"):
        assert [prompt for prompt in prompts if prompt.startswith(name)] == [f"{name}-{n}" for n in range(20)]


def test_a_writer_waits_for_another_and_not_for_ever(repository: git.Repository) -> None:
    from privacy_gate.base import locks

    filled(repository, 1)
    lock = chain.lock(ledger.ledger_path(repository))
    with locks.hold(lock), pytest.raises(GateError, match="another process is using"), locks.hold(lock, patience=0.02):
        pass
    with locks.hold(lock, patience=0.02):
        pass


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_an_error(repository: git.Repository) -> None:
    repository.common.chmod(0o500)
    try:
        with pytest.raises(GateError, match="cannot be written"):
            filled(repository, 1)
    finally:
        repository.common.chmod(0o700)


def test_a_full_disk_is_an_error(repository: git.Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    filled(repository, 1)
    monkeypatch.setattr(atomic_write, "write", full)

    with pytest.raises(GateError, match="No space left on device"):
        filled(repository, 1)


def test_odd_characters_are_written_out(repository: git.Repository) -> None:
    ledger.record(repository, Event(kind=EventKind.SENT, prompt="a\udcff.md", reason="\ud800 \x1b\n\u202e"))

    (found,) = read(ledger.ledger_path(repository))
    assert found.line
    assert (found.line["prompt"], found.line["reason"]) == ("a\\xff.md", "\\ud800 \x1b\n\u202e")


ODD = [
    b'{"number":1e999,"hash":"","before":""}',
    b'{"number":99999999999999999999999999,"hash":"","before":""}',
    b'{"number":9223372036854775807,"hash":"","before":""}',
    b'{"number":-1,"hash":"","before":""}',
    b'{"number":true,"hash":"","before":""}',
    b'{"number":1,"hash":"","before":"","x":99999999999999999999999999}',
    b'{"number":1,"hash":"","before":"","x":' + b"[" * 900 + b"]" * 900 + b"}",
    b'{"number":1,"hash":"","before":"","x":"\\ud800"}',
    b'{"number":1,"hash":"\x1b[31m","before":"","number":2}',
    b'{"kind":"healed","torn":[1],"number":1,"hash":"","before":""}',
    b'{"kind":"healed","torn":["x",{}],"number":1,"hash":"","before":""}',
    b"\xff\xfe",
    b"\0" * 50,
]


@settings(max_examples=80)
@given(st.lists(st.sampled_from(ODD) | st.binary(max_size=40), max_size=4), st.booleans())
def test_no_file_makes_it_fail_and_nothing_of_it_is_lost(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], ended: bool
) -> None:
    file = tmp_path_factory.mktemp("l") / "ledger.jsonl"
    before = b"\n".join(lines) + (b"\n" if ended and lines else b"")
    file.write_bytes(before)
    verify(read(file))
    events.parse_entries(read(file))

    head = chain.append(file, {"time": "t", "kind": "sent"})

    assert file.read_bytes().startswith(before)
    assert verify(read(file)).head == head


@settings(max_examples=60)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=()), max_size=30), min_size=1, max_size=4),
    at=st.integers(0, 10_000),
    bit=st.integers(0, 7),
)
def test_a_flipped_bit_anywhere_is_found(
    texts: list[str], at: int, bit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("l") / "ledger.jsonl"
    for text in texts:
        head = chain.append(file, {"time": "t", "kind": "sent", "prompt": ledger.escape_surrogates(text)})
    assert verify(read(file)) == Verified(len(texts), head, ())
    data = bytearray(file.read_bytes())
    data[at % len(data)] ^= 1 << bit
    file.write_bytes(data)

    found = verify(read(file), head)

    assert found.remarks
