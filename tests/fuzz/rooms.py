"""The clean room: what is cleaned comes back, and a map is read or refused."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom.mapping import Mapping, Value
from privacy_gate.cleanroom.maps import Maps
from privacy_gate.rules import placeholders
from tests.cleanroom.cleaning import obeys
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
    """A map that anybody may have written, and an answer."""
    folder = Path("maps")
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    head, _, answer = data.partition(b"\0")
    (folder / "0123.json").write_bytes(head)
    text = answer.decode("utf-8", "replace")
    try:
        maps = Maps(folder, now=1_800_000_000.0)
        found = maps.by_age()
    except GateError:
        return
    if not found:
        return
    prompt, mapping = found[0]
    assert mapping.known_in(text) >= 0
    once = mapping.restored(text)
    assert isinstance(once, str)
    mapping.forget(text, Mapping())
    maps.keep(prompt, mapping)
    assert all(key.number >= 0 for key in placeholders.keys_in(text))


def _maps() -> Iterable[bytes]:
    mapping = Mapping(
        [Value("HOST", 1, "db.fennick.lan", secret=False), Value("TOKEN", 2, SECRET, secret=True)], {"a_b": "c_d"}
    )
    record = {"prompt": "prompts/a.md", "at": 1_800_000_000.0, "mapping": msgspec.to_builtins(mapping)}
    for answer in ("use ⟦PG:HOST:0001⟧ and [PG:TOKEN:2] and a_b", "PG_HOST_0001 pg-token-0002 `a-b`"):
        yield msgspec.json.encode(record) + b"\0" + answer.encode()


_TELLING = ("⟦PG:HOST:0001⟧", "maria@halvorsen.at", "10.1.2.3", "calculate_secret_margin")
_OF_MAPS = ("⟦PG:", "PG_", "⟧", '"values"', '"names"', '"secret"', "NaN", "1e400", "\0")
TARGETS = (
    Target("cleaning", cleaning, _texts, (*MARKS, *_TELLING), longest=1200),
    Target("restoring", restoring, _maps, _OF_MAPS),
)
