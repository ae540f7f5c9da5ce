"""The files of an organisation's index: whoever can write where it lies can change them, and who has the key can seal
anything."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.index.organisation import catalogue, membership, shard
from privacy_gate.index.organisation.secret import TAG, Secret
from tests.fuzz.target import Target

_SECRET = Secret(bytes(range(32)))
_FILE = "shards/0123456789abcdef-0123456789abcdef"
_KEYS = [(number * 0x9E3779B97F4A7C15) & (1 << 64) - 1 for number in range(1, 40)]
_ENTRY = catalogue.CatalogueEntry("a", "c" * 40, b"12345678", _FILE, b"d" * 16, 10, 3, 2)


def files(data: bytes) -> None:
    """The first byte chooses what it is, and whether it is sealed with the key; refused with a message, or used."""
    kind = data[0] if data else 0
    check = (_shard, _filter, _catalogue)[kind % 3]
    try:
        check(data[1:], is_sealed=kind >= 3)
    except GateError as error:
        assert error.message


def _shard(data: bytes, *, is_sealed: bool) -> None:
    """Sealed here: names, "\0end", places, for the fingerprints that are ours."""
    if is_sealed:
        names, _, places = data.partition(b"\0end")
        sealed = _SECRET.seal(names, b"names")
        # as `written` does it, but for what no file says of itself
        honest = shard.write_shard(_FILE, _NAMES, [shard.Print(key, 0, sampled=True) for key in _KEYS], 9, _SECRET)
        opened = _SECRET.unseal(honest[8 : shard.HEAD], _FILE.encode()) or b""
        values = list(shard.FIELDS.unpack(opened))
        values[1] = len(sealed)
        places = places[: 4 * len(_KEYS)].ljust(4 * len(_KEYS), b"\0")
        keys = b"".join(key.to_bytes(8, "little") for key in sorted(_KEYS))
        head = _SECRET.seal(shard.FIELDS.pack(*values), _FILE.encode())
        data = honest[:8] + head + sealed + keys + _SECRET.seal(places, b"places")
    found = shard.head(data, _SECRET, _FILE)
    for bits in (0, 8):
        part = found.part(0, bits)
        shard.is_intact_part(data[part.start : part.end], part.sizes, part.tags, _SECRET)
    shard.is_whole(data, found)
    opened_shard = shard.Shard(memoryview(data), _SECRET, _FILE, "it")
    names_ = opened_shard.names
    for key in _KEYS:
        for file, line in opened_shard.places(key, sampled=True) + opened_shard.places(key, sampled=False):
            assert 0 <= file < len(names_.paths), "a place is in no file"
            assert isinstance(names_.kinds[file], int)
            assert line >= 1, "a place is before its file"


def _filter(data: bytes, *, is_sealed: bool) -> None:
    """Sealed here: the header and the rows, of which there are as many as the header says; then the planes."""
    if is_sealed:
        end = membership.HEADER.size + (membership.ROW.size << min(data[10], 8) if len(data) > 10 else 0)
        data = data[:end] + _SECRET.tag(data[:end]) + data[end:]
    found = membership.Membership(memoryview(data), _SECRET, "it")
    owners = found.owners(_KEYS)
    assert set(owners.values()) <= set(range(256))
    membership.prints_of_repository(owners, [_ENTRY.id, b"abcdefgh"])


def _catalogue(data: bytes, *, is_sealed: bool) -> None:
    if is_sealed:
        data = catalogue.MAGIC + _SECRET.seal(data, b"catalogue")
    found = catalogue.read(data, _SECRET, "it")
    for name in (found.membership, *(entry.shard for entry in found.repositories)):
        assert catalogue.is_a_name(name)
        assert ".." not in name
    assert catalogue.read(catalogue.write_catalogue(found, _SECRET), _SECRET, "it") == found


_NAMES = shard.ShardNames("a", "c" * 40, [b"a.py", b"\xffb.py"], [0, 5], [0, 1])


def _seeds() -> Iterable[bytes]:
    prints = [shard.Print(key, number % 9, sampled=number % 4 == 0) for number, key in enumerate(_KEYS)]
    yield b"\0" + shard.write_shard(_FILE, _NAMES, prints, 9, _SECRET)
    yield b"\3" + msgspec.msgpack.encode(_NAMES) + b"\0end" + bytes(accumulate([1] * 40))
    parts = [membership.part([membership.Owned(_ENTRY.id, _KEYS[half::2])]) for half in range(2)]
    whole = b"".join(membership.write_filter(parts, 1, 50, _SECRET))
    yield b"\1" + whole
    end = membership.HEADER.size + 2 * membership.ROW.size
    yield b"\4" + whole[:end] + whole[end + TAG :]
    of_all = catalogue.Catalogue(f"membership-{'0' * 32}", b"d" * 16, 9, [_ENTRY])
    yield b"\2" + catalogue.write_catalogue(of_all, _SECRET)
    yield b"\5" + msgspec.msgpack.encode(of_all)


_WORDS: tuple[str, ...] = (
    _FILE,
    "../",
    "membership-",
    "\0end",
    "\0\0\0\0",
    "\n",
    "pgorgsh\2",
    "pgorgmb\1",
    "pgorgct\2",
)
TARGETS = (Target("organisation", files, _seeds, _WORDS),)
