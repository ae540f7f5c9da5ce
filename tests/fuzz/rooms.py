"""The clean room: what is cleaned comes back, and a map is read or refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom.earlier_maps import EarlierMap, MapRecord, Value
from privacy_gate.cleanroom.masking.byte_streams import ByteStream, encode
from privacy_gate.cleanroom.masking.json_streams import JsonStream
from privacy_gate.cleanroom.masking.json_text import mask_json, unmask_json
from privacy_gate.cleanroom.masking.mask import mask, mask_known
from privacy_gate.cleanroom.masking.streams import mask_stream, unmask_stream
from privacy_gate.cleanroom.masking.unmask import find_damaged, unmask
from privacy_gate.cleanroom.restoring import restore_by_earlier_map
from tests.cleanroom.cleaning import obeys
from tests.cleanroom.masking import made_up
from tests.fuzz.target import SECRET, Target, assert_hidden
from tests.fuzz.texts import MARKS

_PATHS = ("prompts/a.md", "prompts/a.py", "prompts/a.txt", "prompts/a.yaml")


def cleaning(data: bytes) -> None:
    """The laws: turned back it is what it was, twice is once, and nothing mendable is left."""
    text = data[1:].decode("utf-8", "replace")
    try:
        done = obeys(text, _PATHS[data[0] % len(_PATHS)] if data else _PATHS[0])
    except GateError:
        return
    assert_hidden(done.text, text)


def _texts() -> Iterable[bytes]:
    yield b"\0" + f"# Task\n\nWhy does `calculate_proprietary_risk_score` fail with {SECRET}?\n".encode()
    yield "\0Write to maria.hofer@halvorsen-werke.at at 10.20.30.40, host db7.fennick.lan. ⟦PG:HOST:0001⟧\n".encode()
    yield b"\1def compute_margin(book):\n    password = 'tr0u" + b"badour7Kx'\n    return book.margin\n"
    yield b"\3" + f"db:\n  password: hunter2hunter\n  token: {SECRET}\n".encode()


def restoring(data: bytes) -> None:
    """A map of version 0.1.0 that anybody may have written, and an answer."""
    head, _, answer = data.partition(b"\0")
    text = answer.decode("utf-8", "replace")
    try:
        record = msgspec.json.decode(head, type=MapRecord)
    except ValueError:
        return
    once = restore_by_earlier_map(record, text, secrets=True)
    assert isinstance(once.apply(text), str)
    assert once.known >= 0


def masking(data: bytes) -> None:
    """The laws of the masking core: any text and any split, and JSON."""
    text = data[1:].decode("utf-8", "replace")
    size = 1 + (data[0] % 9 if data else 0)
    pairs = made_up.new_map()
    masked = mask(text, made_up.marks(text), pairs).text
    assert pairs.met or unmask(masked, pairs) == text
    assert "".join(_run(unmask_stream(pairs), masked, size)) == unmask(masked, pairs)
    raw = masked.encode("utf-8", "surrogatepass") + data[-2:]
    whole = unmask(raw.decode("utf-8", "surrogateescape"), pairs)
    assert b"".join(_run(ByteStream(unmask_stream(pairs)), raw, size)) == encode(whole)
    assert isinstance(list(find_damaged(text, pairs)), list)
    known = made_up.known_map()
    replaced = mask_known(text, known).text
    if not known.met:
        assert made_up.find_run(replaced) is None, "an original leaves"
        assert unmask(replaced, known) == text
        assert "".join(_run(mask_stream(made_up.known_map()), text, size)) == replaced
    with suppress(ValueError):
        same = made_up.new_map()
        changed = mask_json(text, made_up.marks, same)
        assert same.met or json.loads(unmask_json(changed, same)) == json.loads(text)
        restored = unmask_json(changed, same, ascii_only=False)
        assert "".join(_run(JsonStream(same), changed, size)) == restored


def _run(stream: Any, whole: Any, size: int) -> Iterator[Any]:
    """What a stream gives for a text in pieces of a size."""
    for at in range(0, len(whole), size):
        yield stream.feed(whole[at : at + size])
    yield stream.end()


def _masked_texts() -> Iterable[bytes]:
    yield f"\3ask {made_up.HOST} and {made_up.NAME}, CalculateRiskScore in risk-score-max/ PG_HOST_k7f3m2".encode()
    yield b"\2" + f"{made_up.NAME}{made_up.NAME}, 客户甲é.lan{made_up.HOST} {made_up.HOST}".encode()
    yield b"\5" + json.dumps({made_up.HOST: [made_up.SECRET, json.dumps([made_up.MAIL])]}).encode()


def _maps() -> Iterable[bytes]:
    values = [Value("HOST", 1, "db.fennick.lan", secret=False), Value("TOKEN", 2, SECRET, secret=True)]
    record = MapRecord("prompts/a.md", 1_800_000_000.0, EarlierMap(values, {"a_b": "c_d"}))
    for answer in ("use ⟦PG:HOST:0001⟧ and [PG:TOKEN:2] and a_b", "PG_HOST_0001 pg-token-0002 `a-b`"):
        yield msgspec.json.encode(record) + b"\0" + answer.encode()


_TELLING = ("⟦PG:HOST:0001⟧", "maria@halvorsen.at", "10.1.2.3", "calculate_secret_margin")
_OF_MAPS = ("⟦PG:", "PG_", "⟧", '"values"', '"names"', '"secret"', "NaN", "1e400", "\0")
TARGETS = (
    Target("cleaning", cleaning, _texts, (*MARKS, *_TELLING), longest=1200),
    Target("masking", masking, _masked_texts, (*MARKS, *made_up.ORIGINALS, "PG_", "\\u00e9", "\\"), longest=1200),
    Target("restoring", restoring, _maps, _OF_MAPS),
)
