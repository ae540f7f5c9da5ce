"""The files of an organisation's index: what was written is read, and nothing else is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.errors import GateError
from privacy_gate.index.organisation import catalogue, membership, shard
from privacy_gate.index.organisation.catalogue import Catalogue, Entry
from privacy_gate.index.organisation.membership import Membership, Owned, named, owner
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.index.organisation.shard import Names, Print, Shard

ONE, OTHER = Secret(b"1" * 32), Secret(b"2" * 32)
NAMES = Names("billing", "c0ffee", [b"a.py", b"b/\xff.py"], [0, 100], [0, 3])
prints = st.builds(Print, st.integers(0, 2**64 - 1), st.integers(0, 150), st.booleans())


@given(st.lists(prints, max_size=60), st.randoms())
def test_a_shard_is_read_as_it_was_written(found: list[Print], dice: object) -> None:
    assert hasattr(dice, "shuffle")
    data = shard.written(NAMES, found, 151, ONE)
    dice.shuffle(found)
    head = shard.head(data[: shard.HEAD], ONE, "it")
    read = Shard(memoryview(data), ONE, "it")

    assert shard.written(NAMES, found, 151, ONE) == data
    assert (head.size, head.prints, head.lines) == (len(data), len(set(found)), 151)
    assert shard.is_whole(data, head)
    assert read.names == NAMES
    for one in found:
        assert (int(one.line >= 100), one.line % 100 + 1) in read.places(one.key) or one.line == 100
    parts = [head.slices(part, 3) for part in range(8)]
    sampled = [key for (a, b), (c, d) in parts for key in shard.sampled(data[a:b], data[c:d])]
    assert sorted(sampled) == sorted(one.key for one in set(found) if one.sampled)


@pytest.mark.parametrize("cut", [0, 7, 600, shard.HEAD, -1])
def test_a_shard_cut_short_or_changed_is_refused(cut: int) -> None:
    data = shard.written(NAMES, [Print(5, 3, sampled=True)], 151, ONE)

    with pytest.raises(GateError):
        Shard(memoryview(data[:cut]), ONE, "it")
    with pytest.raises(GateError, match="another key"):
        Shard(memoryview(data), OTHER, "it")
    changed = bytearray(data)
    changed[-1] ^= 1
    assert not shard.is_whole(bytes(changed), shard.head(data, ONE, "it"))


@given(st.dictionaries(st.binary(min_size=8, max_size=8), st.sets(st.integers(0, 2**64 - 1), max_size=40), max_size=9))
def test_fingerprints_name_their_repository(owned: dict[bytes, set[int]]) -> None:
    half = 1 << 63
    parts = [
        membership.part(Owned(name, [key for key in keys if (key >= half) == upper]) for name, keys in owned.items())
        for upper in (False, True)
    ]
    found = Membership(memoryview(b"".join(membership.written(parts, len(owned), 99, ONE))), ONE, "it")

    names = sorted(owned)
    taken: set[int] = set()
    for number, name in enumerate(names):
        mine = owned[name] - taken
        taken |= owned[name]
        assert all(found.owner(key) == owner(name, key) for key in mine)
        assert mine <= set(named(found.owners(mine), names).get(number, []))
    assert (found.count, found.prints, found.repositories) == (len(taken), 99, len(owned))


def test_a_filter_of_another_key_or_cut_short_is_refused() -> None:
    data = b"".join(membership.written([membership.part([Owned(b"12345678", [1, 2, 3])])], 1, 3, ONE))

    with pytest.raises(GateError, match="another key"):
        Membership(memoryview(data), OTHER, "it")
    for end in (0, 10, 50, len(data) - 1):
        with pytest.raises(GateError):
            Membership(memoryview(data[:end]), ONE, "it")


def test_a_catalogue_opens_with_its_key_alone() -> None:
    made = Catalogue("membership-1", b"d", 5, [Entry("billing", "c0ffee", b"12345678", "shards/1", b"e", 6, 7, 8)])
    data = catalogue.written(made, ONE)

    assert catalogue.read(data, ONE, "it") == made
    assert b"billing" not in data
    for other, key in ((data, OTHER), (data[:-1], ONE), (b"", ONE)):
        with pytest.raises(GateError):
            catalogue.read(other, key, "it")
