"""Extract text from decoded bytes, which can be compressed, in UTF-16, or mixed with other bytes."""

from __future__ import annotations

import re
import zlib

_RUN = re.compile(rb"[\t\n\r\x20-\x7e]{12,}+")
_BLANKS = {ord(sign): " " for sign in "\t\n\r\f"}
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_MOST_GROWTH = 16  # limit of the size after decompression; source code is compressed to a third or a tenth
_MOST_LAYERS = 3


def read_text(data: bytes) -> str:
    """Return the bytes as text if all of them are text.

    Otherwise return each run of printable ASCII on its own line. Return an empty string if there is none.
    """
    most = _MOST_GROWTH * len(data)
    for _ in range(_MOST_LAYERS):
        if _PACKED.match(data):
            data = _unpack(data, most)
    if data.count(0) * 3 > len(data):  # UTF-16 or UTF-32, in either byte order
        data = data.translate(None, b"\0")
    try:
        text = data.decode().removeprefix("\ufeff")
        if text.translate(_BLANKS).isprintable():
            return text
    except UnicodeDecodeError:
        pass
    return "\n".join(run.decode("ascii") for run in _RUN.findall(data))


def _unpack(data: bytes, most: int) -> bytes:
    """Decompress gzip or zlib data. Stop at damaged data or at the maximum size."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(data, most)
    except zlib.error:
        return b""
