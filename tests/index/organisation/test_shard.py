"""The files of an organisation's index: what was written is read, and nothing else is taken for it."""

from __future__ import annotations

from array import array

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.index.organisation import catalogue, membership, shard
from privacy_gate.index.organisation.catalogue import Catalogue, CatalogueEntry
from privacy_gate.index.organisation.membership import Membership, Owned, owner, prints_of_repository
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.index.organisation.shard import Print, Shard, ShardNames

ONE, OTHER = Secret(b"1" * 32), Secret(b"2" * 32)
NAMES = ShardNames("billing", "c0ffee", [b"a.py", b"b/\xff.py"], [0, 100], [0, 3])
prints = st.builds(Print, st.integers(0, 2**64 - 1), st.integers(0, 99) | st.integers(101, 150), st.booleans())


@given(st.lists(prints, max_size=60), st.randoms())
def test_a_shard_is_read_as_it_was_written(found: list[Print], dice: object) -> None:
    assert hasattr(dice, "shuffle")
    data = shard.write_shard("shards/it", NAMES, found, 151, ONE)
    dice.shuffle(found)
    head = shard.head(data[: shard.HEAD], ONE, "shards/it")
    read = Shard(memoryview(data), ONE, "shards/it", "it")

    assert shard.write_shard("shards/it", NAMES, found, 151, ONE) == data
    assert (head.size, head.prints, head.lines) == (len(data), len(set(found)), 151)
    assert shard.is_whole(data, head)
    assert read.names == NAMES
    for one in found:
        assert (int(one.line >= 100), one.line % 100 + 1) in read.places(one.key, sampled=one.sampled)
    parts = [head.part(number, 3) for number in range(8)]
    sampled = [array("Q", data[part.start : part.end]) for part in parts]
    assert [key for keys in sampled for key in keys] == sorted(one.key for one in set(found) if one.sampled)
    assert all(key >> 61 == number for number, keys in enumerate(sampled) for key in keys)
    assert all(shard.is_intact_part(data[part.start : part.end], part.sizes, part.tags, ONE) for part in parts)


def test_a_part_of_a_shard_that_was_changed_is_known() -> None:
    found = [Print(number << 56 | 5, number % 7, sampled=number % 3 > 0) for number in range(256)]
    data = shard.write_shard("shards/it", NAMES, found, 151, ONE)
    part = shard.head(data, ONE, "shards/it").part(1, 1)
    keys = data[part.start : part.end]

    assert shard.is_intact_part(keys, part.sizes, part.tags, ONE)
    for other in (keys[:-8], keys[8:] + keys[:8], keys[:80] + bytes([keys[80] ^ 1]) + keys[81:], keys + keys[:8]):
        assert not shard.is_intact_part(other, part.sizes, part.tags, ONE)


def test_a_shard_does_not_pass_for_another() -> None:
    data = shard.write_shard("shards/it", NAMES, [Print(5, 3, sampled=True)], 151, ONE)

    with pytest.raises(GateError, match="was modified"):
        shard.head(data, ONE, "shards/other")


