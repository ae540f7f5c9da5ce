"""Texts that are written as bytes: dumps in hexadecimal, base64 on several lines, base64 of UTF-16.

Each is a joint of a view (`joints.py`) with the text that it stands for: a dump line by line, base64 as a whole. What
is no text when it is decoded is left alone. The engine reports where one may be (`TRIGGERS`).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from privacy_gate.rules.split_values import Joint

LABEL = "dump"
LABELS = frozenset({LABEL})

_MARGIN = r"[ \t>#|*]{0,20}+"
_BYTE = r"[0-9A-Fa-f]{2}"
_LINE = re.compile(  # hexdump -C, od -t x1, Format-Hex; xxd
    rf"(?m)^{_MARGIN}(?:0x)?[0-9A-Fa-f]{{4,16}}+:?[ \t]{{1,4}}"
    rf"(?P<bytes>{_BYTE}(?![0-9A-Fa-f])(?: {{1,2}}{_BYTE}(?![0-9A-Fa-f])){{0,15}}+"
    rf"|(?:(?:{_BYTE}){{2,4}} ){{0,15}}(?:{_BYTE}){{1,4}}(?![0-9A-Fa-f]))[^\n]{{0,400}}+\n?"
)
_HEX_LINES = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{32,}+(?:\r?\n[ \t>#|*]{0,20}[0-9A-Fa-f]{2,}+)++(?![0-9A-Za-z])")
_ARRAY = re.compile(rf"0x{_BYTE}(?:[,;]?\s{{0,40}}0x{_BYTE}){{7,}}+")
_BASE64 = r"[A-Za-z0-9+/]"
_LINES = re.compile(
    rf"(?<!{_BASE64}){_BASE64}{{60,}}+(?P<more>(?:\r?\n{_MARGIN}{_BASE64}{{60,}}+)*+)"
    rf"(?P<last>(?:\r?\n{_MARGIN}{_BASE64}{{2,}}+)?={{0,2}})"
)
_THREE = rf"{_BASE64}[AQgw][AB]{_BASE64}A[A-H]{_BASE64}A"  # three ASCII characters in UTF-16, as base64 writes them
_WIDE = re.compile(rf"(?<!{_BASE64})(?:{_THREE}){{4,}}+{_BASE64}*+={{0,2}}")
_PRINTABLE_HEX = "(?:[2-6][0-9A-Fa-f]|7[0-9A-Ea-e])"
TRIGGERS = (  # long rows of a class make a database slow
    (LABEL, rf"\b[0-9A-Fa-f]{{4,16}}:?[ \t]{{1,4}}{_BYTE} ?{_BYTE} ?{_BYTE} ?{_BYTE}"),
    *((LABEL, rf"{_BASE64}{{32}}{end}[ \t>#|*]{{0,20}}{_BASE64}{{2}}") for end in (r"\n", r"\r\n")),
    (LABEL, rf"0x{_PRINTABLE_HEX}[,;]?\s{{0,3}}0x{_PRINTABLE_HEX}[,;]?\s{{0,3}}0x{_PRINTABLE_HEX}"),
    (LABEL, rf"\b(?:{_THREE}){{4}}"),
)
"""Label and expression of each place at which a dump may be, for the engine."""
_SEEN = str.maketrans(dict.fromkeys((*range(1, 32), *range(127, 256)), "\n") | {0: ""})
_OTHER = re.compile(r"[^0-9A-Fa-f]+")
_NO_DIGIT = re.compile(rf"\s{_MARGIN}")


def found(text: str, _labels: AbstractSet[str]) -> Iterator[Joint]:
    """A joint for each line of a dump, or for the whole of it, in no particular order."""
    for match in _LINE.finditer(text):
        written = bytes.fromhex(_OTHER.sub("", match["bytes"])).decode("latin-1").translate(_SEEN)
        yield Joint(match.start(), match.end(), written, disguise=True)
    for match in _ARRAY.finditer(text):
        yield from _joint(match.start(), match.end(), bytes.fromhex(re.sub(r"0x|[^0-9A-Fa-f]", "", match[0])))
    for match in _HEX_LINES.finditer(text):
        digits = _NO_DIGIT.sub("", match[0])
        if len(digits) % 2 == 0:
            yield from _joint(match.start(), match.end(), bytes.fromhex(digits))
    for match in _WIDE.finditer(text):
        yield from _joint(match.start(), match.end(), _decoded(match[0]))
    for match in _LINES.finditer(text):
        if match["more"] or match["last"].strip("="):
            whole = list(_joint(match.start(), match.end(), _decoded(match[0])))
            # the line behind it may be a word
            without = text[match.start() : match.start("last")]
            yield from whole or _joint(match.start(), match.start("last"), _decoded(without))


def _decoded(text: str) -> bytes:
    digits = _NO_DIGIT.sub("", text).rstrip("=")
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    try:
        return base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
    except (ValueError, binascii.Error):
        return b""


def _joint(start: int, end: int, data: bytes) -> Iterator[Joint]:
    """A joint for bytes that are a text in UTF-8 or UTF-16."""
    try:
        text = data.decode("utf-16-le" if data[1:16:2].count(0) > 4 else "utf-8")
    except UnicodeDecodeError:
        return
    text = text.removeprefix("\ufeff").rstrip("\0")
    if text and text.translate(_BLANKS).isprintable():
        yield Joint(start, end, text, disguise=True)


_BLANKS = {ord(sign): " " for sign in "\t\n\r\f"}
