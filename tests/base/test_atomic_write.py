"""Putting a file in the place of another: whole or not at all, and of two writers one is told."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from unittest import mock

import pytest

from privacy_gate.base import atomic_write, random_keys
from privacy_gate.base.atomic_write import replace, replace_if_unchanged, sweep, write_named

POSIX = pytest.mark.skipif(os.name != "posix", reason="of POSIX")


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@POSIX
def test_the_mode_is_that_of_the_file_that_was_there(tmp_path: Path) -> None:
    file = tmp_path / "run.sh"
    file.write_bytes(b"old")
    file.chmod(0o750)

    replace(file, b"new")

    assert (file.read_bytes(), mode(file)) == (b"new", 0o750)


@POSIX
@pytest.mark.parametrize(("mask", "expected"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path, mask: int, expected: int) -> None:
    before = os.umask(mask)
    try:
        replace(tmp_path / "a", b"x")
        replace(tmp_path / "b", b"x", 0o600)
    finally:
        os.umask(before)

    assert (mode(tmp_path / "a"), mode(tmp_path / "b")) == (expected, 0o600)


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")
    os.chown(file, 65534, 65534)

    replace(file, b"new")

    assert (file.stat().st_uid, file.stat().st_gid) == (65534, 65534)


@POSIX
def test_a_link_is_replaced_and_what_it_points_to_stays(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/a").write_bytes(b"old")
    (tmp_path / "link").symlink_to("there/a")

    replace(tmp_path / "link", b"new")

    assert not (tmp_path / "link").is_symlink()
    assert (tmp_path / "link").read_bytes() == b"new"
    assert (tmp_path / "there/a").read_bytes() == b"old"


@pytest.mark.parametrize("function", ["write", "fsync", "close", "replace"])
def test_what_fails_changes_nothing_and_leaves_nothing(tmp_path: Path, function: str) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")
    real = os.close

    def fail(*given: int) -> None:
        if function == "close":  # the file must be closed for all that
            real(*given)
        raise OSError(28, "full")

    with mock.patch.object(Path if function == "replace" else os, function, fail), pytest.raises(OSError, match="full"):
        replace(file, b"new")

    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_disk_that_takes_a_little_at_a_time(tmp_path: Path) -> None:
    real = os.write
    with mock.patch.object(os, "write", lambda handle, data: real(handle, bytes(data[:3]))):
        replace(tmp_path / "a", b"0123456789")

    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_of_two_writers_the_second_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a"
    assert replace_if_unchanged(file, None, b"one")
    assert not replace_if_unchanged(file, None, b"two")
    assert not replace_if_unchanged(file, b"zero", b"two")
    assert replace_if_unchanged(file, b"one", b"two")
    assert file.read_bytes() == b"two"


def test_none_of_many_writers_is_lost(tmp_path: Path) -> None:
    """Each adds a line to what it read, and tries again when it is told to."""
    file = tmp_path / "a"
    file.write_bytes(b"")

    def add(number: int) -> None:
        for turn in range(5):
            while True:
                before = file.read_bytes()
                if replace_if_unchanged(file, before, before + b"%d.%d\n" % (number, turn)):
                    break

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(file.read_text().split()) == sorted(f"{n}.{t}" for n in range(4) for t in range(5))


@POSIX
def test_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_named(tmp_path / "pipe", b"a report")
        assert os.read(reader, 100) == b"a report"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_file_in_a_folder_that_takes_no_other(tmp_path: Path) -> None:
    file = tmp_path / "mounted"
    file.write_bytes(b"old")

    with mock.patch.object(atomic_write, "replace", side_effect=OSError(16, "busy")):
        write_named(file, b"new")
    assert file.read_bytes() == b"new"

    with (
        mock.patch.object(atomic_write, "replace", side_effect=OSError(28, "full")),
        pytest.raises(OSError, match="full"),
    ):
        write_named(file, b"newer")
    assert file.read_bytes() == b"new"


def test_what_a_killed_process_left_goes_after_an_hour(tmp_path: Path) -> None:
    target = tmp_path / "a"
    old, fresh, others = (atomic_write.temporary_path(target) for _ in range(3))
    others = others.with_name(".new-notes")  # a person's
    for file in (old, fresh, others):
        file.write_bytes(b"x")
    for file in (old, others):
        os.utime(file, (1, 1))

    replace(target, b"new")

    assert sorted(tmp_path.iterdir()) == sorted([target, fresh, others])
    sweep(tmp_path)  # a folder of our own
    assert sorted(tmp_path.iterdir()) == sorted([target, fresh])


def test_a_key_that_was_cut_short_is_drawn_anew(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")

    drawn = random_keys.load_or_create(tmp_path / "key")

    assert len(drawn) == 32
    assert random_keys.load_or_create(tmp_path / "key") == drawn
    assert list(tmp_path.iterdir()) == [tmp_path / "key"]


def test_many_draw_one_key(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(random_keys.load_or_create(tmp_path / "key"))) for _ in range(8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(found) == 8
    assert len(set(found)) == 1
