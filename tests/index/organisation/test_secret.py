"""The organisation's key: where it comes from, and what it is used for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.index.organisation import secret
from privacy_gate.index.organisation.secret import VARIABLE, Secret
from tests.gate import gate

ONE, OTHER = Secret(b"1" * 32), Secret(b"2" * 32)
DIGITS = "0123456789abcdef" * 4


@given(st.binary(max_size=400))
def test_what_is_sealed_opens_with_the_same_key_alone(data: bytes) -> None:
    sealed = ONE.seal(data, b"it")

    assert ONE.unseal(sealed, b"it") == data
    assert ONE.unseal(sealed, b"that") is None
    assert OTHER.unseal(sealed, b"it") is None
    assert ONE.seal(data, b"it") == sealed
    assert len(data) < 8 or data not in sealed


@given(st.binary(min_size=1, max_size=200), st.data())
def test_what_was_changed_does_not_open(data: bytes, draw: st.DataObject) -> None:
    sealed = bytearray(ONE.seal(data, b"it"))
    sealed[draw.draw(st.integers(0, len(sealed) - 1))] ^= draw.draw(st.integers(1, 255))

    assert ONE.unseal(bytes(sealed), b"it") is None
    assert ONE.unseal(bytes(sealed[:-1]), b"it") is None


@given(st.binary(max_size=400), st.integers(0, 400), st.integers(0, 80))
def test_a_part_of_what_is_sealed_can_be_read_alone(data: bytes, start: int, size: int) -> None:
    assert ONE.unseal_range(memoryview(ONE.seal(data, b"it")), start, size) == data[start : start + size]


def test_texts_that_are_alike_share_no_stream() -> None:
    one, other = (ONE.seal(bytes(200) + end, b"it")[16:] for end in (b"a", b"b"))

    assert one[:200] != other[:200]


def test_two_keys_make_different_fingerprints() -> None:
    assert set(ONE.hash_prints(range(100))).isdisjoint(OTHER.hash_prints(range(100)))
    assert len(set(ONE.hash_prints(range(100)))) == 100


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    secret.make(file)
    named = secret.load("key", tmp_path, {})

    assert secret.load("key", tmp_path, {VARIABLE: DIGITS}).name("x") == Secret(bytes.fromhex(DIGITS)).name("x")
    assert named.name("x") == Secret(bytes.fromhex(file.read_text())).name("x")
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(GateError, match="File exists"):
        secret.make(file)


@pytest.mark.parametrize("text", ["", "password", DIGITS[:-1], DIGITS + "0", "g" * 64, DIGITS + "\n" + DIGITS])
def test_what_is_no_key_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.touch(0o600)
    file.write_text(text)

    with pytest.raises(GateError) as raised:
        secret.load(str(file), tmp_path, {VARIABLE: ""})
    assert "64 hexadecimal digits" in raised.value.message
    assert not text or text.strip() not in f"{raised.value.message} {raised.value.hint}"


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    secret.make(file)
    file.chmod(0o640)

    with pytest.raises(GateError, match="other users can read"):
        secret.load(str(file), tmp_path, {})
    with pytest.raises(GateError, match="not a file"):
        secret.load(str(_pipe(tmp_path)), tmp_path, {})
    with pytest.raises(GateError, match="cannot be read"):
        secret.load("none", tmp_path, {})


def _pipe(folder: Path) -> Path:
    """A folder, which can be opened no more than a device is a key."""
    (folder / "device").symlink_to(os.devnull)
    return folder / "device"


def test_it_does_not_show_itself() -> None:
    assert repr(ONE) == str(ONE) == "Secret()"


def test_the_command_draws_one(folder: Path) -> None:
    done = gate("org", "key", "ours/kept/our.key")

    assert done.code == 0, done.err
    made = folder / "ours/kept/our.key"
    key = made.read_text().strip()
    assert key not in done.out + done.err
    assert os.name != "posix" or (made.stat().st_mode & 0o777, made.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    again = gate("org", "key", "ours/kept/our.key")
    assert (again.code, made.read_text().strip()) == (2, key)
    assert "Existing keys are never overwritten" in again.err
    within = gate("org", "key", "ours/kept/our.key/another")
    assert (within.code, "hint: " in within.err) == (2, True)


@pytest.mark.skipif(os.name != "posix", reason="there are no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "key", 0o600)

    with pytest.raises(GateError, match="is not a file"):
        secret.load("key", tmp_path, {})
