"""Mask or unmask a stream of UTF-8 bytes.

A piece may end within a character. Bytes that are not UTF-8 stay as they are.
"""

from __future__ import annotations

import codecs

from privacy_gate.cleanroom.masking.streams import TextStream


class ByteStream:
    """A stream of bytes in pieces. A text stream makes the replacements."""

    def __init__(self, stream: TextStream) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def feed(self, piece: bytes) -> bytes:
        """Add a piece. Return the next part of the result."""
        return encode(self._stream.feed(self._decoder.decode(piece)))

    def end(self) -> bytes:
        """Return the last part of the result."""
        last = self._stream.feed(self._decoder.decode(b"", final=True))
        return encode(last + self._stream.end())


def encode(text: str) -> bytes:
    """Encode a text as bytes.

    Surrogates that represent no byte are encoded as well, because an original may contain some.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return b"".join(
            one.encode("utf-8", "surrogateescape" if "\udc80" <= one <= "\udcff" else "surrogatepass") for one in text
        )
