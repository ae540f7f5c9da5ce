"""Decode base64, in both alphabets and with any line width, and base32."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

BASE64, BASE32 = "base64", "base32"
_SIGN = "[A-Za-z0-9+/_-]"
_FOUR = rf"[I-Za-f][C-HS-Xi-nyz0-3][ABEFIJMNQRUVYZcdghklopstwx014589]{_SIGN}"  # encodes three ASCII characters
_THREE = rf"{_SIGN}[AQgw][AB]{_SIGN}A[A-H]{_SIGN}A"  # encodes three characters in UTF-16
_EIGHT = "[E-P][ABEFIJMNQRUVYZ45][A-Z2-7][C-HS-X][ACEGIKMOQSUWY246][I-Z2-7][BCDJKLRSTZ23][A-Z2-7]"  # five, in base32
TRIGGERS = (
    (BASE64, rf"(?!=)(?:{_FOUR}){{4}}"),
    (BASE64, rf"(?:{_THREE}){{3}}"),
    (BASE64, rf"H4sI[A-Q]{_SIGN}{{14}}"),
    (BASE64, rf"\be[AFJN][wqrt0-9x-zA-Z]{_SIGN}{{16}}"),
    (BASE32, rf"(?!=)(?:{_EIGHT}){{3}}"),
)
"""The label and expression of each place that may contain base64 or base32, for the engine."""
_BREAK = (  # a line break or the break of a string, or an escape for one
    r"(?:(?:\\r)?\\n|[\"']?[ \t]{0,4}+[+,.\\]?[ \t]{0,4}+\r?\n(?://[ \t])?+[ \t>#|*]{0,20}+[\"']?"
    r"|[\"'],?[ \t]{0,4}[\"']|[ \t])"
)
BASE64_TEXT = re.compile(
    rf"(?<!{_SIGN}){_SIGN}{{16,}}+(?:{_BREAK}{_SIGN}{{16,}}+)*+(?:{_BREAK}{_SIGN}{{2,}}+)?={{0,2}}"
)
BASE32_TEXT = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{24,}+(?![A-Za-z0-9])")
_BREAKS = re.compile(_BREAK)
_STANDARD = str.maketrans("-_", "+/")


def decode_base64(text: str) -> Iterator[bytes]:
    """Yield the decoded bytes from each of the four possible offsets, because a word can precede the encoded text."""
    signs = _BREAKS.sub("", text).rstrip("=").translate(_STANDARD)
    for first in range(4):
        rest = signs[first:]
        rest = rest[: len(rest) - (len(rest) % 4 == 1)]
        yield base64.b64decode(rest + "=" * (-len(rest) % 4))


def decode_base32(text: str) -> Iterator[bytes]:
    """Yield the decoded bytes. Characters at the end that form no whole byte are dropped."""
    signs = text
    while len(signs) % 8 in (1, 3, 6):
        signs = signs[:-1]
    yield base64.b32decode(signs + "=" * (-len(signs) % 8))
