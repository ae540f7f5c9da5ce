"""The table that the membership filter is made of."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.index.organisation import fuse_filter
from privacy_gate.index.organisation.membership import bits


def reader(entries: Mapping[int, int]) -> fuse_filter.FuseReader:
    table = fuse_filter.build(entries)
    assert len(table.checks) == len(table.values) == table.shape.cells
    return fuse_filter.FuseReader(b"before" + table.checks + table.values, table.shape, 6, 6 + table.shape.cells)


@given(st.integers(0, 3_000), st.integers(0, 2**32))
def test_each_key_has_its_value(count: int, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    entries = {dice.getrandbits(64): dice.getrandbits(8) for _ in range(count)}
    found = reader(entries)

    assert {key: found.value(key) for key in entries} == entries


def test_of_other_keys_one_in_256_seems_to_be_there() -> None:
    dice = random.Random(5)  # noqa: S311
    found = reader({dice.getrandbits(64): 7 for _ in range(20_000)})

    seeming = sum(found.value(dice.getrandbits(64)) is not None for _ in range(50_000))
    assert 120 < seeming < 280  # 195 are expected


def test_a_plane_has_a_little_over_a_byte_a_key() -> None:
    assert fuse_filter.shape(1_000_000).cells < 1_140_000
    assert fuse_filter.shape(100_000_000).cells < 114_000_000


def test_parts_are_halved_until_they_are_small() -> None:
    assert [bits(keys) for keys in (0, 1_000_000, 1_000_001, 3_999_999, 10**12)] == [0, 0, 1, 2, 8]


@pytest.mark.parametrize(
    "form",
    [
        fuse_filter.Shape(1, 3, 3, 1),
        fuse_filter.Shape(1, 4, 6, 1),
        fuse_filter.Shape(1, 0, 4, 1),
        fuse_filter.Shape(1, 4, 0, 1),
    ],
)
def test_a_layout_that_no_table_has_is_known(form: fuse_filter.Shape) -> None:
    assert not form.is_sound


@given(st.integers(0, 3_000_000), st.integers(0, 9))
def test_each_layout_that_is_made_is_sound(keys: int, number: int) -> None:
    assert fuse_filter.shape(keys, number).is_sound
