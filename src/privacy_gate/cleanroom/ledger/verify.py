"""Verify that no line of a ledger was changed, removed or inserted."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from privacy_gate.base import atomic_write, locks
from privacy_gate.base.errors import cannot
from privacy_gate.base.text import one_line, plural
from privacy_gate.cleanroom.ledger import chain
from privacy_gate.cleanroom.ledger.chain import Line


class LedgerLine(Struct, frozen=True):
    """A line of the file.

    `at` is its number from 1. `line` is its content, or None if it cannot be parsed. `intact` says whether its hash is
    right, and `ended` whether it ends with a line feed.
    """

    at: int
    line: Line | None
    intact: bool
    ended: bool = True


class LedgerRemark(Struct, frozen=True):
    """A remark about line `at`, or about the whole ledger (0). It is no `fault` if an interrupted write explains it."""

    at: int
    message: str
    fault: bool = True


class Verified(Struct, frozen=True):
    """The result of a verification: the number of events, the hash of the last line, and the remarks."""

    events: int
    head: str
    remarks: tuple[LedgerRemark, ...]

    @property
    def holds(self) -> bool:
        return not any(remark.fault for remark in self.remarks)


def read(file: Path) -> list[LedgerLine]:
    """Read the lines of a ledger. Without a file there are none. Raises GateError if the file cannot be read."""
    data = _bytes(file)
    if data and not data.endswith(b"\n"):  # another process may be writing it
        with contextlib.suppress(OSError), locks.hold(chain.lock(file)):
            data = _bytes(file)
    pieces = data.split(b"\n")
    ended = not pieces[-1]
    pieces = pieces[:-1] if ended else pieces
    return [_read(at, raw, ended=ended or at < len(pieces)) for at, raw in enumerate(pieces, 1)]


def verify(lines: Sequence[LedgerLine], head: str | None = None) -> Verified:
    """Check the hash chain. `head` is a hash, or the beginning of one, that a line of the ledger must have."""
    remarks = [*_check_chain(lines), *_list_unreadable(lines)]
    whole = [found.line for found in lines if found.line is not None]
    if head and not any(line["hash"].startswith(head) for line in whole):
        remarks.append(
            LedgerRemark(
                0, f"no line has the hash {one_line(head)}: lines at the end were removed, or the ledger was rewritten"
            )
        )
    return Verified(
        sum(line.get("kind") != chain.HEALED for line in whole),
        whole[-1]["hash"] if whole else chain.START,
        tuple(sorted(remarks, key=lambda remark: remark.at)),
    )


def _bytes(file: Path) -> bytes:
    try:
        return atomic_write.read_own(file)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise cannot("read", f"the ledger {file}", error) from None


def _read(at: int, raw: bytes, *, ended: bool) -> LedgerLine:
    line = chain.decode_line(raw)
    return LedgerLine(at, line, line is not None and _is_intact(line, raw), ended)


def _is_intact(line: Line, raw: bytes) -> bool:
    try:
        return chain.encode_line(line) == raw and chain.hash_line(line) == line["hash"]
    except (OverflowError, RecursionError, UnicodeEncodeError):  # only a forged line causes these
        return False


def _check_chain(lines: Sequence[LedgerLine]) -> Iterator[LedgerRemark]:
    number, before, at_before = 0, chain.START, 0
    for found in lines:
        line = found.line
        if line is None:
            continue
        if not found.intact:
            yield LedgerRemark(found.at, "was modified: its hash does not match")
        if line["number"] > number + 1:
            yield LedgerRemark(found.at, f"{_missing(number + 1, line['number'] - 1)} before it")
        elif line["number"] <= number:
            yield LedgerRemark(found.at, f"is event {line['number']} but follows event {number}")
        elif line["before"] != before:
            where = f"line {at_before}" if at_before else "the beginning"
            yield LedgerRemark(found.at, f"does not continue from {where}: lines in between were replaced")
        number, before, at_before = line["number"], line["hash"], found.at


_TORN = "is incomplete: the write was interrupted"


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"event {first} is missing"
    return f"{plural(last - first + 1, 'event')} ({first} to {last}) are missing"


def _list_unreadable(lines: Sequence[LedgerLine]) -> Iterator[LedgerRemark]:
    named = {at: found.at for found in lines for at in _torn(found)}
    for found in lines:
        if found.line is None and not found.ended:
            yield LedgerRemark(found.at, f"{_TORN}; the next event repairs it", fault=False)
        elif found.line is None and found.at in named:
            yield LedgerRemark(found.at, f"{_TORN}; repaired in line {named[found.at]}", fault=False)
        elif found.line is None:
            yield LedgerRemark(found.at, "cannot be read: not a ledger line")


def _torn(found: LedgerLine) -> Iterator[int]:
    """Yield the numbers of the incomplete lines that a repair line names. They must be directly before it."""
    line = found.line
    if line is None or not found.intact or line.get("kind") != chain.HEALED:
        return
    torn = line.get("torn")
    if isinstance(torn, list) and torn == list(range(found.at - len(torn), found.at)):
        yield from torn
