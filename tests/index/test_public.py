"""The filter of public code."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from privacy_gate.base.errors import GateError
from privacy_gate.index import public_filter


def numbers(seed: int, count: int) -> set[int]:
    random = Random(seed)  # noqa: S311  (no secret hangs on it)
    return {random.getrandbits(64) for _ in range(count)}


def test_what_is_in_is_found_and_little_else(tmp_path: Path) -> None:
    known, others = numbers(1, 5000), numbers(2, 5000)
    public_filter.write(tmp_path / "filter", known, size=5000)
    read = public_filter.Filter(tmp_path / "filter")

    assert all(value in read for value in known)
    assert sum(value in read for value in others) < 0.05 * len(others)
    assert read.count == len(known)


@pytest.mark.parametrize(
    "content", [b"", b"no filter at all, but long enough to hold a header", b"pgbloom\x01" + bytes(32)]
)
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "filter").write_bytes(content)

    with pytest.raises(GateError):
        public_filter.Filter(tmp_path / "filter")


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    public_filter.write(tmp_path / "filter", numbers(1, 100), size=100)
    (tmp_path / "filter").write_bytes((tmp_path / "filter").read_bytes()[:-1])

    with pytest.raises(GateError):
        public_filter.Filter(tmp_path / "filter")
