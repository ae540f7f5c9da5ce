"""Decode texts that are written as the numbers of their bytes: hexadecimal, decimal, octal and binary.

All of them are lists of digits with separators: `6768`, `67:68`, `0x67, 0x68`, `chr(103) + chr(104)`, `=67=68`. A list
is decoded in each base that its digits fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LABEL = "numbers"
_HEX = r"[234567][0-9A-Fa-f]"  # for a printable character
_DECIMAL = r"0?(?:3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6])"
_BETWEEN = r"[^0-9A-Za-z]{1,6}"
_CALL = r"[^0-9\n]{0,16}(?:[Cc][Hh][Aa]?[Rr]|[Bb]yte|rune|u8)[^0-9\n]{1,6}"
_LINE_END = r"[^0-9A-Za-z.\n]{0,3}\n[^0-9A-Za-z.\n]{0,16}"


def _row(number: str, between: str, count: int) -> str:
    return rf"\b{number}(?:{between}{number}){{{count - 1}}}"


TRIGGERS = (
    (LABEL, rf"{_HEX}(?:(?:h?{_BETWEEN}(?:0?[xX]|[hH]|[uU]\+)?(?:00){{0,3}})?{_HEX}){{11}}"),
    (LABEL, rf"(?:{_HEX}00){{6}}"),
    (LABEL, r"1[fF]8[bB]08[0-9A-Fa-f]{12}"),
    (LABEL, _row(_DECIMAL, r"(?:_?u8)?[^0-9A-Za-z.\n]{1,4}", 10)),
    (LABEL, _row(_DECIMAL, _LINE_END, 10)),
    (LABEL, _row(_DECIMAL, _CALL, 4)),
    (LABEL, _row(r"(?:0?o|0)?[01]?[0-7]{2}", r"[^0-9A-Za-z.\n]{1,4}", 10)),
    (LABEL, _row(rf"0[xX]{_HEX}", _CALL, 4)),
    (LABEL, r"\b(?:0b)?[01]{64}"),
    (LABEL, _row("(?:0b)?0?[01]{7}", r"[^0-9A-Za-z.]{1,12}", 6)),
)
"""The label and expression of each place that may contain a list, for the engine."""
_END = r"(?=(?:_?u8|[hHuUL])?(?![0-9A-Za-z]))"
_NUMBER = rf"(?:0?[xX]|0[oObB]|[hH])?[0-9A-Fa-f]++{_END}"
_GAP = (
    r"(?:_?u8|[hHuUL])?+[^0-9A-Za-z\r\n%]{0,8}+(?:\r?\n[^0-9A-Za-z\r\n]{0,40}+)?+"
    r"(?:[A-Za-z][A-Za-z.]{0,26}+[^0-9A-Za-z\r\n]{1,4}+)??"
)
EXPRESSION = re.compile(rf"[\\=$#]?(?<![0-9A-Za-z]){_NUMBER}(?:{_GAP}(?<![0-9A-Za-z]){_NUMBER})*+")
_PARTS = re.compile(
    r"(?<![0-9A-Za-z])(?:0?[xX]|0[oO]|[hH])?((?:0[bB])?[0-9A-Fa-f]++)(?=(?:u8|[hHuUL])?(?![0-9A-Za-z]))"
)
_FEWEST_DIGITS = 24  # twelve bytes


def decode(text: str) -> Iterator[bytes]:
    """Yield the bytes that a list can represent, in each base that its digits fit."""
    if len(text) < _FEWEST_DIGITS:
        return
    numbers = _PARTS.findall(text)
    digits = "".join(numbers)
    if len(digits) < _FEWEST_DIGITS:
        return
    lengths = set(map(len, numbers))
    yield from _read_hexadecimal(numbers, digits, lengths)
    binary = [one[2:] if len(one) > 2 and one[:2].lower() == "0b" else one for one in numbers]
    if set("".join(binary)) <= {"0", "1"}:
        if max(map(len, binary)) > 8:
            row = "".join(binary)
            binary = [row[at : at + 8] for at in range(0, len(row), 8)]
        yield _bytes_of(binary, 2)
        return
    decimal = [one if one.isdecimal() and len(one) <= 4 else "0" for one in numbers]  # a letter may precede them
    yield _bytes_of(decimal, 10)
    if not {"8", "9"} & set("".join(decimal)):
        yield _bytes_of(decimal, 8)


def _read_hexadecimal(numbers: list[str], digits: str, lengths: set[int]) -> Iterator[bytes]:
    if all(length % 2 == 0 for length in lengths):
        yield bytes.fromhex(digits)
        if lengths & {4, 8, 16} and lengths <= {2, 4, 8, 16}:  # words of a little-endian machine
            yield b"".join(bytes.fromhex(one)[::-1] for one in numbers)
    elif max(lengths) <= 2:
        yield _bytes_of(numbers, 16)
    elif len(numbers) == 1 or max(lengths) > 16:  # the list is cut between the two digits of a byte
        yield bytes.fromhex(digits[: len(digits) // 2 * 2])
        yield bytes.fromhex(digits[1 : 1 + (len(digits) - 1) // 2 * 2])


def _bytes_of(numbers: list[str], base: int) -> bytes:
    codes = (int(one, base) for one in numbers)
    return bytes(code if code < 256 else 0 for code in codes)
