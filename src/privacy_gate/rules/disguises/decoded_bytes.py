"""The text in bytes that were decoded: packed, in UTF-16, or with bytes around it that are no text."""

from __future__ import annotations

import re
import zlib

_RUN = re.compile(rb"[\t\n\r\x20-\x7e]{12,}+")
_BLANKS = {ord(sign): " " for sign in "\t\n\r\f"}
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_MOST_GROWTH = 16  # times its size that a packed text is unpacked to: source code is packed to a third or a tenth
_MOST_LAYERS = 3


def read_text(data: bytes) -> str:
    """The rows of printable ASCII in some bytes, a line each; all of it where all is text. Nothing if there is none."""
    most = _MOST_GROWTH * len(data)
    for _ in range(_MOST_LAYERS):
        if _PACKED.match(data):
            data = _unpack(data, most)
    if data.count(0) * 3 > len(data):  # UTF-16 or UTF-32, whichever byte comes first
        data = data.translate(None, b"\0")
    try:
        text = data.decode().removeprefix("\ufeff")
        if text.translate(_BLANKS).isprintable():
            return text
    except UnicodeDecodeError:
        pass
    return "\n".join(run.decode("ascii") for run in _RUN.findall(data))


def _unpack(data: bytes, most: int) -> bytes:
    """What gzip or zlib packed, as far as it is whole and no larger than expected."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(data, most)
    except zlib.error:
        return b""
