"""The file format of the ledger: lines that are only appended, each with the hash of the previous one.

A line is a JSON object in canonical form: sorted keys, no spaces, UTF-8. `hash` is the SHA-256 of the line without the
key `hash`. `before` is the hash of the previous event, and `number` counts events from 1.

A process that is killed while writing leaves an incomplete line. The next writer ends this line, and adds a line of the
kind `healed` before its own. The key `torn` of that line lists the incomplete lines by their number in the file, from
1. The chain continues from the last complete line. Nothing is truncated or overwritten.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from privacy_gate.base import atomic_write, locks
from privacy_gate.base.sha import sha256

START = "0" * 64
"""The value of `before` in the first line."""

HEALED = "healed"
_MOST = 1 << 53  # events; JSON represents larger numbers inexactly
BLOCK = 1 << 16  # bytes that the first read from the end covers

Line = dict[str, Any]


class _Tail(msgspec.Struct, frozen=True):
    """The end of a ledger file.

    `last` is the last complete line. `torn_from` is the offset of the incomplete lines after it. `is_open` says whether
    the last line feed is missing.
    """

    last: Line | None
    torn_from: int
    is_open: bool


def encode_line(fields: Line) -> bytes:
    return msgspec.json.encode(fields, order="sorted")


def build_line(fields: Line, before: Line | None) -> Line:
    """Build the line that follows `before`, with its hash."""
    line = fields | {
        "number": before["number"] + 1 if before else 1,
        "before": before["hash"] if before else START,
    }
    return line | {"hash": hash_line(line)}


def hash_line(line: Line) -> str:
    digest = sha256(encode_line({key: value for key, value in line.items() if key != "hash"}))
    return str(digest.hexdigest())


def decode_line(raw: bytes) -> Line | None:
    """Parse a line without checking its hash; None if it is not a line of a ledger."""
    try:
        line = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(line, dict) or type(line.get("number")) is not int or not 0 < line["number"] < _MOST:
        return None
    return line if isinstance(line.get("hash"), str) and isinstance(line.get("before"), str) else None


def append(file: Path, fields: Line) -> str:
    """Append a line, after repairing an incomplete end of the file. Return the line's hash."""
    with locks.hold(lock(file)):
        handle = atomic_write.open_own(file, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        with os.fdopen(handle, "r+b", buffering=0) as opened:
            tail = _tail(opened)
            data, last = b"\n" if tail.is_open else b"", tail.last
            if torn := _torn(opened, tail):
                last = build_line({"version": 1, "kind": HEALED, "time": fields["time"], "torn": torn}, last)
                data += encode_line(last) + b"\n"
            last = build_line(fields, last)
            atomic_write.write(handle, data + encode_line(last) + b"\n")
            os.fsync(handle)  # the ledger is the only record of what was sent and when
            return str(last["hash"])


def lock(file: Path) -> Path:
    return file.with_suffix(".lock")


def _tail(opened: Any) -> _Tail:
    size, block = opened.seek(0, os.SEEK_END), BLOCK
    while True:
        start = max(0, size - block)
        data = _read(opened, start)
        pieces = data.split(b"\n")
        at = len(data)
        for piece in reversed(pieces[1:] if start else pieces):
            if (line := decode_line(piece)) is not None:
                end = min(size, start + at + 1)
                return _Tail(line, end, is_open=bool(pieces[-1]))
            at -= len(piece) + 1
        if start == 0:
            return _Tail(None, 0, is_open=bool(pieces[-1]))
        block *= 8


def _torn(opened: Any, tail: _Tail) -> list[int]:
    """Return the numbers of the incomplete lines at the end."""
    rest = _read(opened, tail.torn_from)
    if not rest:
        return []
    first = _read(opened, 0).count(b"\n", 0, tail.torn_from) + 1
    return list(range(first, first + len(rest.removesuffix(b"\n").split(b"\n"))))


def _read(opened: Any, start: int) -> bytes:
    opened.seek(start)
    return bytes(opened.readall())