def test_a_shard_does_not_tell_how_fingerprints_follow_each_other() -> None:
    """Where they stand hangs on the code alone: who guesses it would know it again without the key."""
    lines = [1, 1, 4, 9, 9, 9, 14, 20] * 8
    keys = ONE.hash_prints(range(len(lines)))
    found = [
        Print(key, line + 30 * (number // 8), sampled=True)
        for number, (key, line) in enumerate(zip(keys, lines, strict=True))
    ]
    data = shard.write_shard("shards/it", NAMES, found, 999, ONE)

    plain = [one.line.to_bytes(4, "little") for one in sorted(found)]
    assert sum(data.count(word) for word in set(plain)) < 3  # of 64: what chance makes
    assert (999).to_bytes(8, "little") not in data


@pytest.mark.parametrize("cut", [0, 7, 600, shard.HEAD, -1])
def test_a_shard_cut_short_or_changed_is_refused(cut: int) -> None:
    data = shard.write_shard("shards/it", NAMES, [Print(5, 3, sampled=True)], 151, ONE)

    with pytest.raises(GateError):
        Shard(memoryview(data[:cut]), ONE, "shards/it", "it")
    with pytest.raises(GateError, match="another key"):
        Shard(memoryview(data), OTHER, "shards/it", "it")
    changed = bytearray(data)
    changed[-1] ^= 1
    assert not shard.is_whole(bytes(changed), shard.head(data, ONE, "shards/it"))


@pytest.mark.parametrize(
    "names",
    [["billing"], [1, "c", [], [], []], ["a", "c", [b"a"], [0, 5], [0]], ["a", "c", [b"a"], [3], [0]]],
)
def test_names_of_another_form_are_refused(names: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has the key can seal anything, and another version may have."""
    whole = shard.write_shard("shards/it", NAMES, [Print(5, 3, sampled=True)], 151, ONE)
    assert Shard(memoryview(whole), ONE, "shards/it", "it").names == NAMES
    sealed = msgspec.msgpack.encode(names)
    monkeypatch.setattr(msgspec.msgpack, "encode", lambda _: sealed)
    data = shard.write_shard("shards/it", NAMES, [Print(5, 3, sampled=True)], 151, ONE)

    with pytest.raises(GateError, match=r"another version|list its files"):
        Shard(memoryview(data), ONE, "shards/it", "it")


@given(st.dictionaries(st.binary(min_size=8, max_size=8), st.sets(st.integers(0, 2**64 - 1), max_size=40), max_size=9))
def test_fingerprints_name_their_repository(owned: dict[bytes, set[int]]) -> None:
    half = 1 << 63
    parts = [
        membership.part(Owned(name, [key for key in keys if (key >= half) == upper]) for name, keys in owned.items())
        for upper in (False, True)
    ]
    found = Membership(memoryview(b"".join(membership.write_filter(parts, len(owned), 99, ONE))), ONE, "it")

    names = sorted(owned)
    taken: set[int] = set()
    for number, name in enumerate(names):
        mine = owned[name] - taken
        taken |= owned[name]
        assert all(found.owner(key) == owner(name, key) for key in mine)
        assert mine <= set(prints_of_repository(found.owners(mine), names).get(number, []))
    assert (found.count, found.prints, found.repositories) == (len(taken), 99, len(owned))


def test_a_filter_of_another_key_or_cut_short_is_refused() -> None:
    data = b"".join(membership.write_filter([membership.part([Owned(b"12345678", [1, 2, 3])])], 1, 3, ONE))

    with pytest.raises(GateError, match="another key"):
        Membership(memoryview(data), OTHER, "it")
    for end in (0, 10, 50, len(data) - 1):
        with pytest.raises(GateError):
            Membership(memoryview(data[:end]), ONE, "it")


SHARD = f"shards/{16 * 'a'}-{16 * 'b'}"


def made_of(file: str, membership: str = f"membership-{32 * '1'}", identity: bytes = b"12345678") -> Catalogue:
    return Catalogue(membership, b"d", 5, [CatalogueEntry("billing", "c0ffee", identity, file, b"e", 6, 7, 8)])


@pytest.mark.parametrize(
    "made",
    [
        made_of(f"shards/../../{16 * 'a'}-{16 * 'b'}"),
        made_of("/etc/passwd"),
        made_of(f"{SHARD}\n"),
        made_of(SHARD, "../membership"),
        made_of(SHARD, identity=b"1234567"),
    ],
)
def test_a_catalogue_names_nothing_outside_of_its_folder(made: Catalogue) -> None:
    with pytest.raises(GateError, match="cannot be part of an index"):
        catalogue.read(catalogue.write_catalogue(made, ONE), ONE, "it")


def test_a_catalogue_opens_with_its_key_alone() -> None:
    made = made_of(SHARD)
    data = catalogue.write_catalogue(made, ONE)

    assert catalogue.read(data, ONE, "it") == made
    assert b"billing" not in data
    for other, key in ((data, OTHER), (data[:-1], ONE), (b"", ONE)):
        with pytest.raises(GateError):
            catalogue.read(other, key, "it")
